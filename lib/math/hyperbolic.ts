/**
 * tanh and log cosh. Away from 0 from e^(−2|x|) in double-double; near 0, where those forms cancel,
 * from Taylor series whose leading term is exact. At most 0.52 ulp.
 */
import { roundScaled, twoTo } from './binary64.js';
import { fastTwoSum, low, quotient, twoProduct, twoSum } from './doubleDouble.js';
import { exponent, expParts, LN2 } from './exp.js';
import { log1pParts } from './log.js';

/** tanh x = Σ tanhSeries[n]·x^(2n+1), from tanh' = 1 − tanh². */
const tanhSeries: number[] = [1];
for (let n = 1; n < 12; n++) {
  let convolution = 0;
  for (let i = 0; i < n; i++) convolution += tanhSeries[i] * tanhSeries[n - 1 - i];
  tanhSeries.push(-convolution / (2 * n + 1));
}
const [, t1, t2, t3, t4, t5, t6, t7] = tanhSeries;

/** log cosh x = ∫tanh = Σ logCoshSeries[n]·x^(2n+2). */
const logCoshSeries = tanhSeries.map((t, n) => t / (2 * n + 2));
const [, l1, l2, l3, l4, l5, l6, l7, l8, l9] = logCoshSeries;

/** Hyperbolic tangent. Odd; ±0 ↦ ±0, ±∞ ↦ ±1. */
export function tanh(x: number): number {
  const z = Math.abs(x);
  if (z < 0.0625) {
    if (z < 1e-9) return x;
    const s = x * x;
    const s2 = s * s;
    const upper = t4 + s * t5 + s2 * (t6 + s * t7);
    return x + x * s * (t1 + s * t2 + s2 * (t3 + s * upper));
  }
  if (!(z < 22)) return x > 0 ? 1 : x < 0 ? -1 : x;
  const hi = expParts(-2 * z, 0);
  const power = twoTo(exponent[0]);
  const e = hi * power;
  const eLow = low[0] * power;
  const numerator = fastTwoSum(1, -e);
  const numeratorLow = low[0] - eLow;
  const denominator = fastTwoSum(1, e);
  const y = quotient(numerator, numeratorLow, denominator, low[0] + eLow);
  return x < 0 ? -y : y;
}

/** log(cosh x), without overflow. Even; x²/2 near 0, |x| − ln 2 far out. */
export function logCosh(x: number): number {
  const z = Math.abs(x);
  if (z < 0.125) return logCoshNearZero(z);
  if (!(z < 25)) {
    const far = twoSum(z, -LN2.hi);
    return z < Infinity ? far + (low[0] - LN2.lo) : z;
  }
  const hi = expParts(-2 * z, 0);
  const power = twoTo(exponent[0]);
  const l = log1pParts(hi * power, low[0] * power);
  const lLow = low[0];
  const linear = twoSum(z, -LN2.hi);
  const linearLow = low[0];
  const sum = twoSum(linear, l);
  return sum + (low[0] + (linearLow + (lLow - LN2.lo)));
}

function logCoshNearZero(z: number): number {
  // x² may be subnormal: square 2^600·x and scale back with one rounding.
  if (z < 1e-100) {
    if (z < 1e-170) return 0;
    const scaled = z * twoTo(600);
    const square = twoProduct(scaled, scaled);
    return roundScaled(square / 2, low[0] / 2, -1200);
  }
  const square = twoProduct(z, z);
  const s = square;
  const s2 = s * s;
  const upper = l5 + s * l6 + s2 * (l7 + s * (l8 + s * l9));
  return square / 2 + (low[0] / 2 + s2 * (l1 + s * l2 + s2 * (l3 + s * (l4 + s * upper))));
}
