import * as doubles from '../math/doubleDouble.js';

/**
 * A number kept as an unevaluated sum of two binary64 numbers: twice the digits of one (Dekker 1971; Knuth, The Art of
 * Computer Programming, volume 2, 4.2.2).
 */
export interface Pair {
  readonly high: number;
  readonly low: number;
}

/** p + q without rounding. */
export function twoSum(p: number, q: number): Pair {
  const high = doubles.twoSum(p, q);
  return { high, low: doubles.low[0] };
}

/** p q without rounding, where nothing underflows and neither is above 1e300. */
export function twoProduct(p: number, q: number): Pair {
  const high = doubles.twoProduct(p, q);
  return { high, low: doubles.low[0] };
}

/** p - q, off by a few 2⁻¹⁰⁶ of the larger. */
export function minus(p: Pair, q: Pair): Pair {
  const { high, low } = twoSum(p.high, -q.high);
  return twoSum(high, low + (p.low - q.low));
}

/** Rounded to one number. */
export function valueOf({ high, low }: Pair): number {
  return high + low;
}

/** Sum in ascending order from +0: off by n² 2⁻¹⁰⁶ Σ|x| at most, `high` by one rounding more. */
export function accurateSum(values: Float64Array): Pair {
  let sum = 0;
  let rest = 0;
  for (let k = 0; k < values.length; k++) {
    const { high, low } = twoSum(sum, values[k]);
    sum = high;
    rest += low;
  }
  return twoSum(sum, rest);
}

/** p / q, off by a few 2⁻¹⁰⁶ of it; its `high` is the quotient of those of p and q. */
export function quotient(p: Pair, q: Pair): Pair {
  const high = p.high / q.high;
  const product = twoProduct(high, q.high);
  const rest = p.high - product.high - product.low + (p.low - high * q.low);
  return { high, low: rest / q.high };
}
