import {
  energy, energyDifference, logCoshDifference, reconstructionLoss, type Autoencoder, type Config,
} from '../../algorithms/index.js'; // prettier-ignore
import { grad, mapTree, pairedDistance, vjp } from '../../lib/autodiff/index.js';
import { BoundedTensor, type ErrorBound, type Precision } from '../../lib/errorAnalysis/index.js';
import { driftOf, langevinStep } from '../../lib/sampling/index.js';
import {
  abs, add, cast, gather, minimum, mul, reshape, sum, tensor, zeros, type DenseTensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { passesChain } from './bundleFormat.js';
import type { PlanArcs } from './planArcs.js';

/** What a step's gradient is made from, all of it the bundle's own. */
export interface GradientInputs {
  readonly config: Config;
  readonly precision: Precision;
  readonly model: Autoencoder;
  readonly batch: Tensor;
  /** states 0 … S, each [B, D], and noise [B, D] of every step; absent for the AE */
  readonly states?: readonly Tensor[];
  readonly noise?: readonly Tensor[];
  /** WNAE */
  readonly arcs?: PlanArcs;
}

type Inputs = Omit<GradientInputs, 'precision'>;

/** A point of the chain together with the weights: what a derivative is taken by. */
interface Point {
  readonly model: Autoencoder;
  readonly x: Tensor;
}

/** The loss as a function of the weights and of the chain's last state x′, both free. */
function lossAtEnd({ config, batch, arcs }: Inputs, { model, x }: Point): Tensor {
  const { form, gamma, alpha, cost } = config.loss;
  if (config.model === 'ae') return reconstructionLoss(energy(model), batch);
  if (config.model === 'nae') {
    return form === 'difference'
      ? energyDifference(energy(model), batch, x, gamma)
      : logCoshDifference(energy(model), batch, x, alpha);
  }
  // dW/dx′ is that of Σ π c with the plan held fixed
  const { row, column, mass } = arcs as PlanArcs;
  const index = (numbers: Int32Array): Tensor =>
    cast({ data: Float64Array.from(numbers), shape: [numbers.length] }, x.dtype);
  const costs = pairedDistance(gather(batch, index(row)), gather(x, index(column)), cost);
  return sum(mul(mass, costs));
}

/** One Langevin step as a function of the weights and of the state it starts from. */
function stepFrom({ config, noise }: Inputs, i: number): (point: Point) => Tensor {
  const xi = (noise as readonly Tensor[])[i];
  return ({ model, x }) => {
    const drift = driftOf(energy(model), x, config.sampler.clipGradient ?? null);
    return langevinStep(x, drift, xi, i, config.sampler);
  };
}

export interface ExpectedGradient {
  readonly gradient: Autoencoder;
  /** ∂L/∂ states 1 … S; none where the loss does not differentiate the chain */
  readonly cotangents: readonly BoundedTensor[];
}

/**
 * The gradient of a step's loss from the bundle's own states: back through the chain one step at a time,
 * δ_i = (∂x_{i+1}/∂x_i)ᵀ δ_{i+1},  ∂L/∂θ = ∂L/∂θ|_{x′} + Σ_i (∂x_{i+1}/∂θ)ᵀ δ_{i+1},
 * each step's derivative taken at the bundle's state i, so that no rounding of the forward chain enters. With
 * the bundle's own δ_1 … δ_S (`found`) none of the backward chain does either; without, bounds go along.
 */
export function expectedGradient(
  inputs: GradientInputs,
  found?: readonly DenseTensor[],
): ExpectedGradient {
  const { config, precision, model, batch, states = [batch as DenseTensor] } = inputs;
  const exact = (x: Tensor): BoundedTensor => BoundedTensor.exact(x, precision);
  const weights = mapTree(exact, model);
  const bounded = {
    ...inputs,
    batch: exact(batch),
    noise: inputs.noise?.map(exact),
    arcs: inputs.arcs && { ...inputs.arcs, mass: exact(inputs.arcs.mass) },
  };
  const end = exact(states[states.length - 1]);
  if (!passesChain(config)) {
    const ofWeights = (model: Autoencoder): Tensor => lossAtEnd(bounded, { model, x: end });
    return { gradient: grad(ofWeights)(weights), cotangents: [] };
  }
  const atEnd = grad((point: Point) => lossAtEnd(bounded, point))({ model: weights, x: end });
  const cotangents = [bounds(atEnd.x, precision)];
  let gradient = atEnd.model;
  for (let i = states.length - 2; i >= 0; i--) {
    const delta = found === undefined ? cotangents[0] : exact(found[i]);
    const point = { model: weights, x: exact(states[i]) };
    const { pullback } = vjp(stepFrom(bounded, i), point);
    const through = pullback(delta);
    gradient = mapTree(add, gradient, through.model);
    if (i === 0) break;
    const x = bounds(through.x, precision);
    if (found !== undefined) {
      cotangents.unshift(x);
      continue;
    }
    const own = bounds(pullback(exact(delta.value)).x, precision);
    const jacobian = jacobianSizes(stepFrom(inputs, i), { model, x: states[i] });
    cotangents.unshift(sharpened(x, own, jacobian, delta));
  }
  return { gradient, cotangents };
}

/** δ_1 … δ_S of a step in its own precision, by the same rule. */
export function chainCotangents(inputs: Omit<GradientInputs, 'precision'>): Tensor[] {
  const { model, states = [] } = inputs;
  const last = grad((x: Tensor) => lossAtEnd(inputs, { model, x }));
  const cotangents = [last(states[states.length - 1])];
  for (let i = states.length - 2; i > 0; i--) {
    const { pullback } = vjp((x: Tensor) => stepFrom(inputs, i)({ model, x }), states[i]);
    cotangents.unshift(pullback(cotangents[0]));
  }
  return cotangents;
}

/** A derivative that nothing reached is the dense zero. */
function bounds(x: Tensor, precision: Precision): BoundedTensor {
  return x instanceof BoundedTensor ? x : BoundedTensor.exact(x, precision);
}

/** |∂ output d / ∂ input j| for every sample, [D] tensors [B, D]: one pullback for every output. */
function jacobianSizes(step: (point: Point) => Tensor, { model, x }: Point): DenseTensor[] {
  const { value, pullback } = vjp((x: Tensor) => step({ model, x }), x);
  const [rows, features] = value.shape;
  return Array.from({ length: features }, (_, d) => {
    const unit = zeros([rows, features]);
    for (let row = 0; row < rows; row++) unit.data[row * features + d] = 1;
    return abs(pullback(unit)) as DenseTensor;
  });
}

/** Σ_d |∂ output d / ∂ input| e_d */
function carried(jacobian: readonly DenseTensor[], error: ErrorBound): ErrorBound {
  if (error === null) return null;
  const [rows, features] = error.shape;
  return jacobian
    .map((sizes, d) => {
      const column = Float64Array.from(
        { length: rows },
        (_, row) => error.data[row * features + d],
      );
      return mul(sizes, reshape(tensor(column), [rows, 1]));
    })
    .reduce(add) as DenseTensor;
}

/**
 * δ_i where the bundle does not have δ_{i+1}. Its bound as it came `through` the layers is exchanged for that of
 * the step's `own` rounding plus |∂x_{i+1}/∂x_i|ᵀ times the bound of δ_{i+1}, where that is smaller: the
 * product of the layers' absolute values is far larger than the matrix, and would grow with every step. With
 * branches in doubt the matrix is not known, and `wide` stays as it came.
 */
function sharpened(
  through: BoundedTensor,
  own: BoundedTensor,
  jacobian: readonly DenseTensor[],
  delta: BoundedTensor,
): BoundedTensor {
  const least = (all: ErrorBound, rounding: ErrorBound, incoming: ErrorBound): ErrorBound =>
    all === null
      ? null
      : (minimum(all, sumOf([rounding, carried(jacobian, incoming)], all)) as DenseTensor);
  const error = least(through.error, own.error, delta.error);
  const doubtful = own.wide !== own.error || through.wide !== through.error;
  return new BoundedTensor(
    { value: through.value, error, wide: doubtful ? through.wide : error },
    through.precision,
  );
}

function sumOf(bounds: readonly ErrorBound[], like: DenseTensor): Tensor {
  return bounds.reduce<Tensor>(
    (total, e) => (e === null ? total : add(total, e)),
    zeros(like.shape),
  );
}

/** Derivatives of which nothing can be said where they depart: another optimal plan may lie behind them. */
export function withoutPlan<T>(derivatives: T, precision: Precision): T {
  return mapTree((leaf) => {
    const { value, error } = bounds(leaf, precision);
    const wide = tensor(new Float64Array(value.size).fill(Infinity), value.shape);
    return new BoundedTensor({ value, error, wide }, precision);
  }, derivatives);
}
