import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PointProblem, TransportProgress } from '../../lib/transport/index.js';
import { hugeLimit } from '../../lib/transport/hugeCosts.js';
import { emd } from '../../lib/transport/index.js';
import {
  assertOptimal,
  clouds,
  coordinates,
  masses,
  metrics,
} from '../support/transportProblems.js';

/** Largest cost two clouds within `bound` of the origin can have, and then some. */
function scaleOf({ x, y, dimension, metric }: PointProblem): number {
  const size = 2 * Math.max(...x.map(Math.abs), ...y.map(Math.abs)) * Math.sqrt(dimension);
  return metric === 'euclidean' ? size : size * size;
}

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} and ${expected} (± ${tolerance})`);
}

test('every solution is feasible, dual feasible and without a gap', () => {
  fc.assert(
    fc.property(clouds, metrics, (points, metric) => {
      const problem = { ...points, metric };
      assertOptimal(problem, emd(problem), scaleOf(problem));
    }),
    { numRuns: 300 },
  );
});

test('weighted solutions are as well, zero weights included', () => {
  const weighted = clouds.chain((points) =>
    fc.record({
      points: fc.constant(points),
      weights: masses(points.x.length / points.dimension, points.y.length / points.dimension),
      factor: fc.constantFrom(1, 1 / 60, 1e-12 / 7, 1e12 / 3),
    }),
  );
  fc.assert(
    fc.property(weighted, metrics, ({ points, weights, factor }, metric) => {
      const a = Float64Array.from(weights.a, (mass) => mass * factor);
      const b = Float64Array.from(weights.b, (mass) => mass * factor);
      const problem = { ...points, metric, a, b };
      const solution = emd(problem);
      assertOptimal(problem, solution, scaleOf(problem) * factor * 60);
      for (const i of solution.plan.row) assert.ok(a[i] > 0);
      for (const j of solution.plan.column) assert.ok(b[j] > 0);
    }),
    { numRuns: 300 },
  );
});

test('potentials equal the cost on the plan, and the first column with mass has potential 0', () => {
  const b = Float64Array.of(0, 0.5, 0.25, 0.25);
  const x = Float64Array.of(0.3, 1.7, -2.1, 4, 5.5, -1);
  const y = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const { plan, u, v } = emd({ x, y, dimension: 2, metric: 'euclidean', b });
  assert.equal(v[1], 0);
  plan.row.forEach((i, k) => {
    const j = plan.column[k];
    const distance = Math.hypot(x[2 * i] - y[2 * j], x[2 * i + 1] - y[2 * j + 1]);
    assertClose(u[i] + v[j], distance, 1e-14);
  });
});

test('with uniform masses and n = m the plan is a permutation with the exact masses 1/n', () => {
  const square = fc
    .integer({ min: 1, max: 20 })
    .chain((n) => fc.record({ x: coordinates(3 * n), y: coordinates(3 * n) }));
  fc.assert(
    fc.property(square, metrics, ({ x, y }, metric) => {
      const n = x.length / 3;
      const { plan } = emd({ x, y, dimension: 3, metric });
      assert.deepEqual([...plan.row], [...Array(n).keys()]);
      assert.deepEqual(
        [...plan.column].sort((p, q) => p - q),
        [...Array(n).keys()],
      );
      assert.ok(plan.mass.every((mass) => mass === 1 / n));
    }),
  );
});

test('emd(x, y) = emd(y, x), and emd(x, x) is exactly 0', () => {
  fc.assert(
    fc.property(clouds, metrics, ({ x, y, dimension }, metric) => {
      const forth = emd({ x, y, dimension, metric });
      const back = emd({ x: y, y: x, dimension, metric });
      assertClose(forth.cost, back.cost, 1e-13 * forth.cost);
      const none = emd({ x, y: x, dimension, metric });
      assert.equal(none.cost, 0);
      assert.equal(none.gap, 0);
    }),
  );
});

test('between a cloud and itself every point keeps its mass, and all potentials are 0', () => {
  // few places for many points: the mass of one could as well be that of another
  const x = Float64Array.from({ length: 80 }, (_, k) => ((k * k) % 7) % 3);
  const a = Float64Array.from({ length: 40 }, (_, i) => 1 + (i % 5));
  for (const masses of [{}, { a, b: a }]) {
    const { plan, u, v } = emd({ x, y: x, dimension: 2, metric: 'euclidean', ...masses });
    assert.deepEqual([...plan.row], [...a.keys()]);
    assert.deepEqual(plan.column, plan.row);
    assert.deepEqual(plan.mass, masses.a ?? a.map(() => 1 / 40));
    assert.ok([...u, ...v].every((potential) => potential === 0));
  }
});

test('between a cloud and itself nothing is left to search for', () => {
  const x = Float64Array.from({ length: 120 }, (_, k) => ((k * 7919) % 1009) / 37);
  const stagesTo = (y: Float64Array): string[] => {
    const stages: string[] = [];
    const onProgress = ({ stage }: TransportProgress): unknown => stages.push(stage);
    emd({ x, y, dimension: 2, metric: 'euclidean' }, { onProgress });
    return stages;
  };
  assert.deepEqual(stagesTo(x), ['certificate']);
  assert.ok(stagesTo(x.with(119, 0)).includes('auction'));
});

test('clouds that differ in one coordinate or one mass are not taken for the same', () => {
  const x = Float64Array.of(0, 0, 1, 0);
  const same = emd({ x, y: x, dimension: 2, metric: 'sqeuclidean' });
  assert.deepEqual([same.cost, same.gap, same.pivots], [0, 0, 0]);
  assert.deepEqual([...same.plan.column], [0, 1]);
  const moved = emd({ x, y: x.with(0, 5), dimension: 2, metric: 'sqeuclidean' });
  assert.deepEqual([moved.cost, [...moved.plan.column]], [0.5 * 16 + 0.5 * 1, [1, 0]]);
  const a = Float64Array.of(0.25, 0.75);
  const weighted = emd({ x, y: x, dimension: 2, metric: 'sqeuclidean', a, b: a.toReversed() });
  assert.equal(weighted.cost, 0.5);
});

test('the Euclidean distance obeys the triangle inequality', () => {
  const three = fc
    .tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 }), fc.nat({ max: 7 }))
    .chain((sizes) => fc.tuple(...sizes.map((size) => coordinates(2 * size + 2))));
  fc.assert(
    fc.property(three, ([x, y, z]) => {
      const distance = (p: Float64Array, q: Float64Array): number =>
        emd({ x: p, y: q, dimension: 2, metric: 'euclidean' }).cost;
      const direct = distance(x, z);
      const detour = distance(x, y) + distance(y, z);
      assert.ok(direct <= detour * (1 + 1e-13), `${direct} > ${detour}`);
    }),
  );
});

test('the cost does not depend on the order of the points, and a binary scale changes no bit', () => {
  fc.assert(
    fc.property(clouds, metrics, fc.integer({ min: -40, max: 40 }), (points, metric, exponent) => {
      const { x, y, dimension } = points;
      const { cost, plan } = emd({ x, y, dimension, metric });
      const backwards = Float64Array.from(
        { length: x.length },
        (_, k) => x[x.length - dimension * (1 + Math.floor(k / dimension)) + (k % dimension)],
      );
      assertClose(emd({ x: backwards, y, dimension, metric }).cost, cost, 1e-13 * cost);

      const scale = 2 ** exponent;
      const large = (values: Float64Array): Float64Array => values.map((value) => value * scale);
      const scaled = emd({ x: large(x), y: large(y), dimension, metric });
      // Below 2^-1000 squares of tiny differences underflow, and scaling would not be exact.
      fc.pre([...x, ...y].every((value) => value === 0 || Math.abs(value) > 1e-100));
      assert.equal(scaled.cost, cost * (metric === 'euclidean' ? scale : scale * scale));
      assert.deepEqual(scaled.plan, plan);
    }),
  );
});

test('the cost does not change when both clouds move', () => {
  const integers = fc
    .tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }))
    .chain((sizes) =>
      fc.tuple(
        ...sizes.map((size) =>
          fc.array(fc.integer({ min: -1000, max: 1000 }), {
            minLength: 2 * size,
            maxLength: 2 * size,
          }),
        ),
      ),
    );
  fc.assert(
    fc.property(
      integers,
      metrics,
      fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      (xy, metric, by) => {
        const [x, y] = xy.map((values) => Float64Array.from(values));
        const move = (values: Float64Array): Float64Array => values.map((value) => value + by);
        const still = emd({ x, y, dimension: 2, metric });
        assert.deepEqual(emd({ x: move(x), y: move(y), dimension: 2, metric }), still);
      },
    ),
  );
});

test('a cost matrix and the points it comes from give the same bits', () => {
  fc.assert(
    fc.property(clouds, ({ x, y, dimension }) => {
      fc.pre(dimension > 1);
      const rows = x.length / dimension;
      const columns = y.length / dimension;
      const costs = Float64Array.from({ length: rows * columns }, (_, arc) => {
        let squares = 0;
        for (let k = 0; k < dimension; k++) {
          const t =
            x[Math.floor(arc / columns) * dimension + k] - y[(arc % columns) * dimension + k];
          squares += t * t;
        }
        return squares;
      });
      // Of a matrix huge costs are left out at first (docs/arithmetic.md 6.4), which may choose another plan.
      const rowPlace = Float64Array.from({ length: rows }, (_, i) => i * columns);
      const columnPlace = Float64Array.from({ length: columns }, (_, j) => j);
      fc.pre(hugeLimit({ kind: 'matrix', entries: costs, rowPlace, columnPlace }) === Infinity);
      const points = emd({ x, y, dimension, metric: 'sqeuclidean' });
      assert.deepEqual(emd({ costs, rows, columns }), points);
    }),
  );
});

test('one row, one column, one point and equal costs', () => {
  const costs = Float64Array.of(3, 1, 2);
  assert.equal(emd({ costs, rows: 1, columns: 3 }).cost, 2);
  assert.equal(emd({ costs, rows: 3, columns: 1 }).cost, 2);
  assert.equal(emd({ costs: costs.subarray(0, 1), rows: 1, columns: 1 }).cost, 3);
  const equal = emd({ costs: new Float64Array(30).fill(7), rows: 5, columns: 6 });
  assertClose(equal.cost, 7, 1e-14);
  assert.equal(equal.pivots, 0);
});
