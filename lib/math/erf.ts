/**
 * The error functions. On [0, 1) erf comes from its Taylor series at 0 or at the nearest odd multiple
 * of 1/32; beyond, erfc(x) = e^(−x²)·erfcx(x), where the slowly falling erfcx comes from Taylor series
 * at 16 points an octave. All values at the anchors are computed at load in double-double. At most
 * 0.52 ulp.
 */
import { highWord, roundScaled, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { add, divide, exponential, fastTwoSum, low, multiply, negate } from './doubleDouble.js';
import { scale, twoProduct, twoSum } from './doubleDouble.js';
import { exponent, expParts } from './exp.js';
import { DEGREE, ROW, setRow, taylorParts } from './taylorTable.js';

/** 2/√π in double-double. */
export const TWO_OVER_SQRT_PI: DoubleDouble = { hi: 1.1283791670955126, lo: 1.533545961316588e-17 };

/** erf at (2i + 1)/32, i = 2 … 16: the middles of intervals that end at 17/16. */
const erfTable = new Float64Array(17 * ROW);
for (let i = 2; i < 17; i++) {
  const x: DoubleDouble = { hi: (2 * i + 1) / 32, lo: 0 };
  const minusSquare = negate(multiply(x, x));
  // erf x = 2/√π Σ (−1)^n x^(2n+1)/(n! (2n + 1))
  let power = x;
  let sum = x;
  for (let n = 1; Math.abs(power.hi) > 1e-36; n++) {
    power = divide(multiply(power, minusSquare), { hi: n, lo: 0 });
    sum = add(sum, divide(power, { hi: 2 * n + 1, lo: 0 }));
  }
  // The derivative g = 2/√π e^(−x²) obeys g' = −2xg, which gives its series from the first term.
  const slope = multiply(TWO_OVER_SQRT_PI, exponential(minusSquare));
  const g = [slope.hi, -2 * x.hi * slope.hi];
  for (let n = 2; n < DEGREE; n++) g[n] = (-2 * (x.hi * g[n - 1] + g[n - 2])) / n;
  const higher = g.map((c, n) => c / (n + 1)).slice(1);
  setRow(erfTable, i * ROW, x.hi, multiply(TWO_OVER_SQRT_PI, sum), slope, higher);
}

/** erfcx at the middles of the intervals [2^e (1 + j/16), 2^e (1 + (j + 1)/16)), from 1 to 28. */
const ERFCX_ROWS = 76;
const erfcxTable = new Float64Array(ERFCX_ROWS * ROW);
for (let i = 0; i < ERFCX_ROWS; i++) {
  const x = (1 << (i >> 4)) * (1 + ((i & 15) + 0.5) / 16);
  // Coefficient n is (−2)^n e^(x²) iⁿerfc x (DLMF 7.18.4). The repeated integrals obey i^(n−2)erfc =
  // 2n iⁿerfc + 2x i^(n−1)erfc (7.18.7), so their ratios r(n) = iⁿerfc/i^(n−1)erfc obey
  // r(n−1) = 1/(2x + 2n r(n)): a stable descent (W. Gautschi, 1961). An error at n is damped by about
  // e^(−2x√(2n)), so only the last steps need double-double. i^(−1)erfc = 2/√π e^(−x²) sets the scale.
  const precise = DEGREE + 2 + Math.ceil(30 / (x * x));
  let n = Math.ceil((27 / x + 5) * (27 / x + 5) * 0.5) + precise;
  let estimate = 1 / (x + Math.sqrt(x * x + 2 * n));
  for (; n > precise; n--) estimate = 1 / (2 * x + 2 * n * estimate);
  const ratio: DoubleDouble[] = [];
  ratio[n] = { hi: estimate, lo: 0 };
  for (; n > 0; n--) {
    const divisor = add({ hi: 2 * x, lo: 0 }, multiply({ hi: 2 * n, lo: 0 }, ratio[n]));
    ratio[n - 1] = divide({ hi: 1, lo: 0 }, divisor);
  }
  const value = multiply(TWO_OVER_SQRT_PI, ratio[0]);
  const slope = multiply(value, scale(ratio[1], -2));
  const higher: number[] = [];
  let coefficient = slope.hi;
  for (let m = 2; m <= DEGREE; m++) higher.push((coefficient *= -2 * ratio[m].hi));
  setRow(erfcxTable, i * ROW, x, value, slope, higher);
}

/** erf(x + xLow) for 0 ≤ x < 17/16, x = 0 or above 2^-900: high part, low part in `low[0]`. */
export function erfParts(x: number, xLow: number): number {
  if (x >= 0.125) {
    const at = ((x * 16) | 0) * ROW;
    return taylorParts(erfTable, at, x - erfTable[at], xLow);
  }
  // erf x = 2/√π (x − x³/3 + x⁵/10 − …), the term n is (−x²)^n/(n! (2n + 1)).
  const s = x * x;
  const s2 = s * s;
  const upper = -1 / 1320 + s * (1 / 9360) + s2 * (-1 / 75600 + s * (1 / 685440));
  const tail = s * (-1 / 3 + s * (1 / 10) + s2 * (-1 / 42 + s * (1 / 216) + s2 * upper));
  const product = twoProduct(TWO_OVER_SQRT_PI.hi, x);
  const rest = low[0] + (TWO_OVER_SQRT_PI.lo * x + TWO_OVER_SQRT_PI.hi * xLow);
  return fastTwoSum(product, rest + product * tail);
}

/** e^(x²)·erfc(x) at x + xLow for 1 ≤ x < 28: high part, low part in `low[0]`; relative error 2^-58. */
export function erfcxParts(x: number, xLow: number): number {
  const at = ((highWord(x) - 0x3ff00000) >> 16) * ROW;
  return taylorParts(erfcxTable, at, x - erfcxTable[at], xLow);
}

/**
 * e^(−s − sLow)·erfcx(x + xLow) = (hi + lo)·2^m for 1 ≤ x < 28: returns hi, leaves lo in `low[0]` and m
 * in `exponent[0]`. It is erfc for s = x²; the caller knows the square more exactly than x itself.
 */
export function gaussianTailParts(s: number, sLow: number, x: number, xLow: number): number {
  const g = erfcxParts(x, xLow);
  const gLow = low[0];
  const e = expParts(-s, -sLow);
  const eLow = low[0];
  const product = twoProduct(e, g);
  return fastTwoSum(product, low[0] + (e * gLow + eLow * g));
}

/** erfc(x) for 1 ≤ x < 28, like `gaussianTailParts`. */
function erfcParts(x: number): number {
  const square = twoProduct(x, x);
  return gaussianTailParts(square, low[0], x, 0);
}

/** erf(x) = 2/√π ∫₀ˣ e^(−t²) dt. Odd; ±0 ↦ ±0, ±∞ ↦ ±1. */
export function erf(x: number): number {
  const z = Math.abs(x);
  let y: number;
  if (z < 1) {
    if (z === 0) return x;
    if (z > 1e-200) {
      y = erfParts(z, 0);
      y += low[0];
    } else {
      // 2/√π·x, scaled so that the result is rounded once even if subnormal.
      const scaled = z * twoTo(1000);
      y = twoProduct(TWO_OVER_SQRT_PI.hi, scaled);
      y = roundScaled(y, low[0] + TWO_OVER_SQRT_PI.lo * scaled, -1000);
    }
  } else if (z < 6) {
    y = erfcParts(z);
    const power = twoTo(exponent[0]);
    const lo = low[0] * power;
    y = fastTwoSum(1, -y * power);
    y += low[0] - lo;
  } else {
    return x > 0 ? 1 : x < 0 ? -1 : x;
  }
  return x < 0 ? -y : y;
}

/** erfc(x) = 1 − erf(x), without cancellation for x > 0; 2 at −∞, +0 at ∞. */
export function erfc(x: number): number {
  const z = Math.abs(x);
  if (z < 1) {
    const y = z < 1e-200 ? 0 : erfParts(z, 0);
    const yLow = z < 1e-200 ? 0 : low[0];
    const sum = twoSum(1, x < 0 ? y : -y);
    return sum + (low[0] + (x < 0 ? yLow : -yLow));
  }
  if (x >= 28) return 0;
  if (x <= -6) return 2;
  if (x !== x) return x;
  const y = erfcParts(z);
  if (x > 0) return roundScaled(y, low[0], exponent[0]);
  const power = twoTo(exponent[0]);
  const lo = low[0] * power;
  const sum = fastTwoSum(2, -y * power);
  return sum + (low[0] - lo);
}
