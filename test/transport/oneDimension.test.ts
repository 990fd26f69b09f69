import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emd } from '../../lib/transport/index.js';
import { assertOptimal, coordinates, masses, metrics } from '../support/transportProblems.js';

const lines = fc
  .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }))
  .chain(([n, m]) =>
    fc.record({ x: coordinates(n), y: coordinates(m), weights: fc.option(masses(n, m)) }),
  );

test('on the line the closed form and the simplex agree', () => {
  fc.assert(
    fc.property(lines, metrics, ({ x, y, weights }, metric) => {
      const a = weights ? Float64Array.from(weights.a) : undefined;
      const b = weights ? Float64Array.from(weights.b) : undefined;
      const problem = { x, y, dimension: 1, metric, a, b };
      const sorted = emd(problem);
      assert.equal(sorted.pivots, 0);
      const size = 2 * Math.max(...x.map(Math.abs), ...y.map(Math.abs));
      const scale = (weights ? 60 : 1) * (metric === 'euclidean' ? size : size * size);
      assertOptimal(problem, sorted, scale);
      // A second coordinate that is always 0 changes no cost and sends the problem to the simplex.
      const flat = (line: Float64Array): Float64Array =>
        Float64Array.from({ length: 2 * line.length }, (_, k) => (k % 2 === 0 ? line[k / 2] : 0));
      const plane = emd({ x: flat(x), y: flat(y), dimension: 2, metric, a, b });
      assert.ok(
        Math.abs(plane.cost - sorted.cost) <= 1e-13 * scale,
        `${plane.cost}, ${sorted.cost}`,
      );
    }),
    { numRuns: 500 },
  );
});

test('W1 on the line is the area between the distribution functions', () => {
  const { cost } = emd({
    x: Float64Array.of(0, 1, 3),
    y: Float64Array.of(5, 6, 8),
    dimension: 1,
    metric: 'euclidean',
  });
  assert.ok(Math.abs(cost - 5) < 1e-15);
  const weighted = emd({
    x: Float64Array.of(0, 10),
    y: Float64Array.of(10, 0),
    dimension: 1,
    metric: 'euclidean',
    a: Float64Array.of(0.75, 0.25),
    b: Float64Array.of(0.75, 0.25),
  });
  assert.equal(weighted.cost, 5);
});

test('a thousand points on the line keep a gap at rounding', () => {
  const x = Float64Array.from({ length: 1000 }, (_, k) => ((k * 7919) % 1009) / 37);
  const y = Float64Array.from({ length: 800 }, (_, k) => ((k * 104729) % 1013) / 41);
  for (const metric of ['sqeuclidean', 'euclidean'] as const) {
    const problem = { x, y, dimension: 1, metric };
    assertOptimal(problem, emd(problem), 30);
  }
});

test('equal points are matched in the order of their indices', () => {
  const n = 200;
  const three = (step: number): Float64Array =>
    Float64Array.from({ length: n }, (_, k) => (k * step) % 3);
  const [x, y] = [three(1), three(2)];
  const { plan } = emd({ x, y, dimension: 1, metric: 'euclidean' });
  const inOrder = (points: Float64Array): number[] =>
    [0, 1, 2].flatMap((value) => [...points.keys()].filter((k) => points[k] === value));
  const partner = new Map(inOrder(x).map((i, k) => [i, inOrder(y)[k]]));
  plan.row.forEach((i, k) => assert.equal(plan.column[k], partner.get(i)));
});
