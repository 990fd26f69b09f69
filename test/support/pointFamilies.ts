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
