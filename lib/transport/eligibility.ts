/** 2⁻⁵¹: covers the rounding of a reduced cost, as a share of |c| + |u| + |v|. */
const ROUNDING = 4.440892098500626e-16;

/**
 * Reduced cost c - π_i + π_j of an arc that may enter the tree, else 0 (docs/arithmetic.md 6.6).
 *
 * An arc may enter if it lies below zero by more than the rounding error of its own two potentials
 * and of the subtraction: judged at its own scale, so that one huge cost does not blunt the test of
 * the others.
 */
export function reducedCost(
  cost: number,
  rowPotential: number,
  columnPotential: number,
  rowError: number,
  columnError: number,
): number {
  const reduced = cost - rowPotential + columnPotential;
  const size = Math.abs(cost) + Math.abs(rowPotential) + Math.abs(columnPotential);
  return reduced < -(rowError + columnError + ROUNDING * size) ? reduced : 0;
}

/** No arc of a row with c + π_j above π_i less this may enter, whatever its column. */
export function tolerance(rowError: number, rowPotential: number): number {
  return rowError + ROUNDING * Math.abs(rowPotential);
}

/** More than what rounding does to the reduced cost of an arc, `error` being that of its two potentials together. */
export function doubtOf(cost: number, u: number, price: number, error: number): number {
  return 2 * error + ROUNDING * (Math.abs(cost) + Math.abs(u) + Math.abs(price));
}
