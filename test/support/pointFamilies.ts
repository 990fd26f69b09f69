import type { Draws } from './draws.js';
import type { Family } from './transportFamily.js';
import { points, small } from './transportFamily.js';
import { weigh } from './transportMasses.js';

/** A cloud of a few tight clusters, its points of several scales, some of them repeated. */
function clusters(
  draw: Draws,
  count: number,
  dimension: number,
  centres: Float64Array[],
): Float64Array {
  const cloud = new Float64Array(count * dimension);
  for (let i = 0; i < count; i++) {
    const width = draw.pick([0, 0, 1e-12, 1e-6, 1e-3]);
    const repeat = i > 0 && draw.chance(0.3) ? draw.integer(0, i - 1) : -1;
    const centre = draw.pick(centres);
    for (let k = 0; k < dimension; k++) {
      cloud[i * dimension + k] =
        repeat >= 0 ? cloud[repeat * dimension + k] : centre[k] + width * draw.normal();
    }
  }
  return cloud;
}

/**
 * Points around two places far apart, and their masses: each place is given about what it wants, so that hardly any mass
 * goes the long way.
 */
function island(
  draw: Draws,
  count: number,
  dimension: number,
  distance: number,
  balance: number,
): { cloud: Float64Array; masses: Float64Array } {
  const cloud = draw.fill(count * dimension, () => draw.normal());
  const masses = draw.fill(count, () => (draw.chance(0.15) ? 0 : draw.between(0.1, 1)));
  const [here, there] = [Math.ceil(count / 2), Math.floor(count / 2)];
  masses[0] = 1;
  for (let i = here; i < count; i++) cloud[i * dimension] += distance;
  if (there > 0) masses[here] = 1;
  const sum = (from: number, to: number): number => masses.slice(from, to).reduce((s, w) => s + w, 0);
  const [near, far] = [sum(0, here), sum(here, count)];
  for (let i = 0; i < count; i++) masses[i] *= i < here ? balance / near : (1 - balance) / far;
  return { cloud, masses: there > 0 ? masses : masses.map((mass) => mass / balance) };
} // prettier-ignore

/** Multiples of one vector from a common origin. */
function collinear(
  draw: Draws,
  count: number,
  origin: Float64Array,
  step: Float64Array,
): Float64Array {
  const integral = draw.chance(0.5);
  const cloud: number[] = [];
  for (let i = 0; i < count; i++) {
    const t = integral ? draw.integer(-5, 5) : draw.normal();
    origin.forEach((start, k) => cloud.push(start + t * step[k]));
  }
  return Float64Array.from(cloud);
}

/** Costs given as two clouds of points and a metric. */
export const pointFamilies: readonly Family[] = [
  {
    name: 'X and Y the same points',
    rows: small,
    columns: [1, 1],
    build: (draw, n) => {
      const dimension = draw.integer(1, 4);
      const x = draw.fill(n * dimension, () =>
        draw.chance(0.5) ? draw.integer(-2, 2) : draw.normal(),
      );
      const order = draw.shuffle([...Array(n).keys()]);
      const y = Float64Array.from(order.flatMap((i) => [...x.slice(i * dimension, (i + 1) * dimension)])); // prettier-ignore
      const { a } = weigh(draw, n, n, ['uniform', 'reals', 'dyadic', 'decades']);
      return points(draw, dimension, x, y, { a, b: a && Float64Array.from(order, (i) => a[i]) });
    },
  },
  {
    name: 'clusters and repeated points',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const dimension = draw.integer(1, 3);
      const centres = Array.from({ length: draw.integer(1, 4) }, () =>
        draw.fill(dimension, () => draw.integer(-3, 3) * draw.pick([1, 1, 1000])),
      );
      const [x, y] = [n, m].map((count) => clusters(draw, count, dimension, centres));
      return points(draw, dimension, x, y, weigh(draw, n, m));
    },
  },
  {
    name: 'two islands almost in balance',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const dimension = draw.integer(1, 3);
      const distance = draw.binade(3, 60);
      const balance = draw.between(0.2, 0.8);
      const shift = draw.chance(0.3) ? 0 : draw.binade(-60, -3) * draw.pick([-1, 1]) * balance;
      const { cloud: x, masses: a } = island(draw, n, dimension, distance, balance);
      const { cloud: y, masses: b } = island(draw, m, dimension, distance, balance + shift);
      return points(draw, dimension, x, y, { a, b });
    },
  },
  {
    name: 'collinear points',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const dimension = draw.integer(2, 3);
      const origin = draw.fill(dimension, () => draw.pick([0, 0, 1e3]) * draw.unit());
      const step = draw.fill(dimension, () => draw.integer(-3, 3));
      const [x, y] = [n, m].map((count) => collinear(draw, count, origin, step));
      return points(draw, dimension, x, y, weigh(draw, n, m));
    },
  },
  ...[1, 2, 8].map((dimension): Family => ({
    name: `points in ${dimension} ${dimension === 1 ? 'dimension' : 'dimensions'}`,
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const scale = draw.pick([1, 1, 2 ** -40, 2 ** 40]);
      const coordinate = draw.pick([
        () => draw.normal(),
        () => draw.integer(-2, 2),
        () => draw.binade(-20, 20) * draw.pick([-1, 1]),
      ]);
      const [x, y] = [n, m].map((count) =>
        draw.fill(count * dimension, () => scale * coordinate()),
      );
      return points(draw, dimension, x, y, weigh(draw, n, m));
    },
  })),
  {
    name: 'masses over many decades',
    rows: small,
    columns: small,
    build: (draw, n, m) => {
      const dimension = draw.integer(1, 3);
      const [x, y] = [n, m].map((count) => draw.fill(count * dimension, () => draw.normal()));
      return points(draw, dimension, x, y, weigh(draw, n, m, ['decades']));
    },
  },
];
