import { leaves } from '../autodiff/index.js';
import type { DType, Tensor } from '../tensor/index.js';

/**
 * The state of an optimiser: how many updates were made, and running moments of the gradient, each a
 * tree shaped like the parameters.
 */
export interface OptimizerState<P> {
  readonly step: number;
  readonly moments: readonly P[];
}

/** The numbers of one update, as scalars of the parameters' element type. */
export type Scales = Readonly<Record<string, Tensor>>;

/** What makes an optimiser: beside `scales`, functions of tensors alone, which can be compiled. */
export interface OptimizerRule {
  /** The moments before the first update. */
  init<P>(params: P): readonly P[];
  /** The numbers of update `step` = 1, 2, …: all that depends on it beside the tensors. */
  scales(step: number, learningRate: number, dtype: DType): Scales;
  /** The moments after another gradient. */
  accumulate<P>(gradient: P, moments: readonly P[]): readonly P[];
  /** Parameters moved by what the accumulated moments say. */
  move<P>(params: P, gradient: P, accumulated: readonly P[], scales: Scales): P;
}

/** A pure rule for updating a tree of parameters. */
export interface Optimizer extends Omit<OptimizerRule, 'init'> {
  /** The state before the first update. */
  init<P>(params: P): OptimizerState<P>;
  /** Parameters and moments after an update. */
  apply<P>(
    params: P,
    gradient: P,
    moments: readonly P[],
    scales: Scales,
  ): { params: P; moments: readonly P[] };
  /** Parameters and state after one update with `gradient` at `learningRate`. */
  update<P>(
    params: P,
    gradient: P,
    state: OptimizerState<P>,
    learningRate: number,
  ): { params: P; state: OptimizerState<P> };
}

export function optimizer(rule: OptimizerRule): Optimizer {
  const apply: Optimizer['apply'] = (params, gradient, moments, scales) => {
    const accumulated = rule.accumulate(gradient, moments);
    return { params: rule.move(params, gradient, accumulated, scales), moments: accumulated };
  };
  return {
    ...rule,
    apply,
    init: (params) => ({ step: 0, moments: rule.init(params) }),
    update(params, gradient, { step, moments }, learningRate) {
      const scales = rule.scales(step + 1, learningRate, leaves(params)[0]?.dtype ?? 'float64');
      const updated = apply(params, gradient, moments, scales);
      return { params: updated.params, state: { step: step + 1, moments: updated.moments } };
    },
  };
}
