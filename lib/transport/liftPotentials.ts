import { arcCost, type CheckedProblem } from './problem.js';

/**
 * Potentials of all columns from those of the rows and columns of positive mass (docs/arithmetic.md
 * 6.10): shifted so that the first column with mass has 0. A column without mass gets v_j = min_i (c_ij - u_i)
 * over the rows with mass, but no more than the largest v of those with mass (a v_j as huge as a huge c_ij
 * would round u_i away).
 */
export function liftColumns(
  problem: CheckedProblem,
  keptU: Float64Array,
  keptV: Float64Array,
): Float64Array {
  const { columns, keptRows, keptColumns, b } = problem;
  const v = new Float64Array(columns);
  const first = keptV[0];
  let largest = -Infinity;
  keptColumns.forEach((j, k) => {
    v[j] = keptV[k] - first;
    if (v[j] > largest) largest = v[j];
  });
  for (let j = 0; j < columns; j++) {
    if (b[j] > 0) continue;
    v[j] = largest;
    for (let k = 0; k < keptRows.length; k++) {
      v[j] = Math.min(v[j], arcCost(problem, keptRows[k], j) - (keptU[k] + first));
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
