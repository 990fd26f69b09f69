import { firstNotBelow } from '../ascending.js';

/** Weights ≥ 0 of the scores of each class; without them every score counts 1. */
export interface ScoreWeights {
  readonly backgroundWeights?: ArrayLike<number>;
  readonly signalWeights?: ArrayLike<number>;
}

/** The weight of both classes at each distinct score. */
export interface Tally {
  /** the distinct scores, ascending */
  readonly scores: Float64Array;
  /** [scores.length] */
  readonly background: Float64Array;
  /** [scores.length] */
  readonly signal: Float64Array;
}

/**
 * Collects the weight of each class at each distinct score, adding in the order of the examples;
 * without weights these are counts. O(n log n). A NaN score, a weight that is negative or not finite,
 * and a class without weight are a RangeError that begins with `caller`.
 */
export function tally(
  caller: string,
  background: Float64Array,
  signal: Float64Array,
  { backgroundWeights, signalWeights }: ScoreWeights,
): Tally {
  const counts = countScores(
    ascending(caller, 'background', background),
    ascending(caller, 'signal', signal),
  );
  const { scores } = counts;
  return {
    scores,
    background:
      backgroundWeights === undefined
        ? counts.background
        : weightsAt(caller, 'background', scores, background, backgroundWeights),
    signal:
      signalWeights === undefined
        ? counts.signal
        : weightsAt(caller, 'signal', scores, signal, signalWeights),
  };
}

function ascending(caller: string, name: string, scores: Float64Array): Float64Array {
  const sorted = scores.slice().sort();
  if (sorted.length === 0) {
    throw new RangeError(`${caller}: expected at least one ${name} score, got none`);
  }
  // sorting puts NaN last
  if (Number.isNaN(sorted[sorted.length - 1])) {
    const at = scores.findIndex((score) => Number.isNaN(score));
    throw new RangeError(`${caller}: expected ${name} scores that are numbers, got NaN at ${at}`);
  }
  return sorted;
}

/** Merges two ascending lists into the distinct scores, −0 and 0 being one, and their counts. */
function countScores(background: Float64Array, signal: Float64Array): Tally {
  const length = background.length + signal.length;
  const scores = new Float64Array(length);
  const counts = [new Float64Array(length), new Float64Array(length)];
  let n = 0;
  for (let b = 0, s = 0; b < background.length || s < signal.length; n++) {
    const score = s === signal.length || background[b] < signal[s] ? background[b] : signal[s];
    const [fromBackground, fromSignal] = [b, s];
    while (background[b] === score) b++;
    while (signal[s] === score) s++;
    scores[n] = score;
    counts[0][n] = b - fromBackground;
    counts[1][n] = s - fromSignal;
  }
  return {
    scores: scores.subarray(0, n),
    background: counts[0].subarray(0, n),
    signal: counts[1].subarray(0, n),
  };
}

function weightsAt(
  caller: string,
  name: string,
  distinct: Float64Array,
  scores: Float64Array,
  weights: ArrayLike<number>,
): Float64Array {
  if (weights.length !== scores.length) {
    throw new RangeError(
      `${caller}: expected ${scores.length} ${name} weights, got ${weights.length}`,
    );
  }
  const sums = new Float64Array(distinct.length);
  let positive = false;
  for (let k = 0; k < scores.length; k++) {
    const weight = weights[k];
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`${caller}: expected finite ${name} weights ≥ 0, got ${weight} at ${k}`);
    }
    positive ||= weight > 0;
    sums[firstNotBelow(distinct, scores[k])] += weight;
  }
  if (!positive) {
    throw new RangeError(`${caller}: expected ${name} weights that are not all 0`);
  }
  return sums;
}
