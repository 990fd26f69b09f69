import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportProblem } from '../../lib/transport/index.js';
import { TransportLimitError, certify, emd } from '../../lib/transport/index.js';

const square = { rows: 2, columns: 2 };
const costs = Float64Array.of(0, 1, 1, 0);

/** Points on a fixed, patternless grid. */
function cloud(count: number, dimension: number, step: number): Float64Array {
  return Float64Array.from({ length: count * dimension }, (_, k) => ((k * step) % 1009) / 100);
}

test('an invalid problem is an error in one sentence', () => {
  const rejected: [TransportProblem, RegExp][] = [
    [{ ...square, costs: Float64Array.of(0, NaN, 1, 0) }, /got NaN in row 0, column 1$/],
    [
      { ...square, costs: Float64Array.of(0, 1, -Infinity, 0) },
      /got -Infinity in row 1, column 0$/,
    ],
    [
      { ...square, costs: Float64Array.of(0, 1, 1e301, 0) },
      /Infinity to forbid an arc, got 1e\+301/,
    ],
    [{ ...square, costs: costs.subarray(1) }, /expected costs to hold 2 × 2 entries, got 3$/],
    [{ rows: 0, columns: 2, costs }, /expected rows to be an integer ≥ 1, got 0$/],
    [{ ...square, costs, a: Float64Array.of(1) }, /expected a to hold 2 masses, got 1$/],
    [{ ...square, costs, a: Float64Array.of(-1, 2) }, /finite and ≥ 0, got a\[0\] = -1$/],
    [{ ...square, costs, b: Float64Array.of(1, NaN) }, /finite and ≥ 0, got b\[1\] = NaN$/],
    [
      { ...square, costs, b: Float64Array.of(1, 0.25) },
      /same total mass, got 1 and 1.25; normalise/,
    ],
    [{ ...square, costs, a: Float64Array.of(0, 0) }, /between 1e-200 and 1e200, got 0 and 1$/],
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

test('float32 marginals that do not sum alike are brought to the total of a', () => {
  const n = 700;
  const m = 300;
  const a = new Float32Array(n).map((_, i) => (1 + (i % 7)) / 2797);
  const sum = a.reduce((total, mass) => total + mass, 0);
  const b = new Float32Array(m).fill(sum / m);
  const totals = [a, b].map((masses) => Float64Array.from(masses).reduce((s, mass) => s + mass, 0));
  assert.notEqual(totals[0], totals[1]);
  const problem = {
    x: cloud(n, 3, 7919),
    y: cloud(m, 3, 104729),
    dimension: 3,
    metric: 'sqeuclidean' as const,
    a,
    b,
  };
  const { primalResidual, gap, cost } = emd(problem);
  assert.ok(primalResidual < 1e-15);
  assert.ok(gap <= 1e-13 * cost);
});

test('entries of 1e32 leave the digits of the others alone', () => {
  // A band of allowed costs, all else 1e32; the best plan stays on the band (POT issue 229).
  const n = 40;
  const band = Float64Array.from({ length: n * n }, (_, arc) => {
    const i = Math.floor(arc / n);
    const j = arc % n;
    return Math.abs(i - j) <= 3 ? ((i * 7919 + j * 104729) % 115) + 0.5 : 1e32;
  });
  const forbidden = band.map((cost) => (cost === 1e32 ? Infinity : cost));
  const finite = emd({ rows: n, columns: n, costs: band });
  const infinite = emd({ rows: n, columns: n, costs: forbidden });
  assert.equal(finite.cost, infinite.cost);
  assert.ok(finite.cost < 60);
  assert.ok(finite.gap < 1e-12, `gap ${finite.gap}`);
  assert.ok(finite.u.every((value) => Math.abs(value) < 1e5));
});

test('a huge cost is paid where there is no way around it', () => {
  const { cost, plan } = emd({ ...square, costs: Float64Array.of(1e32, 1e32, 0, 1e32) });
  assert.equal(cost, 0.5e32);
  assert.deepEqual([...plan.column], [1, 0]);
});

test('zero masses come back without arcs and with valid potentials', () => {
  const a = Float64Array.of(0, 0.5, 0.5, 0);
  const b = Float64Array.of(0, 0.25, 0.75);
  const matrix = Float64Array.of(5, -9, 2, 7, 1, 4, 3, 8, 6, Infinity, Infinity, Infinity);
  const problem = { rows: 4, columns: 3, costs: matrix, a, b };
  const { plan, u, v, pivots: _pivots, ...certificate } = emd(problem);
  const { cost } = certificate;
  assert.equal(cost, 0.25 * 1 + 0.25 * 4 + 0.5 * 6);
  assert.deepEqual([...plan.row], [1, 1, 2]);
  assert.equal(certificate.dualResidual, 0);
  assert.ok([...u, ...v].every(Number.isFinite));
  assert.deepEqual(certificate, certify(problem, plan, u, v));
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
  assert.ok(gap <= 1e-15 * cost);
  assert.deepEqual([...plan.row.filter((_, k) => plan.mass[k] > 1e-3)], [0]);
});

test('the pivot limit is an error that carries bounds around the optimum', () => {
  const problem = {
    x: cloud(60, 3, 7919),
    y: cloud(60, 3, 104729),
    dimension: 3,
    metric: 'sqeuclidean' as const,
  };
  const { cost, pivots } = emd(problem);
  assert.equal(emd(problem, { maxPivots: pivots }).cost, cost);
  for (const maxPivots of [0, Math.floor(pivots / 2), pivots - 1]) {
    assert.throws(
      () => emd(problem, { maxPivots }),
      (error) =>
        error instanceof TransportLimitError &&
        error.pivots === maxPivots &&
        error.lowerBound <= cost &&
        error.upperBound >= cost &&
        error.upperBound >= cost &&
        error.lowerBound > 0.5 * cost &&
        // at first not all mass is placed, and then there is no plan to bound the cost
        (maxPivots === 0 || error.upperBound < 1.1 * cost),
    );
  }
});

test('at the limit with mass still unplaced the upper bound is Infinity', () => {
  const band = Float64Array.of(1, 1, 1, 1, Infinity, Infinity, 1, Infinity, 2);
  const problem = { rows: 3, columns: 3, costs: band };
  const { cost } = emd(problem);
  assert.equal(cost, 4 / 3);
  assert.throws(
    () => emd(problem, { maxPivots: 0 }),
    (error) =>
      error instanceof TransportLimitError &&
      error.upperBound === Infinity &&
      error.lowerBound <= cost,
  );
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
