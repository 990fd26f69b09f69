/**
 * The state of an optimiser: how many updates were made, and running moments of the gradient, each a
 * tree shaped like the parameters.
 */
export interface OptimizerState<P> {
  readonly step: number;
  readonly moments: readonly P[];
}

/** A pure rule for updating a tree of parameters. */
export interface Optimizer {
  /** The state before the first update. */
  init<P>(params: P): OptimizerState<P>;
  /** The moments after one more gradient. */
  accumulate<P>(gradient: P, state: OptimizerState<P>): OptimizerState<P>;
  /** Parameters moved by what the accumulated moments say. */
  move<P>(params: P, gradient: P, accumulated: OptimizerState<P>, learningRate: number): P;
  /** Parameters and state after one update with `gradient` at `learningRate`. */
  update<P>(
    params: P,
    gradient: P,
    state: OptimizerState<P>,
    learningRate: number,
  ): { params: P; state: OptimizerState<P> };
}

/** An optimiser from its two halves. */
export function optimizerFrom(halves: Omit<Optimizer, 'update'>): Optimizer {
  return {
    ...halves,
    update(params, gradient, state, learningRate) {
      const accumulated = halves.accumulate(gradient, state);
      return {
        params: halves.move(params, gradient, accumulated, learningRate),
        state: accumulated,
      };
    },
  };
}
