import { grad, stopGradient } from '../autodiff/index.js';
import {
  add, clamp, div, full, greater, less, log, lessEqual, maximum, mul, reshape, sameShape, showShape, slice, sqrt, square, sub,
  sum, where, type Tensor,
} from '../tensor/index.js'; // prettier-ignore

/** Energies of a batch of states, x [B, D] → E(x) [B]; the target density is e^(−E/T). */
export type Energy = (x: Tensor) => Tensor;

export interface LangevinOptions {
  /** λ, multiplies ∇E/T; default σ²/2 */
  readonly stepSize?: number | null;
  /** σ, standard deviation of the noise of a step; default √(2λ) */
  readonly noise?: number | null;
  /** T */
  readonly temperature: number;
  /** the states' box [lower, upper] in every component */
  readonly box?: readonly [number, number] | null;
  /** what happens to a step that leaves the box: each component is clamped, or the state stays */
  readonly outside?: 'clamp' | 'reject';
  /** largest norm of ∇E, per state */
  readonly clipGradient?: number | null;
  /** σ falls as σ/max(1, i) over the steps i = 0, 1, … */
  readonly annealNoise?: boolean;
  /** Metropolis–Hastings correction of every step (MALA); a step out of the box is rejected */
  readonly adjusted?: boolean;
}

export interface Chain {
  /** states 0 … S, each [B, D] */
  readonly states: readonly Tensor[];
  /** ∇E at states 0 … S−1, clipped, before the factor −λ/T */
  readonly drifts: readonly Tensor[];
  /** share of the steps of an adjusted chain that were accepted; 1 for an unadjusted one */
  readonly acceptance: number;
}

/** λ and σ with λ = σ²/2 where one is left out; neither, or one that is not positive, is an error. */
export function stepSizeAndNoise({
  stepSize,
  noise,
}: Pick<LangevinOptions, 'stepSize' | 'noise'>): {
  stepSize: number;
  noise: number;
} {
  const sigma = noise ?? Math.sqrt(2 * (stepSize ?? NaN));
  const lambda = stepSize ?? (sigma * sigma) / 2;
  if (!(lambda > 0) || !(sigma >= 0)) {
    throw new RangeError(
      `langevin: expected stepSize > 0 or noise > 0, got stepSize ${stepSize} and noise ${noise}`,
    );
  }
  return { stepSize: lambda, noise: sigma };
}

/**
 * A Langevin chain of S steps from `start` [B, D] for the density e^(−E/T), driven by standard normal
 * `noise` ξ of shape [S, B, D]: y = x − (λ/T) ∇E(x) + σξ, then the box. With `adjusted`, y is accepted with
 * probability min(1, e^(−ΔE/T) q(x|y)/q(y|x)) decided by `uniforms` [S, B] (Roberts and Tweedie 1996).
 * Derivatives pass through every step of an unadjusted chain, and not through accept decisions.
 */
export function langevin(
  energy: Energy,
  start: Tensor,
  noise: Tensor,
  options: LangevinOptions,
  uniforms?: Tensor,
): Chain {
  const { temperature, adjusted = false, clipGradient = null } = options;
  const [steps, ...shape] = noise.shape;
  if (start.rank !== 2 || !sameShape(shape, start.shape)) {
    throw new RangeError(
      'langevin: expected start [B, D] and noise [S, B, D], got ' +
        `${showShape(start.shape)} and ${showShape(noise.shape)}`,
    );
  }
  if (adjusted && uniforms === undefined) {
    throw new TypeError('langevin: expected uniforms [S, B] for an adjusted chain, got none');
  }
  if (!(temperature > 0) || !(clipGradient === null || clipGradient > 0)) {
    throw new RangeError(
      `langevin: expected temperature > 0 and clipGradient > 0, got ${temperature} and ${clipGradient}`,
    );
  }
  const gradient = (x: Tensor): Tensor => driftOf(energy, x, clipGradient);

  const states = [start];
  const drifts: Tensor[] = [];
  let accepted = 0;
  let carried: Tensor | undefined;
  for (let i = 0; i < steps; i++) {
    const x = states[i];
    const xi = reshape(slice(noise, [i], [i + 1]), shape);
    const gx = carried ?? gradient(x);
    drifts.push(gx);
    if (!adjusted) {
      states.push(langevinStep(x, gx, xi, i, options));
      continue;
    }
    const scales = scalesOf(i, options);
    const y = propose(x, gx, xi, scales);
    const gy = gradient(y);
    const u = reshape(slice(uniforms as Tensor, [i], [i + 1]), [shape[0]]);
    const accept = metropolis(energy, { x, gx, y, gy, u, ...scales }, options);
    accepted += sum(stopGradient(accept)).item();
    carried = where(accept, gy, gx);
    states.push(where(accept, y, x));
  }
  return { states, drifts, acceptance: adjusted ? accepted / Math.max(steps * shape[0], 1) : 1 };
}

/** ∇E at states x [B, D], each row clipped to the norm `limit`. */
export function driftOf(energy: Energy, x: Tensor, limit: number | null): Tensor {
  return clipRows(grad((x: Tensor) => sum(energy(x)))(x), limit);
}

/** Step i of an unadjusted chain from x [B, D], where the drift is g, with the noise ξ [B, D]. */
export function langevinStep(
  x: Tensor,
  g: Tensor,
  xi: Tensor,
  i: number,
  options: LangevinOptions,
): Tensor {
  return confine(x, propose(x, g, xi, scalesOf(i, options)), options);
}

interface Scales {
  /** λ/T */
  readonly drift: number;
  /** σ */
  readonly sigma: number;
}

/** The scales of step i. */
function scalesOf(i: number, options: LangevinOptions): Scales {
  const { stepSize, noise } = stepSizeAndNoise(options);
  const sigma = options.annealNoise === true ? noise / Math.max(1, i) : noise;
  return { drift: stepSize / options.temperature, sigma };
}

/** x − (λ/T) ∇E(x) + σξ */
function propose(x: Tensor, g: Tensor, xi: Tensor, { drift, sigma }: Scales): Tensor {
  return add(sub(x, mul(g, drift)), mul(xi, sigma));
}

interface Proposal extends Scales {
  readonly x: Tensor;
  readonly gx: Tensor;
  readonly y: Tensor;
  readonly gy: Tensor;
  readonly u: Tensor;
}

/** [B, 1]: 1 where the proposal y is accepted. */
function metropolis(
  energy: Energy,
  { x, gx, y, gy, u, drift, sigma }: Proposal,
  { temperature, box = null }: LangevinOptions,
): Tensor {
  // q(y|x) is normal about x − (λ/T)∇E(x) with standard deviation σ, and q(x|y) the same from y
  const forth = sum(square(add(sub(y, x), mul(gx, drift))), -1);
  const back = sum(square(add(sub(x, y), mul(gy, drift))), -1);
  const proposal = div(sub(forth, back), 2 * sigma * sigma);
  const target = div(sub(energy(x), energy(y)), temperature);
  const accept = less(log(u), add(target, proposal));
  return reshape(box === null ? accept : mul(accept, isInside(y, box)), [-1, 1]);
}

/** The box: components clamped, or the whole state kept where any component left. */
function confine(x: Tensor, y: Tensor, { box = null, outside = 'clamp' }: LangevinOptions): Tensor {
  if (box === null) return y;
  if (outside === 'clamp') return clamp(y, box[0], box[1]);
  return where(reshape(isInside(y, box), [-1, 1]), y, x);
}

/** [B]: 1 where every component lies in the box. */
function isInside(y: Tensor, [lower, upper]: readonly [number, number]): Tensor {
  const beyond = add(less(y, lower), greater(y, upper));
  return lessEqual(sum(beyond, -1), 0);
}

/** Rows of g scaled to norm `limit` where they exceed it: g · limit / √max(‖g‖², limit²). */
function clipRows(g: Tensor, limit: number | null): Tensor {
  if (limit === null) return g;
  // rounded to the element type first: √(limit²) is then limit, and rows below it keep their bits
  const bound = full([], limit, g.dtype);
  const norm = sqrt(maximum(sum(square(g), -1), square(bound)));
  return mul(g, reshape(div(bound, norm), [-1, 1]));
}
