import assert from 'node:assert/strict';
import type { Certificate } from '../../lib/transport/index.js';
import { isWide, roundedFigures } from '../../lib/transport/certificate.js';
import { certify, cTransform } from '../../lib/transport/index.js';
import { exactDual } from './exactDual.js';
import { atMost, difference, exactly, subtract } from './exactNumbers.js';
import { exactCost, exactResidual, paidBy, underflow } from './exactPlan.js';
import type { DenseProblem } from './exactTransport.js';
import { exactTransport } from './exactTransport.js';
import type { Claim } from './transportDamage.js';
import { stated } from './transportDamage.js';

/**
 * What rounding makes of the dual value as a share of its size, at most and in units of 2⁻⁵³: ũ_i, its product
 * with a_i, the sum, the last subtraction (4); for b_j v_j also the totals, their ratio, the product with it (3
 * more). `lowerBound` may lie below the exact dual value by that and by what it leaves for it (8 at most), not above it.
 */
const DUAL_ROUNDING = 7 * 2 ** -53 + 2 ** -50;

/**
 * Asserts that every figure of a certificate is what exact arithmetic says, whatever the plan and potentials: to the last
 * bit of bound and gap, where that is what certify promises.
 */
export function assertHonest({ problem, plan, u, v, vLow }: Claim): Certificate {
  const truth = exactTransport(problem);
  assert.ok(truth.feasible);
  const certificate = certify(stated(problem), plan, u, v, vLow);
  const { cost, gap, primalResidual, dualResidual, lowerBound } = certificate;
  const tiny = underflow(problem);

  const planCost = exactCost(plan, problem);
  const off = Math.abs(difference(cost, planCost));
  assert.ok(off <= 2 ** -51 * paidBy(plan, problem) + tiny, `cost ${cost} is off by ${off}`);

  const residual = exactResidual(plan, problem);
  assert.ok(
    Math.abs(primalResidual - residual) <= 2 ** -50 * (1 + residual),
    `primal residual ${primalResidual}, truly ${residual}`,
  );
  const violation = worstViolation(problem, u, v);
  assert.ok(
    Math.abs(dualResidual - violation) <= 2 ** -51,
    `dual residual ${dualResidual}, truly ${violation}`,
  );

  const isExact = isWide(roundedFigures(stated(problem), plan, cTransform(stated(problem), v), v));
  const { dual, size } = exactDual(problem, v, isExact ? vLow : undefined);
  assert.ok(atMost(dual, truth.optimum), 'weak duality');
  const above = difference(lowerBound, dual);
  assert.ok(above <= 0, `lowerBound ${lowerBound} is ${above} above the dual value, of ${size}`);
  if (isExact) {
    assert.ok(!atMost(exactly(next(lowerBound)), dual), `${lowerBound} is not the last below`);
  } else {
    assert.ok(-above <= DUAL_ROUNDING * size + tiny, `${-above} below, of ${size}`);
  }

  assert.ok(gap >= 0, `gap ${gap}`);
  const excess = -difference(gap, subtract(planCost, truth.optimum));
  assert.ok(
    excess <= 0,
    `the plan is ${excess} further from the optimum than the gap ${gap} admits`,
  );
  return certificate;
}

/** The next number up. */
function next(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  const view = new DataView(Float64Array.of(x).buffer);
  view.setBigInt64(0, view.getBigInt64(0, true) + (x > 0 ? 1n : -1n), true);
  return view.getFloat64(0, true);
}

/** max (u_i + v_j - c_ij) / (|c_ij| + |u_i| + |v_j|), 0 if negative; to a few roundings. */
function worstViolation(
  { rows, columns, costs }: DenseProblem,
  u: Float64Array,
  v: Float64Array,
): number {
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const cost = costs[i * columns + j];
      const excess = u[i] + v[j] - cost;
      if (excess > 0)
        worst = Math.max(worst, excess / (Math.abs(cost) + Math.abs(u[i]) + Math.abs(v[j])));
    }
  }
  return worst;
}
