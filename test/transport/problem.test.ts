import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TransportProblem } from '../../lib/transport/index.js';
import { certify, emd, TransportLimitError } from '../../lib/transport/index.js';
import { neighbour } from '../support/binary64.js';

const square = { rows: 2, columns: 2 };
const costs = Float64Array.of(0, 1, 1, 0);

/** Points on a fixed, patternless grid. */
function cloud(count: number, dimension: number, step: number): Float64Array {
  return Float64Array.from({ length: count * dimension }, (_, k) => ((k * step) % 1009) / 100);
}

test('an invalid problem is an error in one sentence', () => {
  const rejected: [TransportProblem, RegExp][] = [
    [{ ...square, costs: costs.subarray(1) }, /expected costs to hold 2 × 2 entries, got 3$/],
    [{ rows: 0, columns: 2, costs }, /expected rows to be an integer ≥ 1, got 0$/],
    [{ ...square, costs, a: Float64Array.of(1) }, /expected a to hold 2 masses, got 1$/],
    [{ ...square, costs, a: Float64Array.of(-1, 2) }, /finite and ≥ 0, got a\[0\] = -1$/],
    [{ ...square, costs, b: Float64Array.of(1, NaN) }, /finite and ≥ 0, got b\[1\] = NaN$/],
    [
      { ...square, costs, b: Float64Array.of(1, 0.25) },
      /same total mass, got 1 and 1.25; normalise/,
    ],
    [{ ...square, costs, a: Float64Array.of(0, 0) }, /above 1e-200 and below 1e200, got 0 and 1$/],
    [
      { x: cloud(3, 2, 7), y: Float64Array.of(1, Infinity), dimension: 2, metric: 'euclidean' },
      /got Infinity in point 0 of y$/,
    ],
    [
      { x: cloud(3, 1, 7), y: cloud(2, 1, 5), dimension: 2, metric: 'euclidean' },
      /expected x to hold one or more points of 2 coordinates, got 3 numbers$/,
    ],
    [
      { x: cloud(2, 2, 7), y: cloud(2, 2, 5), dimension: 2, metric: 'cosine' as 'euclidean' },
      /expected metric 'sqeuclidean' or 'euclidean', got 'cosine'$/,
    ],
  ];
  for (const [problem, message] of rejected) assert.throws(() => emd(problem), message);
});

test('a dimension below 1 and masses without end are errors', () => {
  const [x, y] = [cloud(2, 2, 7), cloud(2, 2, 5)];
  const problem = { x, y, dimension: 2, metric: 'euclidean' as const };
  assert.throws(
    () => emd({ ...problem, dimension: 0 }),
    /expected dimension to be an integer ≥ 1, got 0$/,
  );
  assert.throws(
    () => emd({ ...problem, a: Float64Array.of(1, Infinity) }),
    /expected masses that are finite and ≥ 0, got a\[1\] = Infinity$/,
  );
});

test('costs may be as large as 1e300, coordinates not as large as 1e150', () => {
  for (const cost of [1e300, -1e300]) {
    assert.equal(emd({ rows: 1, columns: 1, costs: Float64Array.of(cost) }).cost, cost);
    const beyond = Float64Array.of(neighbour(cost, Math.sign(cost)));
    assert.throws(() => emd({ rows: 1, columns: 1, costs: beyond }), /costs up to 1e300 in size/);
  }
  for (const coordinate of [1e150, -1e150]) {
    const between = (x: number): number => {
      const [from, to] = [Float64Array.of(x), Float64Array.of(0)];
      return emd({ x: from, y: to, dimension: 1, metric: 'euclidean' }).cost;
    };
    assert.throws(() => between(coordinate), /coordinates below 1e150 in size/);
    const within = neighbour(coordinate, -Math.sign(coordinate));
    assert.ok(Math.abs(between(within) / 1e150 - 1) < 1e-15);
  }
});

test('totals of 1e-200 and 1e200 are too little and too much, on either side', () => {
  const solve = (a: number, b: number): unknown =>
    emd({ rows: 1, columns: 1, costs: Float64Array.of(1), a: Float64Array.of(a), b: Float64Array.of(b) }); // prettier-ignore
  for (const [limit, inwards] of [[1e-200, 1], [1e200, -1]]) {
    const within = neighbour(limit, inwards);
    solve(within, within);
    assert.throws(() => solve(limit, within), /above 1e-200 and below 1e200/);
    assert.throws(() => solve(within, limit), /above 1e-200 and below 1e200/);
  } // prettier-ignore
});

test('totals may differ by a millionth of the greater one; b is then scaled to the total of a', () => {
  const solve = (a: Float64Array, b: Float64Array): ReturnType<typeof emd> =>
    emd({ rows: 2, columns: 2, costs: Float64Array.of(0, 9, 9, 1), a, b });
  const [more, less] = [Float64Array.of(400_000, 600_000), Float64Array.of(400_000, 599_999)];
  for (const [a, b] of [[more, less], [less, more]]) {
    const { plan, primalResidual } = solve(a, b);
    assert.ok(primalResidual <= 1e-15, `${primalResidual}`);
    const ratio = (a[0] + a[1]) / (b[0] + b[1]);
    const first = plan.mass.filter((_, k) => plan.column[k] === 0).reduce((sum, x) => sum + x, 0);
    assert.ok(Math.abs(first - 400_000 * ratio) < 1e-9, `${first}`);
  } // prettier-ignore
  const lesser = Float64Array.of(400_000, 599_998);
  assert.throws(
    () => solve(more, lesser),
    /the same total mass, got 1000000 and 999998; normalise/,
  );
  assert.throws(
    () => solve(lesser, more),
    /the same total mass, got 999998 and 1000000; normalise/,
  );
});

test('zero masses come back without arcs and with valid potentials', () => {
  const a = Float64Array.of(0, 0.5, 0.5, 0);
  const b = Float64Array.of(0, 0.25, 0.75);
  const matrix = Float64Array.of(5, -9, 2, 7, 1, 4, 3, 8, 6, Infinity, Infinity, Infinity);
  const problem = { rows: 4, columns: 3, costs: matrix, a, b };
  const { plan, u, v, vLow, pivots: _pivots, ...certificate } = emd(problem);
  const { cost } = certificate;
  assert.equal(cost, 0.25 * 1 + 0.25 * 4 + 0.5 * 6);
  assert.deepEqual([...plan.row], [1, 1, 2]);
  assert.equal(certificate.dualResidual, 0);
  assert.ok([...u, ...v].every(Number.isFinite));
  assert.deepEqual(certificate, certify(problem, plan, u, v, vLow));
});

test('a column without mass has the highest potential that rows with mass allow, and none above the others', () => {
  const cell = fc.integer({ min: -9, max: 9 });
  const cloudOf = fc.array(cell, { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(cloudOf, cloudOf, fc.boolean(), (from, to, asMatrix) => {
      const [x, y] = [Float64Array.from(from), Float64Array.from(to)];
      const [a, b] = [Float64Array.of(2, 0, 1, 1), Float64Array.of(0, 3, 1, 0)];
      const cost = (i: number, j: number): number =>
        [0, 1, 2].reduce((sum, k) => sum + (x[3 * i + k] - y[3 * j + k]) ** 2, 0);
      const costs = Float64Array.from({ length: 16 }, (_, arc) => cost(arc >> 2, arc % 4));
      const { plan, u, v } = asMatrix
        ? emd({ rows: 4, columns: 4, costs, a, b })
        : emd({ x, y, dimension: 3, metric: 'sqeuclidean', a, b });
      assert.deepEqual([u.length, v.length], [4, 4]);
      for (const j of [0, 3]) {
        const allowed = [0, 2, 3].map((i) => cost(i, j) - u[i]);
        assert.equal(v[j], Math.min(Math.max(v[1], v[2]), ...allowed));
      }
      plan.row.forEach((i, k) => assert.equal(u[i] + v[plan.column[k]], cost(i, plan.column[k])));
    }),
  );
});

test('masses far below the others leave no more unshipped than the units of mass round away', () => {
  const a = Float64Array.of(1, 1e-25, 3e-20);
  const b = Float64Array.of(1e-22, 1, 5e-21);
  const x = cloud(3, 2, 7919);
  const y = cloud(3, 2, 104729);
  const { plan, gap, cost, primalResidual } = emd({
    x,
    y,
    dimension: 2,
    metric: 'euclidean',
    a,
    b,
  });
  assert.ok(primalResidual <= 1e-19, `${primalResidual}`);
  // what the certificate leaves for rounding where b is scaled: 2⁻⁵¹ (Σ a|ũ| + 2 Σ b|v|)
  assert.ok(gap <= 2 ** -49 * cost, `gap ${gap} of ${cost}`);
  assert.deepEqual([...plan.row.filter((_, k) => plan.mass[k] > 1e-3)], [0]);
});

test('a row or column that no arc reaches is no rounding, however little it weighs', () => {
  const rows = 2;
  const columns = 2;
  const heavy = Float64Array.of(0.5, 0.5);
  const light = Float64Array.of(1, 1e-17);
  const [unreachable, unreaching] = [Float64Array.of(0, Infinity, 1, Infinity), Float64Array.of(0, 1, Infinity, Infinity)]; // prettier-ignore
  for (const method of ['auction', 'simplex'] as const) {
    const solve = (costs: Float64Array, a: Float64Array, b: Float64Array): unknown =>
      emd({ rows, columns, costs, a, b }, { method });
    assert.throws(() => solve(unreachable, heavy, light), /make the problem infeasible$/);
    assert.throws(() => solve(unreaching, light, heavy), /make the problem infeasible$/);
  }
});

test("the bounds at the limit are the problem's own, whatever was solved before", () => {
  const equal = { rows: 2, columns: 2, costs: Float64Array.of(1, 1, 1, Infinity) };
  const boundsAfter = (before: number): [number, number] => {
    emd({ x: cloud(2, 2, before), y: cloud(2, 2, 31), dimension: 2, metric: 'sqeuclidean' });
    try {
      emd(equal, { maxPivots: 0 });
    } catch (error) {
      assert.ok(error instanceof TransportLimitError);
      return [error.lowerBound, error.upperBound];
    }
    throw new Error('expected the limit to be reached');
  };
  const bounds = boundsAfter(7919);
  assert.ok(bounds[0] <= 1 && bounds[1] === Infinity);
  assert.deepEqual(boundsAfter(104729), bounds);
});

test('the same problem gives the same bits', () => {
  const problem = {
    x: cloud(50, 2, 31),
    y: cloud(35, 2, 17),
    dimension: 2,
    metric: 'euclidean' as const,
  };
  assert.deepEqual(emd(problem), emd(problem));
});

test('left out, the limit of pivots counts rows and columns', () => {
  const [few, many] = [cloud(2, 2, 7919), cloud(6000, 2, 104729)];
  for (const [x, y] of [[few, many], [many, few]]) {
    const { pivots } = emd({ x, y, dimension: 2, metric: 'sqeuclidean' }, { method: 'simplex' });
    assert.ok(pivots > 10_000 * 2, `${pivots} pivots`);
  } // prettier-ignore
});

test('a limit of pivots that is no number is an error', () => {
  const problem = { rows: 2, columns: 2, costs: Float64Array.of(1, 2, 2, 1) };
  for (const maxPivots of [NaN, -1]) {
    assert.throws(
      () => emd(problem, { maxPivots }),
      /^RangeError: emd: expected maxPivots to be a number ≥ 0/,
    );
  }
});
