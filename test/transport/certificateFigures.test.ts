import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWide, roundedFigures } from '../../lib/transport/certificate.js';
import {
  certify,
  cTransform,
  type Plan,
  type TransportProblem,
} from '../../lib/transport/index.js';

// Masses are multiples of 1/8 and all else are integers, so that every sum is exact in any order.
const [rows, columns] = [3, 4];
const costs = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8);
const a = Float64Array.of(0.5, 0, 0.5);
const b = Float64Array.of(0.25, 0.125, 0.5, 0.125);
const u = Float64Array.of(4, -7, 2);
const v = Float64Array.of(1, -3, 2, -4);
const total = (numbers: Iterable<number>): number => [...numbers].reduce((s, x) => s + x, 0);

/** 2⁻⁵² */
const R = Number.EPSILON;

function arcs(...list: readonly (readonly [row: number, column: number, mass: number])[]): Plan {
  return {
    row: Int32Array.from(list, ([i]) => i),
    column: Int32Array.from(list, ([, j]) => j),
    mass: Float64Array.from(list, ([, , mass]) => mass),
  };
}

const plan = arcs([0, 0, 0.25], [0, 2, 0.5], [1, 1, 0.125], [2, 2, 0.25], [2, 3, 0.125]);

const problem = { rows, columns, costs, a, b };
const tightest = [0, 1, 2].map((i) =>
  Math.min(...v.map((price, j) => costs[i * columns + j] - price)),
);
const dualParts = [...tightest.map((x, i) => a[i] * x), ...v.map((x, j) => b[j] * x)];
const dual = total(dualParts);

/** Each arc's mass times what a function of its ends gives. */
function totalOver({ row, column, mass }: Plan, of: (i: number, j: number) => number): number {
  return total(mass.map((carried, k) => carried * of(row[k], column[k])));
}

const costAt = (i: number, j: number): number => costs[i * columns + j];

test('every figure is its formula, to the last bit', () => {
  const inRow = (i: number): number => total(plan.mass.filter((_, k) => plan.row[k] === i)) - a[i];
  const inColumn = (j: number): number =>
    total(plan.mass.filter((_, k) => plan.column[k] === j)) - b[j];
  const room = 2 * R * total(dualParts.map(Math.abs)) + (rows + columns) * Number.MIN_VALUE;
  const hidden = total([
    ...tightest.map((x, i) => (a[i] > 0 ? Math.abs(x * inRow(i)) : 0)),
    ...v.map((x, j) => Math.abs(x * inColumn(j))),
  ]);
  const cost = totalOver(plan, costAt);
  assert.deepEqual(roundedFigures(problem, plan, Float64Array.from(tightest), v), {
    cost,
    lowerBound: dual - room,
    gap: cost + (hidden + R * cost) - (dual - room),
    primalResidual: 0.25,
  });
});

test('where b is scaled to the total of a its terms may have rounded twice as much', () => {
  const twice = { ...problem, b: b.map((mass) => 2 * mass) };
  const { lowerBound } = roundedFigures(twice, plan, Float64Array.from(tightest), v);
  const size = total(dualParts.map(Math.abs)) + total(v.map((x, j) => Math.abs(b[j] * x)));
  assert.equal(lowerBound, dual - (2 * R * size + (rows + columns) * Number.MIN_VALUE));
  // totals that only differ by less than the last digit of either
  const little = 2 ** -60;
  const [more, less] = [a.with(1, little), b.with(0, 0.25)];
  const bound = (masses: Float64Array): number =>
    roundedFigures({ ...problem, a: masses, b: less }, plan, Float64Array.from(tightest), v).lowerBound;
  assert.ok(bound(more) < bound(a) - 2 * R);
}); // prettier-ignore

test('a gap of more than 1e-12 of the cost is computed without rounding, and with it the bound', () => {
  const dearest = Math.max(
    ...[0, 1, 2].flatMap((i) =>
      [...v].map((price, j) => {
        const c = costAt(i, j);
        return (u[i] + price - c) / (Math.abs(c) + Math.abs(u[i]) + Math.abs(price));
      }),
    ),
  );
  const gaps = [1, 0.5].map((share) => {
    const shipped = { ...plan, mass: plan.mass.map((mass) => share * mass) };
    const cost = totalOver(shipped, costAt);
    const vain = totalOver(shipped, (i, j) => costAt(i, j) - tightest[i] - v[j]);
    const { primalResidual: _primalResidual, ...figures } = certify(problem, shipped, u, v);
    const gap = Math.max(vain, cost - dual);
    assert.deepEqual(figures, { cost, lowerBound: dual, gap, dualResidual: dearest });
    return [vain, cost - dual];
  });
  // Either of the two is the larger for one of these plans.
  assert.ok(gaps[0][0] < gaps[0][1] && gaps[1][0] > gaps[1][1], `${gaps.join('; ')}`);
});

test('of a plan of more than 2 (n + m) arcs bound and gap stay those in binary64', () => {
  const none = new Float64Array(2);
  const square = { rows: 2, columns: 2, costs: Float64Array.of(1, 2, 3, 4) };
  const split = (parts: number): Plan =>
    arcs(...Array.from({ length: parts }, (_, k) => [k % 2, k % 2, 1 / parts] as const));
  const bound = (plan: Plan): number => certify(square, plan, none, none).lowerBound;
  const rounded = roundedFigures(square, split(8), cTransform(square, none), none).lowerBound;
  // Σ a ũ = (1 + 3) / 2
  assert.ok(rounded < 2);
  assert.deepEqual([bound(split(8)), bound(split(16))], [2, rounded]);
});

test('twelve digits are enough', () => {
  const figures = { lowerBound: 0, primalResidual: 0 };
  assert.equal(isWide({ ...figures, cost: -1e12, gap: 1 }), false);
  assert.equal(isWide({ ...figures, cost: -1e12, gap: 1 + R }), true);
  assert.equal(isWide({ ...figures, cost: 0, gap: 0 }), false);
});

test('residuals are shares of the total mass, b is taken to sum to what a does', () => {
  const double = (masses: Float64Array): Float64Array => masses.map((mass) => 2 * mass);
  const whole = arcs([0, 0, 0.25], [0, 3, 0.125], [0, 1, 0.125], [2, 2, 0.5]);
  const residual = (problem: TransportProblem, of: Plan): number =>
    certify(problem, of, u, v).primalResidual;
  assert.equal(residual({ rows, columns, costs, a, b }, whole), 0);
  assert.equal(residual({ rows, columns, costs, a, b: double(b) }, whole), 0);
  const twice = { ...whole, mass: double(whole.mass) };
  assert.equal(residual({ rows, columns, costs, a: double(a), b }, twice), 0);
  assert.equal(residual({ rows, columns, costs, a: double(a), b: double(b) }, whole), 0.25);
});

test('nothing is taken off a bound of which every term is 0', () => {
  const none = new Float64Array(2);
  const free = { rows: 2, columns: 2, costs: new Float64Array(4) };
  const along = arcs([0, 0, 0.5], [1, 1, 0.5]);
  for (const { lowerBound, gap, cost } of [
    certify(free, along, none, none),
    roundedFigures(free, along, none, none),
  ]) {
    assert.deepEqual([lowerBound, gap, cost], [0, 0, 0]);
  }
});

test('a row that may go nowhere proves that there is no plan, unless it has no mass', () => {
  const closed = Float64Array.of(1, 2, Infinity, Infinity);
  const [potentials, prices] = [Float64Array.of(1, 0), Float64Array.of(0, 0)];
  const along = arcs([0, 0, 0.5], [0, 1, 0.5]);
  const bound = (masses: number[]): number =>
    certify({ rows: 2, columns: 2, costs: closed, a: Float64Array.from(masses) }, along, potentials, prices).lowerBound;
  assert.equal(bound([0.5, 0.5]), Infinity);
  assert.equal(bound([1, 0]), 1);
}); // prettier-ignore

test('costs of points are those of the definition, with uniform masses', () => {
  const points = {
    x: Float64Array.of(0, 0, 3, 1),
    y: Float64Array.of(3, 4, 3, -4),
    dimension: 2,
  };
  const along = arcs([0, 0, 0.5], [1, 1, 0.5]);
  const none = new Float64Array(2);
  const cost = (metric: 'euclidean' | 'sqeuclidean'): number =>
    certify({ ...points, metric }, along, none, none).cost;
  assert.equal(cost('sqeuclidean'), (25 + 25) / 2);
  assert.equal(cost('euclidean'), (5 + 5) / 2);
  const prices = Float64Array.of(1, 3);
  const { lowerBound, primalResidual } = certify(
    { ...points, metric: 'euclidean' },
    along,
    none,
    prices,
  );
  // ũ = (min(5 − 1, 5 − 3), min(3 − 1, 5 − 3)) = (2, 2), less what rounding may have added
  assert.ok(Math.abs(lowerBound - 4) < 1e-14);
  assert.equal(primalResidual, 0);
});

test('what each term may have lost by underflow is taken off the bound', () => {
  const least = Number.MIN_VALUE;
  const tiny = { rows: 2, columns: 4, costs: new Float64Array(8).fill(64 * least) };
  const along = arcs([0, 0, 0.25], [0, 1, 0.25], [1, 2, 0.25], [1, 3, 0.25]);
  const none = new Float64Array(4);
  const { lowerBound } = roundedFigures(tiny, along, cTransform(tiny, none), none);
  assert.equal(lowerBound, (64 - 6) * least);
});

test('residuals are summed without the rounding of their additions', () => {
  const [small, more] = [2 ** -60, 1 + 2 ** -10];
  const one = new Float64Array(1);
  const two = new Float64Array(2);
  const split = Float64Array.of(small, 1);
  const whole = Float64Array.of(1);
  const byRow = { rows: 1, columns: 2, costs: two, a: whole, b: split };
  const byColumn = { rows: 2, columns: 1, costs: two, a: split, b: whole };
  // −1 + 2⁻⁶⁰ is −1 by itself
  const expected = 2 ** -10 + small;
  const wide = certify(byRow, arcs([0, 0, small], [0, 1, more]), one, two);
  const high = certify(byColumn, arcs([0, 0, small], [1, 0, more]), two, one);
  assert.deepEqual([wide.primalResidual, high.primalResidual], [expected, expected]);

  // three fifths of the last place of 2⁻⁵ in parts, before it, where it swallows the sum, and after it
  const part = 0.2 * 2 ** -57;
  const masses = [1, part, 2 ** -5, part, part];
  const five = { rows: 1, columns: 5, costs: new Float64Array(5), a: whole, b: Float64Array.from(masses) }; // prettier-ignore
  const along = arcs(...masses.map((mass, j) => [0, j, mass] as const));
  const { primalResidual } = certify(five, along, one, new Float64Array(5));
  assert.equal(primalResidual, 2 ** -5 + 2 ** -57);
});

test('a cost is summed without the rounding of its additions, in any order', () => {
  const part = 0.2 * Number.EPSILON;
  const a = Float64Array.of(1);
  const b = new Float64Array(4).fill(0.25);
  const along = arcs([0, 0, 0.25], [0, 1, 0.25], [0, 2, 0.25], [0, 3, 0.25]);
  for (let place = 0; place < 4; place++) {
    const paid = new Float64Array(4).fill(part);
    paid[place] = 1;
    const problem = { rows: 1, columns: 4, costs: paid.map((cost) => 4 * cost), a, b };
    const { cost } = certify(problem, along, new Float64Array(1), new Float64Array(4));
    assert.equal(cost, 1 + Number.EPSILON);
  }
});

test('an arc outside the matrix is an error on every side of it', () => {
  for (const [row, column] of [
    [-1, 0],
    [rows, 0],
    [0, -1],
    [0, columns],
  ] as const) {
    assert.throws(() => certify({ rows, columns, costs, a, b }, arcs([row, column, 1]), u, v), {
      name: 'RangeError',
      message: `certify: expected arcs within 3 × 4, got (${row}, ${column})`,
    });
  }
});
