/** The standard normal distribution function Φ. Its inverse is in `normalQuantile.ts`. */
import { roundScaled, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { fastTwoSum, low, twoProduct } from './doubleDouble.js';
import { erfParts, gaussianTailParts } from './erf.js';
import { exponent } from './exp.js';

/** 1/√2 in double-double. */
export const SQRT_HALF: DoubleDouble = { hi: 0.7071067811865476, lo: -4.833646656726457e-17 };

/**
 * 2Φ(−z) = erfc(z/√2) = (hi + lo)·2^m for √2 ≤ z < 39.5: returns hi, leaves lo in `low[0]` and m in
 * `exponent[0]`. Relative error below 2^-57.
 */
export function twoTailsParts(z: number): number {
  const u = twoProduct(z, SQRT_HALF.hi);
  const uLow = low[0] + z * SQRT_HALF.lo;
  const square = twoProduct(z, z);
  return gaussianTailParts(square / 2, low[0] / 2, u, uLow);
}

/** Φ(x) = ½ erfc(−x/√2). Φ(−∞) = +0, Φ(∞) = 1; at most 0.52 ulp, also where the result is subnormal. */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  if (z < 1.5) {
    if (z < 1e-30) return 0.5;
    const u = twoProduct(z, SQRT_HALF.hi);
    const y = erfParts(u, low[0] + z * SQRT_HALF.lo);
    const yLow = low[0];
    const sum = fastTwoSum(0.5, x < 0 ? -0.5 * y : 0.5 * y);
    return sum + (low[0] + (x < 0 ? -0.5 * yLow : 0.5 * yLow));
  }
  if (x >= 9) return 1;
  if (x <= -39) return 0;
  if (x !== x) return x;
  const y = twoTailsParts(z);
  if (x < 0) return roundScaled(y, low[0], exponent[0] - 1);
  const power = twoTo(exponent[0] - 1);
  const lo = low[0] * power;
  const sum = fastTwoSum(1, -y * power);
  return sum + (low[0] - lo);
}
