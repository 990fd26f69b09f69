import { accurateSum, quotient, twoProduct } from './pairs.js';

/** Real numbers as they come; binary32 values are widened exactly. */
export type Reals = Float64Array | Float32Array;

export type Metric = 'sqeuclidean' | 'euclidean';

interface Marginals {
  /** Mass of each row, ≥ 0; 1/n each when left out. */
  a?: Reals;
  /** Mass of each column, ≥ 0; 1/m each when left out. Scaled to the total of `a`. */
  b?: Reals;
}

/** Transport over an explicit cost matrix, row-major; `Infinity` forbids an arc. */
export interface MatrixProblem extends Marginals {
  costs: Reals;
  rows: number;
  columns: number;
}

/** Transport between two clouds of points, row-major `n × dimension` and `m × dimension`. */
export interface PointProblem extends Marginals {
  x: Reals;
  y: Reals;
  dimension: number;
  metric: Metric;
}

export type TransportProblem = MatrixProblem | PointProblem;

/** Numbers of rows and columns of a problem. */
export function sizeOf(problem: TransportProblem): [rows: number, columns: number] {
  if ('costs' in problem) return [problem.rows, problem.columns];
  const { x, y, dimension } = problem;
  return [x.length / dimension, y.length / dimension];
}

/** The costs of a problem, checked: a matrix, or points and a metric. */
export type CostSource =
  | { kind: 'matrix'; costs: Float64Array }
  | { kind: 'points'; x: Float64Array; y: Float64Array; dimension: number; metric: Metric };

/** A problem that passed every check: binary64 throughout, equal totals. */
export interface CheckedProblem {
  rows: number;
  columns: number;
  a: Float64Array;
  b: Float64Array;
  /** What the rounding of b's scaling left: b + bLow has the total of a. */
  bLow: Float64Array;
  source: CostSource;
  /** Rows and columns of positive mass, ascending; the solvers see no others. */
  keptRows: Int32Array;
  keptColumns: Int32Array;
}

/** One entry of the matrix of costs (docs/arithmetic.md 6.1). */
export function arcCost({ source, columns }: CheckedProblem, i: number, j: number): number {
  if (source.kind === 'matrix') return source.costs[i * columns + j];
  const { x, y, dimension, metric } = source;
  let squares = 0;
  for (let k = 0; k < dimension; k++) {
    const t = x[i * dimension + k] - y[j * dimension + k];
    squares += t * t;
  }
  return metric === 'euclidean' ? Math.sqrt(squares) : squares;
}

/** Totals of `a` and `b` may differ by this relative amount (float32 marginals); then b is scaled. */
export const MASS_TOLERANCE = 1e-6;

/**
 * Checks a problem and brings it to one form.
 *
 * @throws Error, RangeError or TypeError in one sentence: wrong sizes, a cost that is NaN or
 * -Infinity or finite above 1e300, a coordinate or mass that is not finite, a negative mass, unequal totals.
 */
export function checkProblem(problem: TransportProblem): CheckedProblem {
  const { rows, columns, source } =
    'costs' in problem ? checkMatrix(problem) : checkPoints(problem);
  const a = checkWeights('a', problem.a, rows);
  const { b, bLow } = scaledToTotal(checkWeights('b', problem.b, columns), a);
  return { rows, columns, a, b, bLow, source, keptRows: positive(a), keptColumns: positive(b) };
}

type Sized = Pick<CheckedProblem, 'rows' | 'columns' | 'source'>;

function checkMatrix({ costs, rows, columns }: MatrixProblem): Sized {
  checkCount('rows', rows);
  checkCount('columns', columns);
  if (costs.length !== rows * columns) {
    throw new RangeError(
      `emd: expected costs to hold ${rows} × ${columns} entries, got ${costs.length}`,
    );
  }
  for (let k = 0; k < costs.length; k++) {
    if (!(Math.abs(costs[k]) <= 1e300 || costs[k] === Infinity)) {
      throw new RangeError(
        `emd: expected costs up to 1e300 in size, or Infinity to forbid an arc, got ${costs[k]} ` +
          `in row ${Math.floor(k / columns)}, column ${k % columns}`,
      );
    }
  }
  return { rows, columns, source: { kind: 'matrix', costs: widen(costs) } };
}

function checkPoints({ x, y, dimension, metric }: PointProblem): Sized {
  if (metric !== 'sqeuclidean' && metric !== 'euclidean') {
    throw new TypeError(
      `emd: expected metric 'sqeuclidean' or 'euclidean', got '${String(metric)}'`,
    );
  }
  checkCount('dimension', dimension);
  const rows = checkCloud('x', x, dimension);
  const columns = checkCloud('y', y, dimension);
  return {
    rows,
    columns,
    source: { kind: 'points', x: widen(x), y: widen(y), dimension, metric },
  };
}

function checkCloud(name: string, points: Reals, dimension: number): number {
  if (points.length === 0 || points.length % dimension !== 0) {
    throw new RangeError(
      `emd: expected ${name} to hold one or more points of ${dimension} coordinates, got ${points.length} numbers`,
    );
  }
  // Differences of coordinates below 1e150 square and add up without overflow.
  for (let k = 0; k < points.length; k++) {
    if (!(Math.abs(points[k]) < 1e150)) {
      throw new RangeError(
        `emd: expected coordinates below 1e150 in size, got ${points[k]} in point ${Math.floor(k / dimension)} of ${name}`,
      );
    }
  }
  return points.length / dimension;
}

function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`emd: expected ${name} to be an integer ≥ 1, got ${count}`);
  }
}

function checkWeights(name: string, weights: Reals | undefined, count: number): Float64Array {
  if (weights === undefined) return new Float64Array(count).fill(1 / count);
  if (weights.length !== count) {
    throw new RangeError(`emd: expected ${name} to hold ${count} masses, got ${weights.length}`);
  }
  for (let k = 0; k < count; k++) {
    if (!(weights[k] >= 0 && weights[k] < Infinity)) {
      throw new RangeError(
        `emd: expected masses that are finite and ≥ 0, got ${name}[${k}] = ${weights[k]}`,
      );
    }
  }
  return new Float64Array(weights);
}

/** b scaled to the total of a; throws when they are not the same mass. */
function scaledToTotal(b: Float64Array, a: Float64Array): Pick<CheckedProblem, 'b' | 'bLow'> {
  const sumA = accurateSum(a);
  const sumB = accurateSum(b);
  const [totalA, totalB] = [sumA.high, sumB.high];
  // Within this range the scaled masses and their products with costs stay clear of underflow.
  if (!(totalA > 1e-200 && totalA < 1e200 && totalB > 1e-200 && totalB < 1e200)) {
    throw new RangeError(
      `emd: expected a and b to have total masses above 1e-200 and below 1e200, got ${totalA} and ${totalB}`,
    );
  }
  if (Math.abs(totalA - totalB) > MASS_TOLERANCE * Math.max(totalA, totalB)) {
    throw new RangeError(
      `emd: expected a and b to have the same total mass, got ${totalA} and ${totalB}; normalise them first`,
    );
  }
  const ratio = quotient(sumA, sumB);
  const scaled = new Float64Array(b.length);
  const bLow = new Float64Array(b.length);
  for (let j = 0; j < b.length; j++) {
    const { high, low } = twoProduct(b[j], ratio.high);
    scaled[j] = high;
    bLow[j] = low + b[j] * ratio.low;
  }
  return { b: scaled, bLow };
}

function positive(weights: Float64Array): Int32Array {
  const kept = new Int32Array(weights.length);
  let count = 0;
  weights.forEach((weight, k) => {
    if (weight > 0) kept[count++] = k;
  });
  return kept.slice(0, count);
}

function widen(values: Reals): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}
