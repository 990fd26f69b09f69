import type { BasicSolution } from './basicSolution.js';
import type { OrientedProblem } from './orientation.js';

/** Whether rows and columns are the same points with the same masses, in the same order. */
export function isIdentity({ a, b, costs }: OrientedProblem): boolean {
  return costs.kind === 'points' && areEqual(costs.x, costs.y) && areEqual(a, b);
}

/** Every point keeps its mass: costs nothing, and no distance is below 0. */
export function stayingPut(masses: Float64Array): BasicSolution {
  const indices = Int32Array.from(masses.keys());
  return {
    row: indices,
    column: indices,
    mass: masses,
    u: new Float64Array(masses.length),
    v: new Float64Array(masses.length),
    lost: 0,
    stake: 0,
    pivots: 0,
    optimal: true,
    feasible: true,
  };
}

function areEqual(p: Float64Array, q: Float64Array): boolean {
  return p.length === q.length && p.every((value, k) => value === q[k]);
}
