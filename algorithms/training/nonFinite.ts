import { namedLeaves } from '../../lib/autodiff/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import type { NegativeChain } from '../trainStep.js';
import type { TrainingTime } from './trainingTime.js';

/** A training met a number that is not finite: it cannot go on, and its state is not worth saving. */
export class NonFiniteError extends RangeError {
  override readonly name = 'NonFiniteError';

  constructor(
    /** the step that failed, from 1, and its epoch */
    readonly at: TrainingTime,
    /** which tensor: `loss`, `gradient of encoder.0.weight`, `chain state 3` … */
    readonly tensor: string,
    readonly value: number,
  ) {
    super(
      `train: expected a finite ${tensor}, got ${value} at step ${at.step} (epoch ${at.epoch}); ` +
        'a smaller learning rate or gradient clipping may help',
    );
  }
}

export type Named = readonly [name: string, tensor: Tensor];

/** Throws a NonFiniteError for the first tensor with an element that is NaN or infinite. */
export function requireFinite(at: TrainingTime, tensors: Iterable<Named>): void {
  for (const [name, { data }] of tensors) {
    for (let k = 0; k < data.length; k++) {
      if (!Number.isFinite(data[k])) throw new NonFiniteError(at, name, data[k]);
    }
  }
}

/** Coordinates of this size and above have squared distances that overflow; exact transport refuses them. */
const TOO_FAR = 1e150;

/** Throws a NonFiniteError for the transport cost of points [n, D] that are too far away to have one. */
export function requireTransportable(at: TrainingTime, points: Tensor): void {
  if (points.data.some((x: number) => Math.abs(x) >= TOO_FAR)) {
    throw new NonFiniteError(at, 'transport cost of the samples', Infinity);
  }
}

/** The states and drifts of a chain in the order in which they come about. */
export function* chainTensors({ states, drifts }: NegativeChain): Generator<Named> {
  for (const [k, state] of states.entries()) {
    yield [`chain state ${k}`, state];
    if (k < drifts.length) yield [`chain drift ${k}`, drifts[k]];
  }
}

/** The leaves of a tree of parameters, each called `what` and its path. */
export function treeTensors(what: string, tree: unknown): Named[] {
  return namedLeaves(tree).map(([path, leaf]) => [`${what} ${path}`, leaf]);
}
