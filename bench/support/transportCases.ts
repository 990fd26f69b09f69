import { fold, key, normal, permutation } from '../../lib/random/index.js';
import type { Metric, PointProblem, TransportProblem } from '../../lib/transport/index.js';

const root = key(0);

/** count × dimension draws from N(0, 1) */
export function cloud(count: number, dimension: number, stream: number): Float64Array {
  return Float64Array.from(normal(fold(root, stream), count * dimension));
}

/** Squares of normal numbers, brought to the total 1. */
function unevenMasses(count: number, stream: number): Float64Array {
  const squares = cloud(count, 1, stream).map((t) => t * t);
  const total = squares.reduce((sum, mass) => sum + mass, 0);
  return squares.map((mass) => mass / total);
}

/** Two independent Gaussian clouds with uniform masses. */
export function gaussian(
  n: number,
  m = n,
  dimension = 8,
  metric: Metric = 'sqeuclidean',
): PointProblem {
  return { x: cloud(n, dimension, n), y: cloud(m, dimension, 100_000 + m), dimension, metric };
}

/** The same with masses that differ. */
export function weighted(n: number, m: number, dimension = 8): PointProblem {
  const masses = { a: unevenMasses(n, 200_000 + n), b: unevenMasses(m, 300_000 + m) };
  return { ...gaussian(n, m, dimension), ...masses };
}

/**
 * Clouds in two places `distance` apart, half of all mass in each but for 10⁻⁹ that has to go from one to the other:
 * potentials are as large as the distance, what is paid is next to nothing.
 */
export function islands(n: number, distance: number): PointProblem {
  const half = (masses: Float64Array, here: number): Float64Array => {
    const [near, far] = [0, n / 2].map((from) =>
      masses.slice(from, from + n / 2).reduce((sum, mass) => sum + mass, 0),
    );
    return masses.map((mass, k) => (k < n / 2 ? (mass / near) * here : (mass / far) * (1 - here)));
  };
  const { x, y, a, b } = weighted(n, n, 2);
  const apart = (cloud: Float64Array | Float32Array): Float64Array =>
    Float64Array.from(cloud, (t, k) => (k % 2 === 0 && k >= n ? t + distance : t));
  const [given, wanted] = [half(new Float64Array(a!), 0.5), half(new Float64Array(b!), 0.5 + 1e-9)];
  return { x: apart(x), y: apart(y), dimension: 2, metric: 'euclidean', a: given, b: wanted };
}

const map = (problem: PointProblem, f: (t: number, k: number) => number): PointProblem => ({
  ...problem,
  x: Float64Array.from(problem.x, f),
  y: Float64Array.from(problem.y, f),
});

/** Shapes on which auctions and lists have a hard time. */
export function hardCases(n: number): [name: string, problem: TransportProblem][] {
  const { x } = gaussian(n);
  const order = permutation(fold(root, 7), n);
  const permuted = Float64Array.from(x, (_, k) => x[8 * order[k >> 3] + (k & 7)]);
  const dup = (count: number, stream: number): Float64Array => {
    const few = cloud(count / 8, 8, stream);
    return Float64Array.from({ length: 8 * count }, (_, k) => few[k % few.length]);
  };
  const tied = cloud(n * n, 1, 5).map((t) => Math.round(3 * t));
  return [
    ['1-D', gaussian(n, n, 1)],
    ['2-D', gaussian(n, n, 2)],
    ['2-D weighted', weighted(n, (3 * n) / 4, 2)],
    ['3-D', gaussian(n, n, 3)],
    ['integer costs, ties', { rows: n, columns: n, costs: tied }],
    ['integer points', map(gaussian(n, n, 3), (t) => Math.round(2 * t))],
    ['X = Y', { x, y: x, dimension: 8, metric: 'sqeuclidean' }],
    ['X = Y permuted', { x, y: permuted, dimension: 8, metric: 'sqeuclidean' }],
    ['clusters', map(gaussian(n, n, 3), (t) => 10 * Math.round(t) + 0.01 * t)],
    ['8 copies', { x: dup(n, 8), y: dup(n, 9), dimension: 8, metric: 'sqeuclidean' }],
    ['n ≠ m', gaussian(n, (3 * n) / 4)],
  ];
}
