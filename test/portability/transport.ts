import { emd, type EmdOptions, type TransportProblem } from '../../lib/transport/index.js';
import { nearNumbers, sheet } from './inputs.js';
import { joined, type Measurement } from './measurement.js';

/** One problem for each way through the solver. */
const problems: Readonly<Record<string, readonly [TransportProblem, EmdOptions?]>> = {
  points: [cloud(96, 96, 8, 'sqeuclidean')],
  'euclidean points': [cloud(96, 96, 3, 'euclidean')],
  'many weighted points': [{ ...cloud(240, 220, 4, 'sqeuclidean'), ...weights(240, 220) }],
  'few weighted points': [{ ...cloud(30, 41, 2, 'euclidean'), ...weights(30, 41) }],
  'rows and columns of unequal number': [cloud(64, 96, 5, 'sqeuclidean')],
  'one coordinate': [{ ...cloud(70, 50, 1, 'sqeuclidean'), ...weights(70, 50) }],
  'network simplex alone': [cloud(80, 80, 4, 'sqeuclidean'), { method: 'simplex' }],
  'matrix with ties and forbidden arcs': [matrix(40, 50)],
};

/** Plan, duals, cost and proof of each problem. */
export function* transport(): Generator<Measurement> {
  for (const [name, [problem, options]] of Object.entries(problems)) {
    const { plan, u, v, pivots, cost, lowerBound } = emd(problem, options);
    const figures = [cost, lowerBound, pivots];
    yield {
      name: `transport/${name}`,
      numbers: joined(figures, plan.row, plan.column, plan.mass, u, v),
    };
  }
}

function cloud(
  rows: number,
  columns: number,
  dimension: number,
  metric: 'sqeuclidean' | 'euclidean',
): TransportProblem {
  const x = sheet('sources', rows, dimension);
  const y = sheet('sinks', columns, dimension);
  return { x, y, dimension, metric };
}

function weights(rows: number, columns: number): { a: Float64Array; b: Float64Array } {
  const shares = (name: string, n: number): Float64Array => {
    const drawn = nearNumbers(name, n).map((x) => x * x);
    const total = drawn.reduce((sum, x) => sum + x, 0);
    return drawn.map((x) => x / total);
  };
  return { a: shares('a', rows), b: shares('b', columns) };
}

function matrix(rows: number, columns: number): TransportProblem {
  const drawn = nearNumbers('costs', rows * columns);
  const costs = drawn.map((x) => (x > 1.5 ? Infinity : Math.round(Math.abs(4 * x))));
  return { costs, rows, columns, ...weights(rows, columns) };
}
