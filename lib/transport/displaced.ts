import type { Plan } from './plan.js';
import { arcCost, type CheckedProblem } from './problem.js';

/** 2⁻⁵⁰: what rounds the cost itself, as a share of it. */
const ROUNDING = 8.881784197001252e-16;

/** 2⁻²⁶: residuals from the rounding of larger masses around it stay below this share of a node's own. */
const SHARE = 1.4901161193847656e-8;

/**
 * Whether a row or column ships so much more or less than its own mass that, at the costs it has, this can be more than
 * the rounding of the cost. So it is where tiny masses alone pay: the units of masses do not tell them apart.
 */
export function isDisplaced(problem: CheckedProblem, plan: Plan, cost: number): boolean {
  const { a, b, rows, columns } = problem;
  const left = a.slice();
  const wanted = b.slice();
  plan.mass.forEach((mass, k) => {
    left[plan.row[k]] -= mass;
    wanted[plan.column[k]] -= mass;
  });
  const matters = (residual: number, arcs: number, costOf: (arc: number) => number): boolean => {
    for (let arc = 0; arc < arcs; arc++) {
      const dearest = Math.abs(costOf(arc));
      if (dearest < Infinity && Math.abs(residual) * dearest > ROUNDING * Math.abs(cost))
        return true;
    }
    return false;
  };
  const isOff = (residual: number, mass: number): boolean => Math.abs(residual) > SHARE * mass;
  return (
    left.some(
      (rest, i) => isOff(rest, a[i]) && matters(rest, columns, (j) => arcCost(problem, i, j)),
    ) ||
    wanted.some(
      (rest, j) => isOff(rest, b[j]) && matters(rest, rows, (i) => arcCost(problem, i, j)),
    )
  );
}
