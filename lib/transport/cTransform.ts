import type { WorkerPool } from '../parallel/index.js';
import { pointTransform } from './pointTransform.js';
import { sizeOf, type TransportProblem } from './problem.js';

/** The c-transform of column potentials, by the kernel for points where there is one. */
export function cTransform(
  problem: TransportProblem,
  v: Float64Array,
  pool?: WorkerPool,
): Float64Array {
  const u = 'costs' in problem ? null : pointTransform(problem, v, pool);
  return u ?? new CTransform(problem, v).all();
}

/**
 * The c-transform of column potentials, u_i = min_j (c_ij - v_j): the largest row potentials that are
 * feasible with v (Villani 2009, definition 5.2). Plain loops over the problem as it was given, O(n m d)
 * time and O(m d) memory; the certificate rests on it, and it shares nothing with the solvers.
 * Infinity for a row of forbidden arcs only.
 *
 * @param problem taken to be valid.
 */
export class CTransform {
  readonly rows: number;
  readonly columns: number;
  private readonly row: Float64Array;
  private readonly fill: (i: number) => void;

  constructor(
    problem: TransportProblem,
    private readonly v: Float64Array,
  ) {
    [this.rows, this.columns] = sizeOf(problem);
    this.row = new Float64Array(this.columns);
    this.fill = 'costs' in problem ? this.matrixRow(problem) : this.pointsRow(problem);
  }

  /** u_i */
  at(i: number): number {
    const costs = this.costsOf(i);
    const { v } = this;
    let least = Infinity;
    for (let j = 0; j < costs.length; j++) {
      const room = costs[j] - v[j];
      if (room < least) least = room;
    }
    return least;
  }

  all(): Float64Array {
    const u = new Float64Array(this.rows);
    for (let i = 0; i < this.rows; i++) u[i] = this.at(i);
    return u;
  }

  /** The costs of a row, until the next is asked for. */
  costsOf(i: number): Float64Array {
    this.fill(i);
    return this.row;
  }

  private matrixRow({ costs, columns }: Extract<TransportProblem, { costs: unknown }>) {
    const { row } = this;
    return (i: number): void => {
      for (let j = 0, k = i * columns; j < columns; j++, k++) row[j] = costs[k];
    };
  }

  /** Distances by the definition (docs/arithmetic.md 6.1), four coordinates at a time for all columns. */
  private pointsRow({ x, y, dimension, metric }: Extract<TransportProblem, { x: unknown }>) {
    const { row, columns } = this;
    const coordinates = new Float64Array(dimension * columns);
    for (let k = 0; k < dimension; k++) {
      for (let j = 0; j < columns; j++) coordinates[k * columns + j] = y[j * dimension + k];
    }
    return (i: number): void => {
      row.fill(0);
      const point = i * dimension;
      let k = 0;
      for (; k + 4 <= dimension; k += 4) {
        const at = point + k;
        addFourSquares(x[at], x[at + 1], x[at + 2], x[at + 3], coordinates, k * columns, row);
      }
      for (; k < dimension; k++) addSquare(x[point + k], coordinates, k * columns, row);
      if (metric === 'euclidean') for (let j = 0; j < columns; j++) row[j] = Math.sqrt(row[j]);
    };
  }
}

/** One cost by the definition (docs/arithmetic.md 6.1). */
export function costOf(problem: TransportProblem, i: number, j: number): number {
  if ('costs' in problem) return problem.costs[i * problem.columns + j];
  const { x, y, dimension, metric } = problem;
  let squares = 0;
  for (let k = 0; k < dimension; k++) {
    const t = x[i * dimension + k] - y[j * dimension + k];
    squares += t * t;
  }
  return metric === 'euclidean' ? Math.sqrt(squares) : squares;
}

function addFourSquares(
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  coordinates: Float64Array,
  y0: number,
  sums: Float64Array,
): void {
  const y1 = y0 + sums.length;
  const y2 = y1 + sums.length;
  const y3 = y2 + sums.length;
  for (let j = 0; j < sums.length; j++) {
    const t0 = p0 - coordinates[y0 + j];
    const t1 = p1 - coordinates[y1 + j];
    const t2 = p2 - coordinates[y2 + j];
    const t3 = p3 - coordinates[y3 + j];
    sums[j] = sums[j] + t0 * t0 + t1 * t1 + t2 * t2 + t3 * t3;
  }
}

function addSquare(
  coordinate: number,
  coordinates: Float64Array,
  y: number,
  sums: Float64Array,
): void {
  for (let j = 0; j < sums.length; j++) {
    const t = coordinate - coordinates[y + j];
    sums[j] += t * t;
  }
}
