import type { CheckedProblem } from './problem.js';

/** No allowed arc costs more in size: the largest |c_ij| of a matrix, the diagonal of a box around all points. */
export function dearest({ source }: CheckedProblem): number {
  if (source.kind === 'matrix') {
    let most = 0;
    for (const cost of source.costs) if (cost < Infinity) most = Math.max(most, Math.abs(cost));
    return most;
  }
  const { x, y, dimension, metric } = source;
  let squares = 0;
  for (let k = 0; k < dimension; k++) {
    let least = Infinity;
    let most = -Infinity;
    for (const points of [x, y]) {
      for (let at = k; at < points.length; at += dimension) {
        least = Math.min(least, points[at]);
        most = Math.max(most, points[at]);
      }
    }
    squares += (most - least) * (most - least);
  }
  return metric === 'euclidean' ? Math.sqrt(squares) : squares;
}
