import type { BasicSolution } from './basicSolution.js';
import type { Certificate, Plan } from './certificate.js';
import { certify } from './certificate.js';
import { costMatrix, gatherRows } from './costMatrix.js';
import { liftPotentials } from './liftPotentials.js';
import { solveOnLine } from './oneDimension.js';
import type { CheckedProblem, TransportProblem } from './problem.js';
import { checkProblem } from './problem.js';
import { solveBySimplex } from './simplexSolver.js';
import { TransportLimitError } from './transportLimitError.js';

export interface EmdOptions {
  /** Pivots after which a TransportLimitError is thrown; 10 000 (n + m) when left out. */
  maxPivots?: number;
}

/** An optimal transport plan and the proof that it is one. */
export interface Transport extends Certificate {
  /** Support of a basic solution: at most n + m - 1 arcs of positive mass, by row, then column. */
  plan: Plan;
  /** Potentials with u_i + v_j ≤ c_ij, equal on the plan; the first column of positive mass has v = 0. */
  u: Float64Array;
  v: Float64Array;
  /** Pivots of the network simplex; 0 where a closed form was used. */
  pivots: number;
}

/**
 * Exact optimal transport (earth mover's distance): min Σ c_ij p_ij over p ≥ 0 with row sums a and
 * column sums b. The `sqeuclidean` metric gives W₂², no square root taken.
 *
 * Rows and columns of zero mass leave the problem and come back without arcs and with valid
 * potentials. The plan among equally cheap ones is fixed by the solver's stated order of search, so
 * the same input gives the same bits. Points of one coordinate are solved by sorting, all else by
 * network simplex over the dense matrix: O(n m) memory.
 *
 * @throws RangeError or TypeError for an invalid problem, Error for one that forbidden arcs make
 * infeasible, TransportLimitError at the pivot limit.
 */
export function emd(problem: TransportProblem, options: EmdOptions = {}): Transport {
  const checked = checkProblem(problem);
  const maxPivots = options.maxPivots ?? 10_000 * (checked.rows + checked.columns);
  if (!(maxPivots >= 0)) {
    throw new RangeError(`emd: expected maxPivots to be a number ≥ 0, got ${maxPivots}`);
  }
  const { solution, u, v } = solve(checked, maxPivots);
  const plan = sortedPlan(solution, checked);
  const certificate = certify(problem, plan, u, v);
  if (!solution.optimal) {
    const upperBound = solution.feasible ? certificate.cost : Infinity;
    throw new TransportLimitError(solution.pivots, certificate.lowerBound, upperBound);
  }
  return { ...certificate, plan, u, v, pivots: solution.pivots };
}

/** Chooses the solver by the problem's shape alone. */
function solve(
  problem: CheckedProblem,
  maxPivots: number,
): { solution: BasicSolution; u: Float64Array; v: Float64Array } {
  const { source, keptRows, keptColumns } = problem;
  const a = gatherRows(problem.a, keptRows, 1);
  const b = gatherRows(problem.b, keptColumns, 1);
  let solution: BasicSolution;
  if (source.kind === 'points' && source.dimension === 1) {
    const x = gatherRows(source.x, keptRows, 1);
    const y = gatherRows(source.y, keptColumns, 1);
    solution = solveOnLine(x, y, source.metric, a, b);
  } else {
    solution = solveBySimplex(costMatrix(problem), a, b, maxPivots);
  }
  return { solution, ...liftPotentials(problem, solution.u, solution.v) };
}

/** The plan in the problem's own indices, by row, then column. */
function sortedPlan(solution: BasicSolution, { keptRows, keptColumns }: CheckedProblem): Plan {
  const { row, column, mass } = solution;
  const order = Int32Array.from(row.keys()).sort(
    (p, q) => row[p] - row[q] || column[p] - column[q],
  );
  return {
    row: order.map((k) => keptRows[row[k]]),
    column: order.map((k) => keptColumns[column[k]]),
    mass: Float64Array.from(order, (k) => mass[k]),
  };
}
