import {
  emd, type EmdOptions, type PointProblem, type Reals, type TransportProblem,
} from '../../lib/transport/index.js'; // prettier-ignore
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
  'points in two places, in integers': [apart({ ...cloud(60, 50, 2, 'euclidean'), ...weights(60, 50) })],
}; // prettier-ignore

/** Plan, duals, cost and proof of each problem. */
export function* transport(): Generator<Measurement> {
  for (const [name, [problem, options]] of Object.entries(problems)) {
    const { plan, u, v, vLow, pivots, cost, lowerBound, gap } = emd(problem, options);
    const figures = [cost, lowerBound, gap, pivots];
    yield {
      name: `transport/${name}`,
      numbers: joined(figures, plan.row, plan.column, plan.mass, u, v, vLow),
    };
  }
}

function cloud(
  rows: number,
  columns: number,
  dimension: number,
  metric: 'sqeuclidean' | 'euclidean',
): PointProblem {
  const x = sheet('sources', rows, dimension);
  const y = sheet('sinks', columns, dimension);
  return { x, y, dimension, metric };
}

/** Half of the points of each cloud moved so far that next to nothing goes from one half to the other. */
function apart(problem: PointProblem & { a: Float64Array; b: Float64Array }): PointProblem {
  const { x, y, a, b, dimension } = problem;
  const move = (points: Reals): Reals =>
    points.map((t, k) => (k % dimension === 0 && k < points.length / 2 ? t + 2 ** 30 : t));
  const half = (masses: Float64Array, share: number): Float64Array => {
    const moved = masses.map((_, k) => (k < masses.length / 2 ? 1 : 0));
    const sum = masses.reduce((total, mass, k) => total + mass * moved[k], 0);
    return masses.map((mass, k) => (moved[k] === 1 ? (mass / sum) * share : (mass / (1 - sum)) * (1 - share)));
  };
  return { ...problem, x: move(x), y: move(y), a: half(a, 0.5), b: half(b, 0.5 + 2 ** -30) };
} // prettier-ignore

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
