import type { Costs } from './orientation.js';

type MatrixCosts = Extract<Costs, { kind: 'matrix' }>;

/** A cost counts as huge beyond this multiple of the largest row or column minimum. */
const HUGE_RATIO = 1024;

/**
 * The limit above which costs are huge (docs/arithmetic.md 6.4): c_min + 1024 (L - c_min), L the largest
 * minimum of a row or a column. Infinity if no finite cost lies above it.
 *
 * A problem is solved without huge costs first and then with them: potentials that never meet a cost of
 * 1e32 keep their digits. It changes the way, not the answer, because every arc is priced in the end.
 */
export function hugeLimit({ entries, rowPlace, columnPlace }: MatrixCosts): number {
  const n = rowPlace.length;
  const m = columnPlace.length;
  let least = Infinity;
  let most = -Infinity;
  let largestMinimum = -Infinity;
  const columnLeast = new Float64Array(m).fill(Infinity);
  for (let i = 0; i < n; i++) {
    let rowLeast = Infinity;
    for (let j = 0; j < m; j++) {
      const cost = entries[rowPlace[i] + columnPlace[j]];
      rowLeast = Math.min(rowLeast, cost);
      columnLeast[j] = Math.min(columnLeast[j], cost);
      if (cost < Infinity) most = Math.max(most, cost);
    }
    least = Math.min(least, rowLeast);
    if (rowLeast < Infinity) largestMinimum = Math.max(largestMinimum, rowLeast);
  }
  for (const minimum of columnLeast) {
    if (minimum < Infinity) largestMinimum = Math.max(largestMinimum, minimum);
  }
  const limit = least + HUGE_RATIO * (largestMinimum - least);
  return most > limit ? limit : Infinity;
}
