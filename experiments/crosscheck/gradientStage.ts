import {
  energy, energyDifference, logCoshDifference, reconstructionLoss, type Autoencoder, type Config,
} from '../../algorithms/index.js'; // prettier-ignore
import { grad, mapTree, pairedDistance, vjp } from '../../lib/autodiff/index.js';
import { BoundedTensor, type ErrorBound, type Precision } from '../../lib/errorAnalysis/index.js';
import { driftOf, langevinStep } from '../../lib/sampling/index.js';
import {
  abs, add, gather, minimum, mul, reshape, sum, tensor, zeros, type DenseTensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import type { PlanArcs } from './transportStage.js';

/** What a step's gradient is made from, all of it the bundle's own. */
export interface GradientInputs {
  readonly config: Config;
  readonly precision: Precision;
  readonly model: Autoencoder;
  readonly batch: Tensor;
  /** states 0 … S, each [B, D], and noise [B, D] of every step; absent for the AE */
  readonly states?: readonly DenseTensor[];
  readonly noise?: readonly DenseTensor[];
  /** WNAE */
  readonly arcs?: PlanArcs;
}

/** A point of the chain together with the weights: what a derivative is taken by. */
interface Point {
  readonly model: Autoencoder;
  readonly x: Tensor;
}

/** The loss as a function of the weights and of the chain's last state x′, both free. */
function lossAtEnd({ config, batch, arcs }: GradientInputs, { model, x }: Point): Tensor {
  const { form, gamma, alpha, cost } = config.loss;
  if (config.model === 'ae') return reconstructionLoss(energy(model), batch);
  if (config.model === 'nae') {
    return form === 'difference'
      ? energyDifference(energy(model), batch, x, gamma)
      : logCoshDifference(energy(model), batch, x, alpha);
  }
  // dW/dx′ is that of Σ π c with the plan held fixed
  const { row, column, mass } = arcs as PlanArcs;
  const index = (numbers: Int32Array): Tensor => tensor(Float64Array.from(numbers));
  const costs = pairedDistance(gather(batch, index(row)), gather(x, index(column)), cost);
  return sum(mul(BoundedTensor.exact(tensor(mass), (batch as BoundedTensor).precision), costs));
}

/** One Langevin step as a function of the weights and of the state it starts from. */
function stepFrom({ config, noise }: GradientInputs, i: number): (point: Point) => Tensor {
  const xi = (noise as readonly DenseTensor[])[i];
  return ({ model, x }) => {
    const drift = driftOf(energy(model), x, config.sampler.clipGradient ?? null);
    return langevinStep(x, drift, xi, i, config.sampler);
  };
}

/**
 * The gradient of a step's loss from the bundle's own states: back through the chain one step at a time,
 * δ_i = (∂x_{i+1}/∂x_i)ᵀ δ_{i+1},  ∂L/∂θ = ∂L/∂θ|_{x′} + Σ_i (∂x_{i+1}/∂θ)ᵀ δ_{i+1},
 * each step's derivative taken at the bundle's state i, so that no rounding of the forward chain enters.
 *
 * The bound of δ passes a step through |∂x_{i+1}/∂x_i|, a matrix [D, D] per sample, rather than through the
 * product of the layers' absolute values, which would be far larger.
 */
export function expectedGradient(inputs: GradientInputs): Autoencoder {
  const { config, precision, model, batch, states } = inputs;
  const exact = (x: Tensor): BoundedTensor => BoundedTensor.exact(x, precision);
  const weights = mapTree(exact, model);
  const bounded = { ...inputs, batch: exact(batch), noise: inputs.noise?.map(exact) as never };
  const passesChain =
    config.model === 'wnae' || (config.model === 'nae' && !config.loss.detachNegatives);
  const end = states === undefined ? batch : states[states.length - 1];
  if (!passesChain) {
    const x = exact(end);
    return grad((model: Autoencoder) => lossAtEnd(bounded, { model, x }))(weights);
  }
  const atEnd = grad((point: Point) => lossAtEnd(bounded, point))({
    model: weights,
    x: exact(end),
  });
  let total = atEnd.model;
  let delta = bounds(atEnd.x, precision);
  for (let i = (states as DenseTensor[]).length - 2; i >= 0; i--) {
    const state = (states as readonly DenseTensor[])[i];
    const { pullback } = vjp(stepFrom(bounded, i), { model: weights, x: exact(state) });
    const through = pullback(delta);
    total = mapTree(add, total, through.model);
    if (i === 0) break;
    const own = bounds(pullback(exact(delta.value)).x, precision);
    const jacobian = jacobianSizes(stepFrom(inputs, i), { model, x: state });
    delta = sharpened(bounds(through.x, precision), own, jacobian, delta);
  }
  return total;
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
 * δ_i with the bound of its own step's rounding plus |∂x_{i+1}/∂x_i|ᵀ times the bound of δ_{i+1}, where that
 * is the smaller one; with branches in doubt the matrix is not known, and the bound stays as it came through.
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

/** A gradient of which nothing can be said where it departs: another optimal plan may lie behind it. */
export function withoutPlan(gradient: Autoencoder, precision: Precision): Autoencoder {
  return mapTree((leaf) => {
    const { value, error } = bounds(leaf, precision);
    const wide = tensor(new Float64Array(value.size).fill(Infinity), value.shape);
    return new BoundedTensor({ value, error, wide }, precision);
  }, gradient);
}
