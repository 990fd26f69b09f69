import { log } from '../math/index.js';
import { integers, uniform } from './distributions.js';
import type { Key } from './key.js';

/**
 * A random order of 0 … n−1 (Fisher and Yates): for i = 0, 1, … positions i and i + ⌊u·(n − i)⌋
 * exchange, with u the uniform draw number i.
 */
export function permutation(key: Key, n: number): Int32Array {
  checkSize('permutation', 'n', n);
  return shuffledStart(key, n, n);
}

/** The first `count` entries of the permutation of n, which need `count` draws only. */
function shuffledStart(key: Key, n: number, count: number): Int32Array {
  const order = new Int32Array(n).map((_, i) => i);
  const u = uniform(key, count);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(u[i] * (n - i));
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order.slice(0, count);
}

export interface ChoiceOptions {
  /** whether a number can be chosen twice; default true */
  readonly replace?: boolean;
  /** [n], relative probabilities ≥ 0, not all 0 */
  readonly weights?: ArrayLike<number>;
}

/**
 * `count` numbers out of 0 … n−1, in the order of their choice; the first ones are the same for a
 * larger count.
 *
 * - With replacement: `integers`, or with weights the first i whose cumulative weight (summed in
 *   ascending order from 0) exceeds u times the total, u the uniform draw number e.
 * - Without: the beginning of `permutation`, or with weights the order of −log(uᵢ)/wᵢ from small to
 *   large, ties by i, as if drawn one after the other in proportion to the weights that are left
 *   (P. S. Efraimidis and P. G. Spirakis, Inf. Process. Lett. 97, 2006). Weight 0 is never chosen.
 */
export function choice(
  key: Key,
  n: number,
  count: number,
  { replace = true, weights }: ChoiceOptions = {},
): Int32Array {
  checkSize('choice', 'n', n);
  checkSize('choice', 'count', count);
  const cumulative = weights === undefined ? null : cumulate(weights, n);
  const most = replace && n > 0 ? Infinity : weights === undefined ? n : countPositive(weights);
  if (count > most) {
    throw new RangeError(
      `choice: expected at most ${most} numbers, as many as there are to choose from, got ${count}`,
    );
  }
  if (weights === undefined || cumulative === null) {
    return replace && n > 0 ? integers(key, n, count) : shuffledStart(key, n, count);
  }
  return replace
    ? inverseCumulative(key, cumulative, count)
    : exponentialRace(key, weights, n, count);
}

function inverseCumulative(key: Key, cumulative: Float64Array, count: number): Int32Array {
  const u = uniform(key, count);
  const total = cumulative[cumulative.length - 1];
  const out = new Int32Array(count);
  for (let e = 0; e < count; e++) out[e] = firstAbove(cumulative, u[e] * total);
  return out;
}

/** The times −log(uᵢ)/wᵢ are exponential with rate wᵢ: the first to arrive is i with probability wᵢ/Σw. */
function exponentialRace(
  key: Key,
  weights: ArrayLike<number>,
  n: number,
  count: number,
): Int32Array {
  const u = uniform(key, n);
  const arrival = u.map((ui, i) => -log(ui) / weights[i]);
  const order = new Int32Array(n).map((_, i) => i).filter((i) => weights[i] > 0);
  // sorting leaves ties in the order of i; Infinity − Infinity counts as one
  order.sort((i, j) => arrival[i] - arrival[j]);
  return order.slice(0, count);
}

function cumulate(weights: ArrayLike<number>, n: number): Float64Array {
  if (weights.length !== n) {
    throw new RangeError(`choice: expected ${n} weights, got ${weights.length}`);
  }
  const cumulative = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights[i];
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(
        `choice: expected weights that are finite and ≥ 0, got ${weight} at ${i}`,
      );
    }
    total += weight;
    cumulative[i] = total;
  }
  if (!(total > 0 && total < Infinity)) {
    throw new RangeError(
      `choice: expected weights with a sum that is finite and above 0, got ${total}`,
    );
  }
  return cumulative;
}

function countPositive(weights: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) count++;
  return count;
}

/** The first index whose value exceeds x or, if x was rounded up to the total, equals the total. */
function firstAbove(cumulative: Float64Array, x: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  const total = cumulative[high];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle] > x || cumulative[middle] === total) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkSize(caller: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
    throw new RangeError(
      `${caller}: expected ${name} to be an integer from 0 to 2^31 − 1, got ${value}`,
    );
  }
}
