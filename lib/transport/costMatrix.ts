import type { CheckedProblem, Metric } from './problem.js';

/**
 * Dense costs between the rows and columns of positive mass, row-major.
 *
 * The entry of two points is defined to the bit (docs/arithmetic.md 6.1): t_k = x_k - y_k, squares added for k ascending from
 * +0, every operation rounded; `euclidean` is the square root of that. So c(x, y) = c(y, x) exactly.
 */
export function costMatrix({
  source,
  rows,
  columns,
  keptRows,
  keptColumns,
}: CheckedProblem): Float64Array {
  const n = keptRows.length;
  const m = keptColumns.length;
  if (source.kind === 'points') {
    const { dimension, metric } = source;
    const x = gatherRows(source.x, keptRows, dimension);
    const y = gatherRows(source.y, keptColumns, dimension);
    return distanceMatrix(x, y, dimension, metric);
  }
  if (n === rows && m === columns) return source.costs;
  const costs = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    const from = keptRows[i] * columns;
    for (let j = 0; j < m; j++) costs[i * m + j] = source.costs[from + keptColumns[j]];
  }
  return costs;
}

/** Rows `index` of a row-major array `width` wide. */
export function gatherRows(values: Float64Array, index: Int32Array, width: number): Float64Array {
  if (index.length * width === values.length) return values;
  const out = new Float64Array(index.length * width);
  for (let i = 0; i < index.length; i++) {
    out.set(values.subarray(index[i] * width, (index[i] + 1) * width), i * width);
  }
  return out;
}

function distanceMatrix(x: Float64Array, y: Float64Array, d: number, metric: Metric): Float64Array {
  const n = x.length / d;
  const m = y.length / d;
  const costs = new Float64Array(n * m);
  const coordinates = new Float64Array(d * m);
  for (let j = 0; j < m; j++) for (let k = 0; k < d; k++) coordinates[k * m + j] = y[j * d + k];
  for (let i = 0; i < n; i++) {
    const row = i * m;
    let k = 0;
    // Four coordinates a sweep: the additions into an entry keep their ascending order.
    for (; k + 4 <= d; k += 4) {
      const x0 = x[i * d + k];
      const x1 = x[i * d + k + 1];
      const x2 = x[i * d + k + 2];
      const x3 = x[i * d + k + 3];
      const y0 = k * m;
      const y1 = y0 + m;
      const y2 = y1 + m;
      const y3 = y2 + m;
      for (let j = 0; j < m; j++) {
        const t0 = x0 - coordinates[y0 + j];
        const t1 = x1 - coordinates[y1 + j];
        const t2 = x2 - coordinates[y2 + j];
        const t3 = x3 - coordinates[y3 + j];
        costs[row + j] = costs[row + j] + t0 * t0 + t1 * t1 + t2 * t2 + t3 * t3;
      }
    }
    for (; k < d; k++) {
      const xk = x[i * d + k];
      for (let j = 0; j < m; j++) {
        const t = xk - coordinates[k * m + j];
        costs[row + j] += t * t;
      }
    }
  }
  if (metric === 'euclidean') for (let k = 0; k < n * m; k++) costs[k] = Math.sqrt(costs[k]);
  return costs;
}

/** One entry of the full matrix, to the same bits. */
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
