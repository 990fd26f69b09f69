/**
 * Exponential functions. With x = (64m + j)·ln2/64 + r, |r| ≤ ln2/128, e^x = 2^m·2^(j/64)·e^r: the
 * powers 2^(j/64) come from a table in double-double, e^r − 1 from its Taylor series (P. T. P. Tang,
 * ACM TOMS 15, 1989). Only the small correction T·(e^r − 1) is rounded carelessly, so the error stays
 * below 0.512 ulp: half, and three roundings of 2^-8 each.
 */
import { roundScaled, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { fastTwoSum, head, low, multiply, squareRoot, twoSum } from './doubleDouble.js';

/** ln 2 in double-double. */
export const LN2: DoubleDouble = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 };

/** ln2/64 in two parts; the first has 32 bits, so its product with k, at most 17 bits, is exact. */
const STEP_HEAD = Math.round((LN2.hi / 64) * twoTo(38)) * twoTo(-38);
const STEP_REST = LN2.hi / 64 - STEP_HEAD + LN2.lo / 64;
const STEPS_PER_UNIT = 64 / LN2.hi;

/** Below it, e^x − 1 is x to the last bit. */
const TINY = twoTo(-54);

/** x + ROUND − ROUND is x rounded to an integer, for |x| < 2^51. */
const ROUND = 6755399441055744;

/** For j = 0 … 63: the high and low part of T = 2^(j/64), the 26-bit head of T and T − head. */
const table = new Float64Array(64 * 4);
{
  let root: DoubleDouble = { hi: 2, lo: 0 };
  for (let i = 0; i < 6; i++) root = squareRoot(root);
  let power: DoubleDouble = { hi: 1, lo: 0 };
  for (let j = 0; j < 64; j++) {
    const top = head(power.hi);
    table.set([power.hi, power.lo, top, power.hi - top + power.lo], 4 * j);
    power = multiply(power, root);
  }
}

/** e^r − 1 − r for |r| ≤ 0.0055, error below 2^-68. */
function expTail(r: number): number {
  return (
    r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040))))))
  );
}

/** e^x. e^0 = 1; at most 0.512 ulp, 0.51 where the result is subnormal. */
export function exp(x: number): number {
  if (!(Math.abs(x) < 708)) return expAtTheEdge(x);
  const k = x * STEPS_PER_UNIT + ROUND - ROUND;
  const a = x - k * STEP_HEAD;
  const b = k * STEP_REST;
  const r = a - b;
  const n = k | 0;
  const at = (n & 63) << 2;
  const t = table[at];
  return (t + (table[at + 1] + t * (r + (a - r - b + expTail(r))))) * twoTo(n >> 6);
}

function expAtTheEdge(x: number): number {
  if (x !== x) return x;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const hi = expParts(x, 0);
  return roundScaled(hi, low[0], exponent[0]);
}

/** The binary exponent left behind by `expParts`. */
export const exponent = new Int32Array(1);

/**
 * e^(x + xLow) = (hi + lo)·2^m for |x| ≤ 800, |xLow| ≤ ulp(x): returns hi in [0.99, 2.01], leaves lo
 * in `low[0]` and m in `exponent[0]`. Relative error below 2^-66.
 */
export function expParts(x: number, xLow: number): number {
  const k = x * STEPS_PER_UNIT + ROUND - ROUND;
  const a = x - k * STEP_HEAD;
  const b = k * STEP_REST;
  const r = a - b;
  const rLow = a - r - b + xLow;
  const second = rLow + (expTail(r) + r * rLow);
  const s = r + second;
  const n = k | 0;
  const at = (n & 63) << 2;
  const top = table[at + 2];
  const rest = table[at + 3];
  // T·(1 + s): head by head exactly, the rest is 2^-26 of it.
  const sHead = head(s);
  const sRest = s - sHead + (r - s + second);
  const product = top * sHead;
  const sum = top + product;
  const sumLow = product - (sum - top) + (rest + (top * sRest + rest * s));
  exponent[0] = n >> 6;
  return fastTwoSum(sum, sumLow);
}

/** e^x − 1. Exact at ±0; at most 0.52 ulp. */
export function expm1(x: number): number {
  if (Math.abs(x) < 0.005) return Math.abs(x) < TINY ? x : x + expTail(x);
  if (!(x < 60)) return exp(x);
  if (x < -40) return -1;
  const hi = expParts(x, 0);
  const power = twoTo(exponent[0]);
  const lo = low[0] * power;
  const difference = twoSum(hi * power, -1);
  return difference + (low[0] + lo);
}
