import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certify, emd } from '../../lib/transport/index.js';

const problem = {
  x: Float64Array.of(0.1, 0.9, 2.3, -1.1, 0.4, 0.6, 1.5, 2.5),
  y: Float64Array.of(1.2, 0.3, -0.7, 2.2, 0.8, -1.9),
  dimension: 2,
  metric: 'sqeuclidean' as const,
  a: Float64Array.of(0.1, 0.2, 0.3, 0.4),
  b: Float64Array.of(0.5, 0.25, 0.25),
};
const { plan, u, v, cost } = emd(problem);

test('a plan that costs more shows as a gap of what it costs more', () => {
  // The independent plan a bᵀ.
  const arcs = [...Array(12).keys()];
  const row = Int32Array.from(arcs, (arc) => Math.floor(arc / 3));
  const column = Int32Array.from(arcs, (arc) => arc % 3);
  const mass = Float64Array.from(arcs, (_, k) => problem.a[row[k]] * problem.b[column[k]]);
  let paid = 0;
  for (const k of arcs) {
    const s = problem.x[2 * row[k]] - problem.y[2 * column[k]];
    const t = problem.x[2 * row[k] + 1] - problem.y[2 * column[k] + 1];
    paid += mass[k] * (s * s + t * t);
  }
  assert.ok(paid > cost + 0.1);
  const { gap, primalResidual } = certify(problem, { row, column, mass }, u, v);
  assert.ok(Math.abs(gap - (paid - cost)) < 1e-14);
  assert.ok(primalResidual < 1e-15);
});

test('wrong potentials give a weaker bound, never a wrong one', () => {
  for (let j = 0; j < 3; j++) {
    for (const step of [-1, 0.5, 3]) {
      const wrong = v.slice();
      wrong[j] += step;
      const { lowerBound } = certify(problem, plan, u, wrong);
      assert.ok(lowerBound < cost, `${lowerBound} at column ${j}, step ${step}`);
    }
  }
});

test('a potential too high shows as a dual residual', () => {
  const wrong = u.map((value, i) => (i === 2 ? value + 1e-6 : value));
  const { dualResidual } = certify(problem, plan, wrong, v);
  assert.ok(dualResidual > 1e-8 && dualResidual < 1e-5, `${dualResidual}`);
});

test('mass lost, misplaced or negative shows as a primal residual', () => {
  const lost = { ...plan, mass: plan.mass.map((mass, k) => (k === 0 ? mass - 1e-9 : mass)) };
  const { primalResidual } = certify(problem, lost, u, v);
  assert.ok(Math.abs(primalResidual - 1e-9) < 1e-15);
  const negative = { ...plan, mass: plan.mass.map((mass, k) => (k === 0 ? -mass : mass)) };
  assert.equal(certify(problem, negative, u, v).primalResidual, Infinity);
});

test('arcs outside the matrix and potentials that are no numbers are errors', () => {
  const outside = { ...plan, column: plan.column.map((j, k) => (k === 0 ? 3 : j)) };
  assert.throws(() => certify(problem, outside, u, v), /expected arcs within 4 × 3, got \(0, 3\)/);
  assert.throws(
    () =>
      certify(
        problem,
        plan,
        u.map(() => NaN),
        v,
      ),
    /potentials that are finite/,
  );
  assert.throws(() => certify(problem, plan, v, u), /expected 4 and 3 potentials, got 3 and 4/);
});
