/**
 * The inverse Φ⁻¹ of the standard normal distribution function. With q = min(p, 1 − p), which is exact:
 * near ½ an odd series, down to q = 2^-10 Taylor series at the middles of 16 intervals an octave, and
 * in the tails (one uniform number in 512) Newton's method on log Φ with a last step in double-double.
 *
 * Derivatives: x' = 1/φ(x), x⁽ⁿ⁾ = Pₙ(x)·x'ⁿ with P₁ = 1, Pₙ₊₁ = Pₙ' + n·x·Pₙ (G. Steinbrecher &
 * W. T. Shaw, Eur. J. Appl. Math. 19, 2008). At most 0.52 ulp.
 */
import { highWord, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { add, divide, exponential, low, multiply } from './doubleDouble.js';
import { scale, subtract, twoProduct } from './doubleDouble.js';
import { erfcxParts } from './erf.js';
import { exponent } from './exp.js';
import { log } from './log.js';
import { SQRT_HALF, twoTailsParts } from './normal.js';
import { DEGREE, ROW, setRow, taylorParts } from './taylorTable.js';

/** √(2π) in double-double. */
export const SQRT_TWO_PI: DoubleDouble = { hi: 2.5066282746310007, lo: -1.8328579980459167e-16 };

/** polynomials[n] = Pₙ/n!, coefficients of 1, x, x², …: all are non-negative. */
const polynomials: number[][] = [[], [1]];
for (let n = 1; n < 17; n++) {
  const p = polynomials[n];
  const next: number[] = new Array(n + 1).fill(0);
  p.forEach((c, power) => {
    next[power + 1] += (n * c) / (n + 1);
    if (power > 0) next[power - 1] += (power * c) / (n + 1);
  });
  polynomials.push(next);
}

/** Φ⁻¹(½ + u) = v + CENTRE[1]·v³ + CENTRE[2]·v⁵ + …, v = √(2π)·u. */
const CENTRE = polynomials.filter((_, n) => n % 2 === 1).map((p) => p[0]);
const [, c1, c2, c3, c4, c5, c6, c7, c8] = CENTRE;

/** 1/φ(x) = √(2π)·e^(x²/2). */
function slopeAt(x: DoubleDouble): DoubleDouble {
  return multiply(SQRT_TWO_PI, exponential(scale(multiply(x, x), 0.5)));
}

/** (Φ(x) − ½)/φ(x) = Σ x^(2k+1)/(2k + 1)!! for x > 0. */
function areaOverDensity(x: DoubleDouble): DoubleDouble {
  const square = multiply(x, x);
  let term = x;
  let sum = x;
  for (let k = 3; term.hi > 1e-35; k += 2) {
    term = divide(multiply(term, square), { hi: k, lo: 0 });
    sum = add(sum, term);
  }
  return sum;
}

/** Octave [2^-o, 2^(1−o)) of q, o = 2 … 10, in 16 intervals: −Φ⁻¹(q), which is positive. */
const OCTAVES = 9;
const TAIL = twoTo(-10);
const table = new Float64Array(OCTAVES * 16 * ROW);
{
  // From ½ downwards: the last series predicts the next anchor's value to about 2^-40, and one
  // Newton step in double-double, x += δ + xδ²/2 with δ = (Φ(x) − Φ₁)/φ(x), makes it exact.
  const middle = (i: number): number => twoTo((i >> 4) - 10) * (1 + ((i & 15) + 0.5) / 16);
  const v = SQRT_TWO_PI.hi * (0.5 - middle(OCTAVES * 16 - 1));
  let predicted = v + c1 * v * v * v + c2 * v * v * v * v * v;
  for (let i = OCTAVES * 16 - 1; i >= 0; i--) {
    const q = middle(i);
    const estimate: DoubleDouble = { hi: predicted, lo: 0 };
    const slopeThere = slopeAt(estimate);
    const target = multiply({ hi: 0.5 - q, lo: 0 }, slopeThere);
    const delta = subtract(target, areaOverDensity(estimate));
    const growth = multiply(estimate, delta);
    const x = add(add(estimate, delta), scale(multiply(growth, delta), 0.5));
    // 1/φ(x + δ) = (1 + xδ + …)/φ(x)
    const slope = add(slopeThere, multiply(slopeThere, growth));
    const higher: number[] = [];
    let power = -slope.hi;
    for (let n = 2; n <= DEGREE; n++) {
      power *= -slope.hi;
      higher.push(polynomials[n].reduceRight((sum, c) => sum * x.hi + c, 0) * power);
    }
    setRow(table, i * ROW, q, x, scale(slope, -1), higher);
    if (i > 0) predicted = taylorParts(table, i * ROW, middle(i - 1) - q, 0);
  }
}

/**
 * Φ⁻¹(p). −∞ at 0, +∞ at 1, NaN outside; odd about ½ wherever 1 − p is exact.
 */
export function normalQuantile(p: number): number {
  const u = p - 0.5;
  if (Math.abs(u) < 0.03125) {
    const v = twoProduct(SQRT_TWO_PI.hi, u);
    const vLow = low[0] + SQRT_TWO_PI.lo * u;
    const s = v * v;
    const s2 = s * s;
    const tail = s * (c1 + s * c2 + s2 * (c3 + s * c4 + s2 * (c5 + s * c6 + s2 * (c7 + s * c8))));
    return v + (vLow + v * tail);
  }
  const q = p < 0.5 ? p : 1 - p;
  if (!(q >= TAIL)) return p < 0.5 ? -tailQuantile(q) : tailQuantile(q);
  const at = ((highWord(q) - 0x3f500000) >> 16) * ROW;
  const hi = taylorParts(table, at, q - table[at], 0);
  const x = hi + low[0];
  return p < 0.5 ? -x : x;
}

/** −Φ⁻¹(q) for q < 2^-10. */
function tailQuantile(q: number): number {
  if (!(q > 0)) return q === 0 ? Infinity : NaN;
  // Newton on log Φ(−x) = log q: with Mills' ratio R = Φ(−x)/φ(x) = √(π/2)·erfcx(x/√2) and
  // log Φ(−x) = log(R/√(2π)) − x²/2 the step is (log Φ(−x) − log q)·R.
  const y = -log(q);
  let x = Math.sqrt(2 * y - log(4 * Math.PI * y));
  for (let i = 0; i < 2; i++) {
    const ratio = erfcxParts(x * SQRT_HALF.hi, 0) * (0.5 * SQRT_TWO_PI.hi);
    x += (y + log(ratio / SQRT_TWO_PI.hi) - 0.5 * x * x) * ratio;
  }
  // Then on Φ itself, exactly: δ = (Φ(−x) − q)/φ(x), x + δ + xδ²/2 + (2x² + 1)δ³/6.
  const ratio = erfcxParts(x * SQRT_HALF.hi, 0) * (0.5 * SQRT_TWO_PI.hi);
  const twice = twoTailsParts(x);
  const twiceLow = low[0];
  const scaled = q * twoTo(600) * twoTo(-599 - exponent[0]);
  const delta = ((twice - scaled + twiceLow) / twice) * ratio;
  return x + delta * (1 + delta * (0.5 * x + delta * ((2 * x * x + 1) / 6)));
}
