import {
  emd,
  sizeOf,
  type EmdOptions,
  type Transport,
  type TransportProblem,
} from '../../lib/transport/index.js';
import { measure, type Timing } from '../support/timing.js';

/** Pairs of a row and a column. */
export function pairsOf(problem: TransportProblem): number {
  const [rows, columns] = sizeOf(problem);
  return rows * columns;
}

/** Repeats that take about a second; at least three. */
export function repeatsFor(problem: TransportProblem): number {
  return Math.max(3, Math.min(300, Math.round(2e7 / pairsOf(problem))));
}

/** Milliseconds of emd, validation and certificate included, after as many runs to warm up. */
export async function time(
  problem: TransportProblem,
  options: EmdOptions = {},
): Promise<Timing & { result: Transport }> {
  const iterations = repeatsFor(problem);
  let result: Transport | undefined;
  const timing = await measure(() => void (result = emd(problem, options)), { iterations });
  return { ...timing, result: result! };
}

/**
 * Fails the run unless the gap is at most 1e-12 of the cost, and the cost within 1e-9 of another
 * solver's, or 1e-14 of the costs around it.
 */
export function check(
  name: string,
  problem: TransportProblem,
  { cost, gap }: Transport,
  other?: number,
): void {
  const reasons: string[] = [];
  if (!(gap <= 1e-12 * Math.abs(cost))) reasons.push(`gap ${gap}`);
  const near = Math.max(1e-9 * Math.abs(cost), 1e-14 * largestOfFirstRow(problem));
  if (other !== undefined && !(Math.abs(cost - other) <= near)) {
    reasons.push(`another solver's ${other}`);
  }
  if (reasons.length === 0) return;
  console.log(`${name}: FAILED: cost ${cost}, ${reasons.join(', ')}`);
  process.exitCode = 1;
}

function largestOfFirstRow(problem: TransportProblem): number {
  let largest = 0;
  if ('costs' in problem) {
    for (let j = 0; j < problem.columns; j++) {
      if (problem.costs[j] < Infinity) largest = Math.max(largest, Math.abs(problem.costs[j]));
    }
    return largest;
  }
  const { x, y, dimension, metric } = problem;
  for (let j = 0; j < y.length; j += dimension) {
    let squares = 0;
    for (let k = 0; k < dimension; k++) squares += (x[k] - y[j + k]) ** 2;
    largest = Math.max(largest, squares);
  }
  return metric === 'euclidean' ? Math.sqrt(largest) : largest;
}
