/**
 * Logarithms. With x = 2^k·m, 0.707 ≤ m < 1.415, and c = n/512 ≈ 1/m from a table of 128 intervals,
 * log x = k·ln2 − log c + log(1 + r), r = m·c − 1, |r| < 2^-7 (P. T. P. Tang, ACM TOMS 16, 1990).
 * The leading three summands are exact or double-double; around x = 1 both k and log c vanish.
 */
import { highWord, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { add, divide, fastTwoSum, low, multiply, scale, twoSum } from './doubleDouble.js';
import { LN2 } from './exp.js';

/** ln 2 in two parts, the first a multiple of 2^-32: k·LN2_HEAD − log c is exact. */
const LN2_HEAD = Math.round(LN2.hi * twoTo(32)) * twoTo(-32);
const LN2_REST = LN2.hi - LN2_HEAD + LN2.lo;

/** The high word of 0.70703125, where the interval of m starts; 1 is 75 intervals above it. */
const START = 0x3fe6a000;

const SMALLEST_NORMAL = twoTo(-1022);
/** Where log(1 + x) needs no table, and where it is x to the last bit. */
const SERIES_BELOW = twoTo(-8);
const TINY = twoTo(-54);

/** For each interval: c, and −log c as a multiple of 2^-42 and the rest. */
const table = new Float64Array(128 * 3);
{
  const inverseMiddle = (j: number): number => {
    const binade = j < 75 ? 0.5 : 1;
    const middle = binade * (1 + (((START >> 13) + j) % 128) / 128 + 1 / 256);
    return j === 74 || j === 75 ? 512 : Math.round(512 / middle);
  };
  // Outwards from c = 1, where log c = 0, by the logarithms of the ratios.
  for (const direction of [-1, 1]) {
    let n = 512;
    let logC: DoubleDouble = { hi: 0, lo: 0 };
    for (let j = direction < 0 ? 74 : 75; j >= 0 && j < 128; j += direction) {
      const next = inverseMiddle(j);
      if (next !== n) logC = add(logC, logRatio(next, n));
      n = next;
      const top = Math.round(-logC.hi * twoTo(42)) * twoTo(-42);
      table.set([n / 512, top, -logC.hi - top - logC.lo], 3 * j);
    }
  }
}

/** log(a/b) = 2 artanh((a − b)/(a + b)) for neighbouring integers. */
function logRatio(a: number, b: number): DoubleDouble {
  const s = divide({ hi: a - b, lo: 0 }, { hi: a + b, lo: 0 });
  const square = multiply(s, s);
  let power = s;
  let sum = s;
  for (let i = 3; Math.abs(power.hi) > 1e-34; i += 2) {
    power = multiply(power, square);
    sum = add(sum, divide(power, { hi: i, lo: 0 }));
  }
  return scale(sum, 2);
}

/** log(1 + r) − r for |r| < 2^-7 by its Taylor series, error below 2^-66·|r|. */
function log1pTail(r: number): number {
  const r2 = r * r;
  const even = r * (1 / 3) - 1 / 2 + r2 * (r * (1 / 5) - 1 / 4);
  return r2 * (even + r2 * r2 * (r * (1 / 7) - 1 / 6 + r2 * (r * (1 / 9) - 1 / 8)));
}

/**
 * log(x + xLow) = hi + lo for normal positive x and |xLow| ≤ ulp(x)/2: returns hi, leaves lo in
 * `low[0]`. Error below 2^-59 of the result, and below 2^-66 where |log x| < 1.
 */
export function logParts(x: number, xLow: number): number {
  const offset = (highWord(x) - START) | 0;
  const k = offset >> 20;
  const at = ((offset >> 13) & 127) * 3;
  const power = twoTo(-k);
  const m = x * power;
  const c = table[at];
  // c has 10 bits, fround leaves 24 and 29 bits of m: both products are exact.
  const mHead = Math.fround(m);
  const r = twoSum(mHead * c - 1, (m - mHead) * c);
  const rLow = low[0] + xLow * power * c;
  const top = k * LN2_HEAD + table[at + 1];
  const sum = top + r;
  const rest = k * LN2_REST + table[at + 2] + (rLow - rLow * r + log1pTail(r));
  return fastTwoSum(sum, r - (sum - top) + rest);
}

/** Natural logarithm. log 1 = +0, log ±0 = −∞, NaN below zero; at most 0.52 ulp. */
export function log(x: number): number {
  if (x >= SMALLEST_NORMAL && x < Infinity) {
    // The same as logParts(x, 0), with the last sum rounded once.
    const offset = (highWord(x) - START) | 0;
    const k = offset >> 20;
    const at = ((offset >> 13) & 127) * 3;
    const m = x * twoTo(-k);
    const c = table[at];
    const mHead = Math.fround(m);
    const a = mHead * c - 1;
    const b = (m - mHead) * c;
    const r = a + b;
    const t = r - a;
    const top = k * LN2_HEAD + table[at + 1];
    const sum = top + r;
    const rLow = a - (r - t) + (b - t);
    return (
      sum + (r - (sum - top) + (k * LN2_REST + table[at + 2] + (rLow - rLow * r + log1pTail(r))))
    );
  }
  if (x > 0 && x < 1) {
    const hi = logParts(x * twoTo(54), 0);
    const lo = low[0] - 54 * LN2_REST;
    const sum = twoSum(hi, -54 * LN2_HEAD);
    return sum + (low[0] + lo);
  }
  return x === 0 ? -Infinity : x > 0 ? x : NaN;
}

/** log(1 + e + eLow) for 0 ≤ e ≤ 1 in parts, like `logParts`. */
export function log1pParts(e: number, eLow: number): number {
  if (e < SERIES_BELOW) return fastTwoSum(e, eLow - eLow * e + log1pTail(e));
  const u = twoSum(1, e);
  return logParts(u, low[0] + eLow);
}

/** log(1 + x). Exact at ±0, −∞ at −1, NaN below; at most 0.52 ulp. */
export function log1p(x: number): number {
  if (Math.abs(x) < SERIES_BELOW) return Math.abs(x) < TINY ? x : x + log1pTail(x);
  if (!(x > -1 && x < twoTo(60))) return x === -1 ? -Infinity : log(x);
  const u = twoSum(1, x);
  const hi = logParts(u, low[0]);
  return hi + low[0];
}
