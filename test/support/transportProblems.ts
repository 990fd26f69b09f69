import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Transport, TransportProblem } from '../../lib/transport/index.js';
import { certify } from '../../lib/transport/index.js';
import { dense } from './denseProblem.js';
import { paidBy, underflow } from './exactPlan.js';

/** Coordinates with many ties: small integers, or numbers of any size up to `bound`. */
export function coordinates(count: number, bound = 100): fc.Arbitrary<Float64Array> {
  const plain = fc.double({ min: -bound, max: bound, noNaN: true, noDefaultInfinity: true });
  return fc
    .oneof(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: count, maxLength: count }),
      fc.array(plain, { minLength: count, maxLength: count }),
    )
    .map((values) => Float64Array.from(values));
}

/** Two clouds of 1 … 12 points in 1 … 4 dimensions. */
export const clouds = fc
  .record({
    n: fc.integer({ min: 1, max: 12 }),
    m: fc.integer({ min: 1, max: 12 }),
    dimension: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ n, m, dimension }) =>
    fc.record({
      x: coordinates(n * dimension),
      y: coordinates(m * dimension),
      dimension: fc.constant(dimension),
    }),
  );

export const metrics = fc.constantFrom('sqeuclidean' as const, 'euclidean' as const);

/** Integer masses of equal totals, zeros among them. */
export function masses(n: number, m: number): fc.Arbitrary<{ a: number[]; b: number[] }> {
  const total = 60;
  const cuts = (count: number): fc.Arbitrary<number[]> =>
    fc
      .array(fc.integer({ min: 0, max: total }), { minLength: count - 1, maxLength: count - 1 })
      .map((inner) => [0, ...inner.sort((p, q) => p - q), total])
      .map((ends) => ends.slice(1).map((end, k) => end - ends[k]));
  return fc.record({ a: cuts(n), b: cuts(m) });
}

/** Largest |cost| an optimal plan or its potentials can meet; Infinity does not count. */
export function costScale(costs: ArrayLike<number>): number {
  let scale = 0;
  for (let k = 0; k < costs.length; k++) {
    if (Math.abs(costs[k]) < Infinity) scale = Math.max(scale, Math.abs(costs[k]));
  }
  return scale;
}

/** Asserts all that a solution must satisfy whatever the problem. */
export function assertOptimal(problem: TransportProblem, solution: Transport, scale: number): void {
  const { plan, u, v, vLow, pivots: _pivots, ...certificate } = solution;
  assert.deepEqual(certificate, certify(problem, plan, u, v, vLow));
  const { cost } = certificate;
  assert.ok(certificate.primalResidual <= 1e-14, `primal residual ${certificate.primalResidual}`);
  assert.ok(certificate.dualResidual <= 2 ** -52, `dual residual ${certificate.dualResidual}`);
  assert.ok(certificate.gap >= 0, `gap ${certificate.gap}`);
  const input = dense(problem);
  const paid = paidBy(plan, input);
  assert.ok(
    certificate.gap <= 1e-12 * paid + underflow(input),
    `gap ${certificate.gap} of ${paid}`,
  );
  // Above the bound at most by the gap, and below it at most by what the residuals can hide.
  assert.ok(cost - certificate.lowerBound <= certificate.gap + 1e-290);
  assert.ok(certificate.lowerBound - cost <= 1e-14 * scale);
  assert.ok(plan.mass.length <= u.length + v.length - 1);
  for (let k = 0; k < plan.mass.length; k++) {
    assert.ok(plan.mass[k] > 0);
    if (k === 0) continue;
    const step = plan.row[k] - plan.row[k - 1] || plan.column[k] - plan.column[k - 1];
    assert.ok(step > 0, 'the plan is sorted by row, then column');
  }
}
