import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emd } from '../../lib/transport/index.js';
import { solveOnLine } from '../../lib/transport/oneDimension.js';
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
      const size = 2 * Math.max(...x.map(Math.abs), ...y.map(Math.abs));
      const scale = (weights ? 60 : 1) * (metric === 'euclidean' ? size : size * size);
      assertOptimal(problem, sorted, scale);
      if (sorted.cost > 1e-6 * scale) assert.equal(sorted.pivots, 0);
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

test('one point goes to one point', () => {
  const one = { x: Float64Array.of(1), y: Float64Array.of(4), dimension: 1 };
  const { plan, cost } = emd({ ...one, metric: 'sqeuclidean' });
  assert.deepEqual([[...plan.row], [...plan.column], [...plan.mass], cost], [[0], [0], [1], 9]); // prettier-ignore
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

/** Indices by ascending coordinate, equal ones by index. */
const ascending = (points: Float64Array): number[] =>
  [...points.keys()].sort((p, q) => points[p] - points[q] || p - q);

test('where a row and a column run out together the next v is the number nearest to 0 that fits', () => {
  const line = (n: number): fc.Arbitrary<Float64Array> =>
    fc
      .array(fc.integer({ min: -20, max: 20 }), { minLength: n, maxLength: n })
      .map((points) => Float64Array.from(points));
  const pairs = fc.integer({ min: 1, max: 9 }).chain((n) => fc.tuple(line(n), line(n)));
  fc.assert(
    fc.property(pairs, metrics, ([x, y], metric) => {
      const [rows, columns] = [ascending(x), ascending(y)];
      const cost = (i: number, j: number): number => {
        const distance = Math.abs(x[rows[i]] - y[columns[j]]);
        return metric === 'euclidean' ? distance : distance * distance;
      };
      // of all rows and columns before, not of the last ones alone
      const [u, v]: number[][] = [[], []];
      for (let k = 0; k < rows.length; k++) {
        const most = Math.min(...u.map((potential, i) => cost(i, k) - potential));
        const least = Math.max(...v.map((potential, j) => cost(k, k) - cost(k, j) + potential));
        v.push(k === 0 ? 0 : Math.min(Math.max(0, least), most));
        u.push(cost(k, k) - v[k]);
      }
      const found = emd({ x, y, dimension: 1, metric });
      const first = v[columns.indexOf(0)];
      columns.forEach((j, k) => assert.equal(found.v[j], v[k] - first));
      rows.forEach((i, k) => assert.equal(found.u[i], u[k] + first));
    }),
    { numRuns: 300 },
  );
});

test('masses below a unit are shipped whole where the order is not their units’', () => {
  const none = new Float64Array(2);
  const line = (a: number[], b: number[]): ReturnType<typeof solveOnLine> => {
    const masses = { a: Float64Array.from(a), b: Float64Array.from(b), aLow: none, bLow: none };
    return solveOnLine(Float64Array.of(0, 2), Float64Array.of(0, 1), false, masses);
  };
  const { row, column, mass, stake } = line([1, 1e-20], [1e-20, 1]);
  assert.deepEqual([[...row], [...column], [...mass]], [[0, 0, 1], [0, 1, 1], [1e-20, 1, 1e-20]]); // prettier-ignore
  assert.equal(stake, 0);
  // a unit each: column 0 gets what row 0 has, and row 1 keeps what column 0 lacks
  const apart = line([1e-20, 1], [3e-20, 1 - 2e-20]);
  assert.deepEqual([...apart.mass], [1e-20, 1]);
  // which would go 0 → 1 and 2 → 0, not 0 → 0 and 2 → 1
  assert.ok(Math.abs(apart.stake - 2e-20 * (1 + 4 - 0 - 1)) < 1e-30, `${apart.stake}`);
});

test('what a column lacks, or a row has over, that its units have not, is lost', () => {
  const u = 2 ** -50;
  // units: 2⁵⁰ and 4 on one side, 2⁵⁰ and four times 1 on the other; the third of the four finds three quarters of a unit
  const [few, many] = [[1, 3.5 * u], [1 - 2 * u, ...Array<number>(4).fill(1.375 * u)]]; // prettier-ignore
  const lost = (a: number[], b: number[]): number => {
    const [aLow, bLow] = [new Float64Array(a.length), new Float64Array(b.length)];
    const masses = { a: Float64Array.from(a), b: Float64Array.from(b), aLow, bLow };
    const at = (count: number): Float64Array => Float64Array.from({ length: count }, (_, k) => k);
    return solveOnLine(at(a.length), at(b.length), true, masses).lost;
  };
  assert.deepEqual([lost(few, many), lost(many, few)], [0.625 * u, 0.625 * u]);
});

test('what is lost that way is found a way where it pays', () => {
  const problem = {
    x: Float64Array.of(0, 1e12),
    y: Float64Array.of(0, 1e12),
    dimension: 1,
    metric: 'sqeuclidean' as const,
    a: Float64Array.of(1e-20, 1),
    b: Float64Array.of(3e-20, 1),
  };
  const { cost, plan, gap } = emd(problem);
  assert.ok(Math.abs(cost - 2e-20 * 1e24) < 1e-8, `${cost}`);
  assert.equal(plan.mass.length, 3);
  assert.ok(gap <= 1e-12 * cost);
});

test('equal points are matched in the order of their indices', () => {
  const n = 200;
  const three = (step: number): Float64Array =>
    Float64Array.from({ length: n }, (_, k) => (k * step) % 3);
  const [x, y] = [three(1), three(2)];
  const { plan } = emd({ x, y, dimension: 1, metric: 'euclidean' });
  const columns = ascending(y);
  const partner = new Map(ascending(x).map((i, k) => [i, columns[k]]));
  plan.row.forEach((i, k) => assert.equal(plan.column[k], partner.get(i)));
});
