import { highWord, twoTo } from '../math/binary64.js';
import type { DType } from '../tensor/index.js';

/** What a number format and its arithmetic let a correct implementation do. */
export interface Precision {
  readonly dtype: DType;
  /** significant bits */
  readonly digits: number;
  /** u: a correctly rounded operation is (a ∘ b)(1 + δ), |δ| ≤ u */
  readonly unit: number;
  /**
   * U = u + 2⁻⁵³, with which all bounds are computed. They are power series of the unit with
   * coefficients ≥ 0 and no constant term, so the bound with U is at least the bound of the
   * implementation (u) plus the bound of the reference's own binary64 arithmetic (2⁻⁵³).
   */
  readonly both: number;
  /** the least normal number, below which results may be flushed to zero */
  readonly tiny: number;
  readonly largest: number;
}

const format = (dtype: DType, digits: number, least: number, largest: number): Precision => ({
  dtype,
  digits,
  unit: twoTo(-digits),
  both: twoTo(-digits) + twoTo(-53),
  tiny: twoTo(least),
  largest,
});

export const precisions: Readonly<Record<DType, Precision>> = {
  float32: format('float32', 24, -126, (2 - twoTo(-23)) * twoTo(127)),
  float64: format('float64', 53, -1022, Number.MAX_VALUE),
};

/**
 * Units of roundoff that one operation may cost. More than the one of IEEE 754 where a correct
 * program may use another form: c·(a·b) for (c·a)·b, a·(1/b) for a/b, and the 2.5 ulp that WGSL and
 * CUDA's fast modes give division and square root.
 */
export const allowance = {
  multiply: 2,
  divide: 6,
  squareRoot: 6,
  /** a constant of the program, formed in binary64 and rounded */
  constant: 2,
  /** exp, log and what is made of them, in units of roundoff of max(1, |x|): 8 ulp */
  elementary: 16,
} as const;

/** A multiple of 2⁻¹⁰ up to 2¹⁰: every precision and every way of forming it has it exactly. */
export function isShortConstant(c: number): boolean {
  return Number.isInteger(c * 1024) && Math.abs(c) <= 1024;
}

/**
 * γ_n = n u / (1 − n u): n factors (1 + δ) differ from 1 by at most that (Higham, Accuracy and
 * Stability of Numerical Algorithms, 2nd ed., lemma 3.1). Infinity where n u ≥ 1.
 */
export function gamma(n: number, { both }: Precision): number {
  const product = n * both;
  return product < 1 ? product / (1 - product) : Infinity;
}

/** The distance between the numbers of the format at x; NaN where x is not finite. */
export function ulp(x: number, { digits, tiny }: Precision): number {
  const size = Math.max(Math.abs(x), tiny);
  if (!Number.isFinite(size)) return NaN;
  const exponent = (highWord(size) >>> 20) - 1023;
  return twoTo(exponent - digits + 1);
}
