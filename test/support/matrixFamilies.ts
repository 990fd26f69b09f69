import type { TransportProblem } from '../../lib/transport/index.js';
import type { Draws } from './draws.js';
import type { Family } from './transportFamily.js';
import { matrix, points, realKinds, small } from './transportFamily.js';
import { exactKinds, weigh } from './transportMasses.js';

/** Feasible by construction and well inside: the sums of a positive plan on connected arcs. */
function maskedReals(draw: Draws, n: number, m: number): TransportProblem {
  const a = new Float64Array(n);
  const b = new Float64Array(m);
  const row = draw.integer(0, n - 1);
  const column = draw.integer(0, m - 1);
  const cost = (i: number, j: number): number => {
    if (i !== row && j !== column && draw.chance(0.7)) return Infinity;
    const mass = draw.between(0.01, 1);
    a[i] += mass;
    b[j] += mass;
    return draw.between(0, 9);
  };
  return { ...matrix(n, m, cost, {}), a, b };
}

const huge = [1e7, 1e15, 1e32, 1e32] as const;

/** Costs given as a matrix. */
export const matrixFamilies: readonly Family[] = [
  {
    name: 'small integer costs with many ties',
    rows: small,
    columns: small,
    integral: true,
    build: (draw, n, m) => {
      const [from, to] = draw.pick([[0, 1], [-4, 6], [0, 3], [0, 0], [0, 1000]] as const); // prettier-ignore
      return matrix(n, m, () => draw.integer(from, to), weigh(draw, n, m, ['integers', 'dyadic']));
    },
  },
  {
    // Differences of 2^-40 are large beside the rounding of such costs, and small beside a careless tolerance.
    name: 'costs that differ in the thirteenth digit',
    rows: small,
    columns: small,
    integral: true,
    build: (draw, n, m) => {
      const cost = (): number => draw.integer(0, 3) + draw.integer(0, 3) * 2 ** -40;
      return matrix(n, m, cost, {});
    },
  },
  {
    name: 'rows and columns of zero mass',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const forbid = draw.pick([0, 0.1]);
      const weights = weigh(draw, n, m, forbid > 0 ? ['integers'] : ['sparse', 'integers']);
      return matrix(n, m, () => (draw.chance(forbid) ? Infinity : draw.between(0, 9)), weights);
    },
  },
  {
    name: 'costs of one scale from 1e-12 to 1e12',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const scale = draw.binade(-40, 40);
      const least = draw.pick([0, 0, 0.9, 0.999999]);
      return matrix(n, m, () => scale * draw.between(least, 1), weigh(draw, n, m, realKinds));
    },
  },
  {
    name: 'costs of all scales from 1e-12 to 1e12',
    rows: small,
    columns: small,
    build: (draw, n, m) => matrix(n, m, () => draw.binade(-40, 40), weigh(draw, n, m, realKinds)),
  },
  {
    name: 'entries up to 1e32 among small ones',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const rare = draw.pick([0.1, 0.4, 0.8]);
      const forbid = draw.pick([0, 0, 0.2]);
      const whole = draw.chance(0.5);
      const cost = (): number => {
        if (draw.chance(rare)) return draw.pick(huge);
        if (draw.chance(forbid)) return Infinity;
        return whole ? draw.integer(0, 20) : draw.between(0, 20);
      };
      return matrix(n, m, cost, weigh(draw, n, m, forbid > 0 ? exactKinds : realKinds));
    },
  },
  {
    name: 'forbidden arcs, masses exact',
    rows: small,
    columns: small,
    integral: true,
    build: (draw, n, m) => {
      const forbid = draw.pick([0.2, 0.5, 0.7]);
      const cost = (): number => (draw.chance(forbid) ? Infinity : draw.integer(-2, 9));
      return matrix(n, m, cost, weigh(draw, n, m, exactKinds));
    },
  },
  {
    name: 'forbidden arcs in a band or blocks, masses exact',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const width = draw.integer(0, 4);
      const blocks = draw.chance(0.5);
      const open = (i: number, j: number): boolean =>
        blocks ? i % (width + 1) === j % (width + 1) : Math.abs(i * m - j * n) <= width * m;
      const cost = (i: number, j: number): number => (open(i, j) ? draw.between(1, 2) : Infinity);
      return matrix(n, m, cost, weigh(draw, n, m, exactKinds));
    },
  },
  { name: 'forbidden arcs, masses any', rows: small, columns: small, build: maskedReals },
  {
    // Machol and Wien (1991): products are hard for assignment algorithms; |i - j|, max and min are Monge arrays.
    name: 'costs that are functions of i and j',
    rows: small,
    columns: small,
    integral: true,
    largest: 200,
    build: (draw, n, m) => {
      const cost = draw.pick([
        (i: number, j: number) => (i + 1) * (j + 1),
        (i: number, j: number) => -(i + 1) * (j + 1),
        (i: number, j: number) => Math.abs(i - j),
        (i: number, j: number) => Math.max(i, j),
        (i: number, j: number) => Math.min(i, j),
        (i: number, j: number) => (i * j) % 7,
      ]);
      return matrix(n, m, cost, weigh(draw, n, m, exactKinds));
    },
  },
  {
    name: 'one row',
    rows: [1, 1],
    columns: [1, 60],
    build: (draw, n, m) => matrix(n, m, () => draw.between(-1, 9), weigh(draw, n, m)),
  },
  {
    name: 'one column',
    rows: [1, 60],
    columns: [1, 1],
    build: (draw, n, m) => matrix(n, m, () => draw.between(-1, 9), weigh(draw, n, m)),
  },
  {
    name: 'few rows, many columns',
    rows: [2, 4],
    columns: [15, 60],
    build: (draw, n, m) => {
      const ties = draw.chance(0.5);
      const cost = (): number => (ties ? draw.integer(0, 3) : draw.unit());
      return matrix(n, m, cost, weigh(draw, n, m));
    },
  },
  {
    name: 'many rows, few columns',
    rows: [15, 60],
    columns: [2, 4],
    build: (draw, n, m) => {
      const x = draw.fill(2 * n, () => draw.normal());
      return points(
        draw,
        2,
        x,
        draw.fill(2 * m, () => draw.normal()),
        weigh(draw, n, m),
      );
    },
  },
  {
    name: 'all costs equal',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const cost = draw.pick([0, 1, -7, 1 / 3, 1e12 / 3, 1e-12 / 3, 1e32]);
      return matrix(n, m, () => cost, weigh(draw, n, m, realKinds));
    },
  },
  {
    name: 'costs and masses of any size',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const depth = draw.pick([10, 40, 150]);
      const signs = draw.pick([[1], [1], [-1, 1]]);
      const cost = (): number =>
        draw.chance(0.2) ? 0 : draw.binade(-depth, depth) * draw.pick(signs);
      return matrix(
        n,
        m,
        cost,
        weigh(draw, n, m, ['decades', 'tiny', 'sparse', 'unequal', 'reals']),
      );
    },
  },
  {
    name: 'masses of 1e-300 beside ordinary ones',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const ties = draw.chance(0.5);
      const cost = (): number => (ties ? draw.integer(0, 5) : draw.unit());
      return matrix(n, m, cost, weigh(draw, n, m, ['tiny']));
    },
  },
  {
    name: 'negative costs',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const [from, to] = draw.pick([[-1, 0], [-1, 1], [-1e6, 1], [-1e12, -1e12 + 1]] as const); // prettier-ignore
      return matrix(n, m, () => draw.between(from, to), weigh(draw, n, m, realKinds));
    },
  },
  {
    name: 'float32 costs, points and masses',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const weights = weigh(draw, n, m, ['float32', 'float32', 'uniform']);
      const reals = (count: number): Float32Array =>
        Float32Array.from(draw.fill(count, () => draw.normal()));
      if (draw.chance(0.5)) return { rows: n, columns: m, costs: reals(n * m), ...weights };
      const dimension = draw.integer(1, 3);
      return points(draw, dimension, reals(n * dimension), reals(m * dimension), weights);
    },
  },
  {
    name: 'subnormal costs',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const few = (): number => draw.integer(0, 20) * 2 ** -1074;
      const many = (): number => draw.binade(-1074, -1000);
      const mixed = (): number => (draw.chance(0.7) ? many() : draw.unit());
      return matrix(n, m, draw.pick([few, many, mixed]), weigh(draw, n, m, realKinds));
    },
  },
];
