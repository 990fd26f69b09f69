/**
 * sin and cos. The argument is reduced to r ∈ [−π/4, π/4] in double-double, by π/2 in four parts where
 * |x| < 2^20 (W. J. Cody & W. Waite, 1980) and by the exact product with enough bits of 2/π beyond
 * (M. H. Payne & R. N. Hanek, SIGNUM Newsletter 18, 1983). Then r = j/32 + t with sin and cos of j/32
 * from a table. At most 0.52 ulp, for every argument.
 */
import { highWord, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { add, divide, fastTwoSum, low, multiply, negate, subtract } from './doubleDouble.js';
import { twoProduct, twoSum } from './doubleDouble.js';

/** Bits after the point of the two constants: 1024 for the largest argument, and 176 more. */
const BITS = 1200;

/** π·2^BITS by Machin's formula, π = 16 arctan(1/5) − 4 arctan(1/239), in integers. */
const PI = (() => {
  const arctanOfInverse = (n: bigint): bigint => {
    let power = (1n << BigInt(BITS + 32)) / n;
    let sum = 0n;
    for (let i = 1n; power !== 0n; i += 2n) {
      sum += (i & 2n) === 0n ? power / i : -power / i;
      power /= n * n;
    }
    return sum;
  };
  return (16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n)) >> 32n;
})();
const TWO_OVER_PI = (1n << BigInt(2 * BITS + 1)) / PI;

/** π/2 in three parts of 32 bits, whose products with k < 2^20 are exact, and a fourth of 53. */
const [P1, P2, P3, P4] = (() => {
  const part = (from: number, to: number): number =>
    Number(BigInt.asUintN(BITS + 1 - from, PI) >> BigInt(BITS + 1 - to)) * twoTo(-to);
  return [part(-1, 31), part(31, 63), part(63, 95), part(95, 148)];
})();
const TWO_OVER_PI_ROUNDED = 1 / (P1 + P2);

/** For j = 0 … 26: sin(j/32) and cos(j/32), high and low. */
const ANCHORS = 27;
const table = new Float64Array(ANCHORS * 4);
{
  const step: DoubleDouble = { hi: 1 / 32, lo: 0 };
  const square = multiply(step, step);
  const series = (first: DoubleDouble, n: number): DoubleDouble => {
    let term = first;
    let sum = first;
    for (; Math.abs(term.hi) > 1e-36; n += 2) {
      term = negate(divide(multiply(term, square), { hi: n * (n + 1), lo: 0 }));
      sum = add(sum, term);
    }
    return sum;
  };
  const sinStep = series(step, 2);
  const cosStep = series({ hi: 1, lo: 0 }, 1);
  let s: DoubleDouble = { hi: 0, lo: 0 };
  let c: DoubleDouble = { hi: 1, lo: 0 };
  for (let j = 0; j < ANCHORS; j++) {
    table.set([s.hi, s.lo, c.hi, c.lo], 4 * j);
    const next = add(multiply(s, cosStep), multiply(c, sinStep));
    c = subtract(multiply(c, cosStep), multiply(s, sinStep));
    s = next;
  }
}

/** The reduced argument left by `reduce`: high and low part. */
const reduced = new Float64Array(2);

/** r = x − k·π/2 with |r| ≤ π/4 (1 + 2^-30) into `reduced`, for finite x > 0; returns k mod 4. */
function reduce(x: number): number {
  if (x >= 1048576) return reduceHuge(x);
  const k = Math.round(x * TWO_OVER_PI_ROUNDED);
  const first = twoSum(x - k * P1, -k * P2);
  const firstLow = low[0];
  const second = twoSum(first, -k * P3);
  reduced[0] = twoSum(second, firstLow + low[0] - k * P4);
  reduced[1] = low[0];
  return k & 3;
}

function reduceHuge(x: number): number {
  // x = mantissa·2^e exactly; only the last two bits before the point of x·2/π and those after count.
  const e = (highWord(x) >>> 20) - 1075;
  const mantissa = BigInt(x * twoTo(-e));
  const fractionBits = BITS - e;
  const turns = BigInt.asUintN(fractionBits + 2, mantissa * TWO_OVER_PI);
  const nearest = (turns + (1n << BigInt(fractionBits - 1))) >> BigInt(fractionBits);
  const fraction = turns - (nearest << BigInt(fractionBits));
  // 200 bits of the fraction suffice: no binary64 number is closer than 2^-65 to a multiple of π/2.
  const r = (fraction >> BigInt(fractionBits - 200)) * (PI >> BigInt(BITS - 200));
  const hi = Number(r);
  reduced[0] = hi * twoTo(-401);
  reduced[1] = Number(r - BigInt(hi)) * twoTo(-401);
  return Number(nearest) & 3;
}

/** sin t − t and cos t − 1 for |t| ≤ 1/64, errors below 2^-66·|t| and 2^-66. */
function sinTail(t: number): number {
  const s = t * t;
  return t * s * (-1 / 6 + s * (1 / 120 + s * (-1 / 5040)));
}
function cosTail(t: number): number {
  const s = t * t;
  return s * (-1 / 2 + s * (1 / 24 + s * (-1 / 720 + s * (1 / 40320))));
}

/** sin(r + rLow) for |r| < 0.8: sin(a + t) = S + C·t + S·(cos t − 1) + C·(sin t − t), a = j/32. */
function sinReduced(r: number, rLow: number): number {
  const z = Math.abs(r);
  const zLow = r < 0 ? -rLow : rLow;
  const j = Math.round(z * 32);
  const t = z - j / 32;
  const S = table[4 * j];
  const C = table[4 * j + 2];
  const linear = twoProduct(C, t);
  const linearLow = low[0] + table[4 * j + 3] * t + C * zLow;
  const sum = fastTwoSum(S, linear);
  const c1 = cosTail(t);
  const y =
    sum +
    (low[0] +
      (linearLow + table[4 * j + 1] + (S * (c1 - t * zLow) + C * (sinTail(t) + c1 * zLow))));
  return r < 0 ? -y : y;
}

/** cos(r + rLow) for |r| < 0.8: cos(a + t) = C − S·t + C·(cos t − 1) − S·(sin t − t). */
function cosReduced(r: number, rLow: number): number {
  const z = Math.abs(r);
  const zLow = r < 0 ? -rLow : rLow;
  const j = Math.round(z * 32);
  const t = z - j / 32;
  const S = table[4 * j];
  const C = table[4 * j + 2];
  const linear = twoProduct(S, -t);
  const linearLow = low[0] - table[4 * j + 1] * t - S * zLow;
  const sum = fastTwoSum(C, linear);
  return (
    sum + (low[0] + (linearLow + table[4 * j + 3] + (C * (cosTail(t) - t * zLow) - S * sinTail(t))))
  );
}

/** Sine of x radians. Odd; ±0 ↦ ±0, NaN at ±∞. */
export function sin(x: number): number {
  const z = Math.abs(x);
  if (z < 0.78) return z < 1e-9 ? x : sinReduced(x, 0);
  if (!(z < Infinity)) return NaN;
  const quadrant = reduce(z);
  const y = ((quadrant & 1) === 0 ? sinReduced : cosReduced)(reduced[0], reduced[1]);
  return ((quadrant & 2) === 0) === x > 0 ? y : -y;
}

/** Cosine of x radians. Even; 1 at ±0, NaN at ±∞. */
export function cos(x: number): number {
  const z = Math.abs(x);
  if (z < 0.78) return cosReduced(z, 0);
  if (!(z < Infinity)) return NaN;
  const quadrant = reduce(z);
  const y = ((quadrant & 1) === 0 ? cosReduced : sinReduced)(reduced[0], reduced[1]);
  return ((quadrant + 1) & 2) === 0 ? y : -y;
}
