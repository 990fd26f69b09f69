import { arcCost } from './costMatrix.js';
import type { CheckedProblem } from './problem.js';

/**
 * Potentials of all rows and columns from those of positive mass (docs/arithmetic.md 6.10).
 *
 * A column without mass gets v_j = min_i (c_ij - u_i) over the rows with mass, but no more than the
 * largest v of those with mass (a v_j as huge as a huge c_ij would round u_i away). After that, a row
 * without mass gets u_i = min_j (c_ij - v_j) over all columns, but no more than the largest u.
 */
export function liftPotentials(
  problem: CheckedProblem,
  keptU: Float64Array,
  keptV: Float64Array,
): { u: Float64Array; v: Float64Array } {
  const { rows, columns, keptRows, keptColumns, a, b } = problem;
  const u = new Float64Array(rows);
  const v = new Float64Array(columns);
  keptRows.forEach((i, k) => (u[i] = keptU[k]));
  keptColumns.forEach((j, k) => (v[j] = keptV[k]));
  let largest = keptV.reduce((p, q) => Math.max(p, q));
  for (let j = 0; j < columns; j++) {
    if (b[j] > 0) continue;
    v[j] = largest;
    for (const i of keptRows) v[j] = Math.min(v[j], arcCost(problem, i, j) - u[i]);
  }
  largest = keptU.reduce((p, q) => Math.max(p, q));
  for (let i = 0; i < rows; i++) {
    if (a[i] > 0) continue;
    u[i] = largest;
    for (let j = 0; j < columns; j++) u[i] = Math.min(u[i], arcCost(problem, i, j) - v[j]);
  }
  return { u, v };
}
