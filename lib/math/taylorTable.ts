/**
 * A function given by its Taylor series of degree 12 around many anchors, evaluated in double-double
 * up to the linear term. One row of 16 numbers per anchor.
 */
import type { DoubleDouble } from './doubleDouble.js';
import { fastTwoSum, head } from './doubleDouble.js';

/** Anchor; value, high and low; slope, head of 26 bits and the rest; coefficients 2 … 12. */
export const ROW = 16;
export const DEGREE = 12;

/** Writes the row starting at `at`; `higher` holds the coefficients 2 … 12. */
export function setRow(
  table: Float64Array,
  at: number,
  anchor: number,
  value: DoubleDouble,
  slope: DoubleDouble,
  higher: readonly number[],
): void {
  const top = head(slope.hi);
  table.set([anchor, value.hi, value.lo, top, slope.hi - top + slope.lo, ...higher], at);
}

/**
 * The series of the row at `at` for the displacement t + tLow from its anchor: returns the high part,
 * leaves the low part in `low[0]`. Only terms from the second on carry ordinary rounding errors.
 */
export function taylorParts(table: Float64Array, at: number, t: number, tLow: number): number {
  const s = t * t;
  const s2 = s * s;
  const c2to5 = table[at + 5] + t * table[at + 6] + s * (table[at + 7] + t * table[at + 8]);
  const c6to9 = table[at + 9] + t * table[at + 10] + s * (table[at + 11] + t * table[at + 12]);
  const c10to12 = table[at + 13] + t * table[at + 14] + s * table[at + 15];
  const tail = s * (c2to5 + s2 * (c6to9 + s2 * c10to12));
  const slope = table[at + 3];
  const tHead = head(t);
  const rest = slope * (t - tHead + tLow) + table[at + 4] * t + 2 * table[at + 5] * t * tLow;
  const value = table[at + 1];
  const linear = slope * tHead;
  const sum = value + linear;
  return fastTwoSum(sum, linear - (sum - value) + (table[at + 2] + rest + tail));
}
