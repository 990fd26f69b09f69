/** Masses of rows and columns as pairs of binary64 numbers, of equal totals. */
export interface PairedMasses {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** What a and b lack. */
  readonly aLow: Float64Array;
  readonly bLow: Float64Array;
}

/** 2⁻⁹² */
const ROUNDING = 2.0194839173657902e-28;

/**
 * Mass lost, with what sums of pairs may round, up to 2¹⁴ masses and more: 2⁻⁹² of the total. Where nothing at all is left over
 * nothing was rounded.
 */
export function withRounding(lost: number, { a }: PairedMasses): number {
  return lost === 0 ? 0 : lost + ROUNDING * a.reduce((total, mass) => total + mass, 0);
}
