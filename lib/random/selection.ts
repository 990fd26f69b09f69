import { integers, uniform } from './distributions.js';
import type { Key } from './key.js';

/**
 * A random order of 0 … n−1 (Fisher and Yates): from the last position i down to 1, i and ⌊u·(i + 1)⌋
 * exchange, with u the uniform draw number n − 1 − i.
 */
export function permutation(key: Key, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const u = uniform(key, Math.max(n - 1, 0));
  for (let i = n - 1; i >= 1; i--) {
    const j = Math.floor(u[n - 1 - i] * (i + 1));
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order;
}

export interface ChoiceOptions {
  /** whether a number can be chosen twice; default true */
  readonly replace?: boolean;
  /** [n], relative probabilities ≥ 0, not all 0; with replacement only */
  readonly weights?: ArrayLike<number>;
}

/**
 * `count` numbers out of 0 … n−1. With replacement they are `integers`, or with weights the first i
 * whose cumulative weight (summed in ascending order) exceeds u times the total; without, the first
 * `count` of the permutation.
 */
export function choice(
  key: Key,
  n: number,
  count: number,
  { replace = true, weights }: ChoiceOptions = {},
): Int32Array {
  if (replace && weights === undefined) return integers(key, n, count);
  if (!replace) {
    if (weights !== undefined || count > n) {
      throw new RangeError(
        `choice: expected at most ${n} numbers and no weights without replacement, got ${count}` +
          (weights === undefined ? '' : ' and weights'),
      );
    }
    return permutation(key, n).slice(0, count);
  }
  const cumulative = cumulate(weights as ArrayLike<number>, n);
  const total = cumulative[n - 1];
  return Int32Array.from(uniform(key, count), (u) => firstAbove(cumulative, u * total));
}

function cumulate(weights: ArrayLike<number>, n: number): Float64Array {
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
  if (weights.length !== n || !(total > 0)) {
    throw new RangeError(
      `choice: expected ${n} weights that are not all 0, got ${weights.length} with sum ${total}`,
    );
  }
  return cumulative;
}

/** The first index whose value exceeds x; the values ascend and the last one does. */
function firstAbove(values: Float64Array, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
