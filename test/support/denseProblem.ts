import type { TransportProblem } from '../../lib/transport/index.js';
import type { DenseProblem } from './exactTransport.js';

/** Costs and masses of a problem as docs/arithmetic.md 6.1 and the docstrings define them, without lib/transport. */
export function dense(problem: TransportProblem): DenseProblem {
  const { rows, columns, costs } = 'costs' in problem ? problem : distances(problem);
  return {
    rows,
    columns,
    costs: Float64Array.from(costs),
    a: Float64Array.from(problem.a ?? Array<number>(rows).fill(1 / rows)),
    b: Float64Array.from(problem.b ?? Array<number>(columns).fill(1 / columns)),
  };
}

function distances({
  x,
  y,
  dimension,
  metric,
}: Extract<TransportProblem, { metric: unknown }>): Pick<
  DenseProblem,
  'rows' | 'columns' | 'costs'
> {
  const rows = x.length / dimension;
  const columns = y.length / dimension;
  const costs = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let squares = 0;
      for (let k = 0; k < dimension; k++) {
        const t = x[i * dimension + k] - y[j * dimension + k];
        squares += t * t;
      }
      costs[i * columns + j] = metric === 'euclidean' ? Math.sqrt(squares) : squares;
    }
  }
  return { rows, columns, costs };
}
