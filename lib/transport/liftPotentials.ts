import { arcCost, type CheckedProblem } from './problem.js';

/** 2⁻⁵¹: more than what rounds c - u, as a share of |c| + |u|. */
const ROUNDING = 4.440892098500626e-16;

/**
 * Potentials of all columns from those of the rows and columns of positive mass (docs/arithmetic.md
 * 6.10): shifted so that the first column with mass has 0, or as they are. A column without mass gets v_j = min_i (c_ij - u_i)
 * over the rows with mass, but no more than the largest v of those with mass (a v_j as huge as a huge c_ij
 * would round u_i away).
 *
 * @param exactly whether they stay as they are, and no rounding may take a column without mass above min_i (c_ij - u_i)
 */
export function liftColumns(
  problem: CheckedProblem,
  keptU: Float64Array,
  keptV: Float64Array,
  exactly = false,
): Float64Array {
  const { columns, keptRows, keptColumns, b } = problem;
  const v = new Float64Array(columns);
  const first = exactly ? 0 : keptV[0];
  let largest = -Infinity;
  keptColumns.forEach((j, k) => {
    v[j] = keptV[k] - first;
    if (v[j] > largest) largest = v[j];
  });
  for (let j = 0; j < columns; j++) {
    if (b[j] > 0) continue;
    v[j] = largest;
    for (let k = 0; k < keptRows.length; k++) {
      const cost = arcCost(problem, keptRows[k], j);
      const u = keptU[k] + first;
      const rounding = exactly && cost < Infinity ? ROUNDING * (Math.abs(cost) + Math.abs(u)) : 0;
      v[j] = Math.min(v[j], cost - u - rounding);
    }
  }
  return v;
}

/** Keeps the potentials of rows without mass at or below the largest of those with mass. */
export function capEmptyRows(u: Float64Array, { rows, keptRows, a }: CheckedProblem): void {
  let largest = -Infinity;
  for (const i of keptRows) if (u[i] > largest && u[i] < Infinity) largest = u[i];
  for (let i = 0; i < rows; i++) if (!(a[i] > 0)) u[i] = Math.min(u[i], largest);
}
