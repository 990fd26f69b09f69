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
 * and a class without weight are errors that begin with `caller`.
 */
export function tally(
  caller: string,
  background: Float64Array,
  signal: Float64Array,
  { backgroundWeights, signalWeights }: ScoreWeights,
): Tally {
  const all = new Float64Array(background.length + signal.length);
  all.set(background);
  all.set(signal, background.length);
  all.sort();
  let count = 0;
  for (const score of all) {
    // −0 and 0 are one score; a NaN differs from every score and is refused below
    if (count === 0 || all[count - 1] !== score) all[count++] = score;
  }
  const scores = all.subarray(0, count);
  return {
    scores,
    background: weightsAt(caller, 'background', scores, background, backgroundWeights),
    signal: weightsAt(caller, 'signal', scores, signal, signalWeights),
  };
}

function weightsAt(
  caller: string,
  name: string,
  distinct: Float64Array,
  scores: Float64Array,
  weights: ArrayLike<number> | undefined,
): Float64Array {
  if (weights !== undefined && weights.length !== scores.length) {
    throw new RangeError(
      `${caller}: expected ${scores.length} ${name} weights, got ${weights.length}`,
    );
  }
  const sums = new Float64Array(distinct.length);
  let positive = false;
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k];
    const weight = weights === undefined ? 1 : weights[k];
    if (score !== score) {
      throw new RangeError(`${caller}: expected ${name} scores that are numbers, got NaN at ${k}`);
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`${caller}: expected finite ${name} weights ≥ 0, got ${weight} at ${k}`);
    }
    positive ||= weight > 0;
    sums[indexOf(distinct, score)] += weight;
  }
  if (!positive) {
    throw new RangeError(
      `${caller}: expected a ${name} of positive weight, got ${scores.length} scores of weight 0`,
    );
  }
  return sums;
}

/** The place of a value in an ascending list that has it. */
function indexOf(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
