import { arcCost } from './costMatrix.js';
import type { CheckedProblem } from './problem.js';

/**
 * Potentials of all rows and columns from those of positive mass.
 *
 * They are shifted so that the first column of positive mass has v = 0. A column without mass then
 * gets v_j = min_i (c_ij - u_i) over the rows with mass, and a row without mass, after that,
 * u_i = min_j (c_ij - v_j) over all columns; 0 where every arc of it is forbidden. Both are the
 * largest values that keep u_i + v_j ≤ c_ij.
 */
export function liftPotentials(
  problem: CheckedProblem,
  keptU: Float64Array,
  keptV: Float64Array,
): { u: Float64Array; v: Float64Array } {
  const { rows, columns, keptRows, keptColumns, a, b } = problem;
  const u = new Float64Array(rows);
  const v = new Float64Array(columns);
  const shift = keptV[0];
  keptRows.forEach((i, k) => (u[i] = keptU[k] + shift));
  keptColumns.forEach((j, k) => (v[j] = keptV[k] - shift));
  for (let j = 0; j < columns; j++) {
    if (b[j] > 0) continue;
    let least = Infinity;
    for (const i of keptRows) least = Math.min(least, arcCost(problem, i, j) - u[i]);
    v[j] = least === Infinity ? 0 : least;
  }
  for (let i = 0; i < rows; i++) {
    if (a[i] > 0) continue;
    let least = Infinity;
    for (let j = 0; j < columns; j++) least = Math.min(least, arcCost(problem, i, j) - v[j]);
    u[i] = least === Infinity ? 0 : least;
  }
  return { u, v };
}
