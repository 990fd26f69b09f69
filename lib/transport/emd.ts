import type { WorkerPool } from '../parallel/index.js';
import type { BasicSolution } from './basicSolution.js';
import {
  TIGHT, figuresOf, isWide, roundedFigures, type Certificate, type Figures,
} from './certificate.js'; // prettier-ignore
import { cTransform } from './cTransform.js';
import { dearest } from './dearest.js';
import { exactMasses } from './exactMasses.js';
import { capEmptyRows, liftColumns } from './liftPotentials.js';
import { isIdentity, stayingPut } from './identity.js';
import { massUnits } from './massUnits.js';
import { solveOnLine } from './oneDimension.js';
import { orient, type OrientedProblem } from './orientation.js';
import type { Plan } from './plan.js';
import type { OnProgress } from './progress.js';
import { checkProblem, sizeOf, type CheckedProblem, type TransportProblem } from './problem.js';
import { Scan } from './scan.js';
import { solve } from './solver.js';
import { TransportLimitError } from './transportLimitError.js';

export interface EmdOptions {
  /** Pivots after which a TransportLimitError is thrown; 10 000 (n + m) when left out. */
  maxPivots?: number;
  /**
   * Column potentials v to start from, one a column: those of a problem nearby. They are used if their dual
   * objective is higher than that of the prices computed for a start, and then change the time it
   * takes, and which of several optimal plans is found.
   */
  start?: Float64Array;
  /** `auction` when left out; `simplex` is the network simplex alone, by block search over all arcs. */
  method?: 'auction' | 'simplex';
  /** Threads to share a problem of 4096 × 4096 or more with. They change no bit of the result. */
  pool?: WorkerPool;
  /** Called now and then while a large problem is solved. */
  onProgress?: OnProgress;
}

/** An optimal transport plan and the proof that it is one. */
export interface Transport extends Certificate {
  /** Support of a basic solution: at most n + m - 1 arcs of positive mass, by row, then column. */
  plan: Plan;
  /**
   * Potentials with u_i + v_j ≤ c_ij, equal on the plan; the first column of positive mass has v = 0 (the heaviest, where
   * `vLow` is not 0).
   */
  u: Float64Array;
  v: Float64Array;
  /** What v lacks where it is too large for binary64 to prove twelve digits of the cost: v + vLow are the potentials. Else zeros. */
  vLow: Float64Array;
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
 * auction and network simplex (docs/transport.md): O(n + m) memory for many points, O(n m) for a matrix.
 *
 * @throws RangeError or TypeError for an invalid problem, Error for one that forbidden arcs make
 * infeasible, TransportLimitError at the pivot limit.
 */
export function emd(problem: TransportProblem, options: EmdOptions = {}): Transport {
  const checked = checkProblem(problem);
  const found = solveChecked(problem, checked, options);
  const u = rowPotentials(problem, checked, found.v, options);
  const figures = roundedFigures(problem, found.plan, u, found.v);
  const { cost, lowerBound } = figures;
  if (!found.optimal) {
    throw new TransportLimitError(found.pivots, lowerBound, found.feasible ? cost : Infinity);
  }
  const { lost, stake } = found;
  if (!isWide(figures) && stake + lost * dearest(checked) <= TIGHT * Math.abs(cost)) {
    return transport(found, u, figures);
  }
  const sharp = solveChecked(problem, checked, options, true);
  const best = sharp.optimal ? sharp : found;
  const bestU = rowPotentials(problem, checked, best.v, options);
  return transport(best, bestU, figuresOf(problem, best.plan, bestU, best.v, best.vLow));
}

type Solution = Pick<BasicSolution, 'lost' | 'stake' | 'pivots' | 'optimal' | 'feasible'> &
  Pick<Transport, 'plan' | 'v' | 'vLow'>;

function transport({ plan, v, vLow, pivots }: Solution, u: Float64Array, figures: Figures) {
  return { ...figures, dualResidual: 0, plan, u, v, vLow, pivots };
}

/** The c-transform of v, as large as it may be. */
function rowPotentials(
  problem: TransportProblem,
  checked: CheckedProblem,
  v: Float64Array,
  { pool, onProgress }: EmdOptions,
): Float64Array {
  onProgress?.({ stage: 'certificate' });
  const u = cTransform(problem, v, pool);
  capEmptyRows(u, checked);
  return u;
}

/**
 * Chooses the solver by the problem's shape alone.
 *
 * @param exactly whether the optimum up to rounding is not enough
 */
function solveChecked(
  problem: TransportProblem,
  checked: CheckedProblem,
  {
    maxPivots = 10_000 * (checked.rows + checked.columns),
    start,
    method = 'auction',
    pool,
    onProgress,
  }: EmdOptions,
  exactly = false,
): Solution {
  if (!(maxPivots >= 0)) {
    throw new RangeError(`emd: expected maxPivots to be a number ≥ 0, got ${maxPivots}`);
  }
  const oriented = orient(checked);
  const { a, b, costs } = oriented;
  if (isIdentity(oriented)) return inGivenIndices(stayingPut(a), oriented, checked);
  if (costs.kind === 'points' && costs.dimension === 1 && !exactly) {
    return inGivenIndices(
      solveOnLine(costs.x, costs.y, costs.euclidean, oriented),
      oriented,
      checked,
    );
  }
  const prices = start === undefined ? undefined : startingPrices(problem, oriented, start);
  const reference = oriented.swapped ? ('row' as const) : ('column' as const);
  const exact = exactly ? exactMasses(problem, oriented) : undefined;
  const options = { maxPivots, method, reference, prices, onProgress, exact };
  const units = massUnits(a, b);
  const scan = new Scan(oriented, units, pool);
  try {
    return inGivenIndices(solve(scan, units, oriented, options), oriented, checked);
  } finally {
    scan.close();
  }
}

/** Prices of the oriented problem's columns from potentials of the given columns. */
function startingPrices(
  problem: TransportProblem,
  { swapped, columnIndex }: OrientedProblem,
  start: Float64Array,
): Float64Array {
  const [, columns] = sizeOf(problem);
  if (start.length !== columns || !start.every(Number.isFinite)) {
    throw new RangeError(
      `emd: expected start to hold ${columns} finite potentials, got ${start.length} numbers`,
    );
  }
  const potentials = swapped ? cTransform(problem, start) : start;
  return Float64Array.from(columnIndex, (j) => -potentials[j]);
}

/** The plan by row, then column, and the potentials of the columns. */
function inGivenIndices(
  { row, column, mass, u, v, uLow, vLow, ...state }: BasicSolution,
  { swapped, rowIndex, columnIndex }: OrientedProblem,
  checked: CheckedProblem,
): Solution {
  const [given, other, givenIndex, otherIndex] = swapped
    ? [column, row, columnIndex, rowIndex]
    : [row, column, rowIndex, columnIndex];
  const inOrder = other.map((_, k) => k);
  const byColumn = sortedBy(other, otherIndex.length, inOrder);
  const order = sortedBy(given, givenIndex.length, byColumn);
  const plan: Plan = {
    row: order.map((k) => givenIndex[given[k]]),
    column: order.map((k) => otherIndex[other[k]]),
    mass: mass.map((_, k) => mass[order[k]]),
  };
  const [keptU, keptV, keptLow] = swapped ? [v, u, uLow] : [u, v, vLow];
  const low = new Float64Array(checked.columns);
  keptLow?.forEach((rest, k) => (low[checked.keptColumns[k]] = rest));
  const lifted = liftColumns(checked, keptU, keptV, keptLow !== undefined);
  return { ...state, plan, v: lifted, vLow: low };
}

/** Numbers of arcs by their ends, below `ends`; arcs of the same end keep their order (counting sort). */
function sortedBy(end: Int32Array, ends: number, arcs: Int32Array): Int32Array {
  // first how many arcs each end has, then where its next one goes
  const place = new Int32Array(ends);
  end.forEach((i) => place[i]++);
  let next = 0;
  place.forEach((count, i) => {
    place[i] = next;
    next += count;
  });
  const sorted = new Int32Array(arcs.length);
  arcs.forEach((k) => {
    sorted[place[end[k]]++] = k;
  });
  return sorted;
}
