import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { certify, emd } from '../../lib/transport/index.js';
import { dense } from '../support/denseProblem.js';
import { Draws } from '../support/draws.js';
import { difference, sumOfProducts } from '../support/exactNumbers.js';
import { paidBy, underflow } from '../support/exactPlan.js';
import { exactTransport } from '../support/exactTransport.js';
import { assertHonest } from '../support/honestCertificate.js';
import type { Claim } from '../support/transportDamage.js';
import { damages, stated } from '../support/transportDamage.js';
import { cook, families } from '../support/transportFamilies.js';

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

/** A problem of any family up to 8 × 8 that has a plan, with its optimal solution. */
const optimal: fc.Arbitrary<{ claim: Claim; draw: Draws }> = fc
  .record({
    family: fc.constantFrom(...families.keys()),
    rows: fc.integer({ min: 1, max: 8 }),
    columns: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat(),
  })
  .map(({ family, ...recipe }) => {
    const input = dense(cook(families[family], recipe));
    if (!exactTransport(input).feasible) return undefined;
    const solution = emd(stated(input));
    const { plan, u, v, vLow } = solution;
    const claim = { problem: input, plan, u, v, vLow };
    return {
      claim,
      draw: new Draws(recipe.seed),
      toString: () => JSON.stringify([families[family].name, recipe]),
    };
  })
  .filter((found) => found !== undefined);

describe('every figure is what exact arithmetic says, whatever was damaged', () => {
  for (const [name, damage] of Object.entries(damages)) {
    test(name, () => {
      let seen = 0;
      fc.assert(
        fc.property(optimal, ({ claim, draw }) => {
          const before = assertHonest(claim);
          const damaged = damage(draw, claim);
          if (damaged === undefined) return;
          seen++;
          const after = assertHonest(damaged.claim);
          const { misplaced = 0, violation = 0, extra = 0 } = damaged;
          const total = claim.problem.a.reduce((sum, mass) => sum + mass, 0);
          const nodes = claim.problem.rows + claim.problem.columns;
          assert.ok(
            after.primalResidual >= (1 - 1e-9) * (misplaced / total) - nodes * 2 ** -51,
            `${misplaced / total} misplaced, primal residual ${after.primalResidual}`,
          );
          assert.ok(after.dualResidual >= violation - 2 ** -50, `violation ${violation}`);
          const paid = paidBy(damaged.claim.plan, damaged.claim.problem);
          assert.ok(
            after.gap >=
              (1 - 1e-9) * extra - before.gap - 2 ** -50 * paid - underflow(claim.problem),
            `${extra} more to pay, gap ${after.gap}`,
          );
        }),
        { numRuns: 120 },
      );
      assert.ok(seen >= 30, `${seen} problems damaged`);
    });
  }
});

test('not a bit of the lower bound lies above the optimum', () => {
  const one = (a: number, b: number, cost: number, v: number): void => {
    const problem = {
      rows: 1,
      columns: 1,
      costs: Float64Array.of(cost),
      a: Float64Array.of(a),
      b: Float64Array.of(b),
    };
    const plan = { row: Int32Array.of(0), column: Int32Array.of(0), mass: problem.a };
    const { lowerBound } = certify(problem, plan, Float64Array.of(cost - v), Float64Array.of(v));
    const above = difference(lowerBound, sumOfProducts([a], [cost]));
    assert.ok(above <= 0, `${above} above ${a} · ${cost}`);
  };
  // equal totals; totals that differ, so that b is scaled; a product that underflows
  one(0.44047040447744434, 0.44047040447744434, 0.40682860070643057, 0.09344752901218989);
  one(0.37457897349957125, 0.37457898193698036, 0.9942300925597507, 0.20459605929350388);
  one(0.6, 0.6, 2 ** -1074, 0);
});

test('what v lacks decides between columns, be it less than the rounding of c - v or more', () => {
  const u = 2 ** -53;
  const row = (...given: readonly [costs: number[], v: number[], vLow: number[]]): void => {
    for (const scale of [2 ** -60, 1, 2 ** 60]) {
      // a third column takes 1 off the bound, so that its last bits are small
      const [costs, v, vLow] = given.map((two, k) => {
        return Float64Array.from([...two, [10, -2, 0][k]], (x) => scale * x);
      });
      const [a, b] = [Float64Array.of(1), Float64Array.of(0.25, 0.25, 0.5)];
      const problem = { rows: 1, columns: 3, costs, a, b };
      const plan = { row: Int32Array.of(0), column: Int32Array.of(0), mass: a };
      assertHonest({ problem, plan, u: Float64Array.of(0), v, vLow });
    }
  };
  // 1 + u - 2⁻⁸⁰ rounds to 1, and 1 + u + 2⁻⁸⁰ to the next number, until 2⁻⁷⁰ is taken off
  row([1, 1], [2 ** -80 - u, -u - 2 ** -80], [0, 2 ** -70]);
  row([1, 1.4], [0, 0], [-0.25, 0.25]);
  row([1.4, 1], [0, 0], [0.25, -0.25]);
  row([1, 1.6], [0, 0], [-0.25, 0.25]);
});

test('figures grow with the costs and the masses, whatever their size', () => {
  fc.assert(
    fc.property(optimal, fc.integer({ min: -40, max: 40 }), ({ claim }, e) => {
      const { problem, plan, u, v } = claim;
      const scale = 2 ** e;
      const scaled = (numbers: Float64Array): Float64Array => numbers.map((x) => x * scale);
      if (problem.costs.some((cost) => Math.abs(cost) < 1e-200 && cost !== 0)) return;
      if (problem.a.some((mass) => mass < 1e-200)) return;
      const figures = certify(stated(problem), plan, u, v);
      const larger = { ...problem, costs: scaled(problem.costs) };
      const dearer = certify(stated(larger), plan, scaled(u), scaled(v));
      const heavier = certify(
        stated({ ...problem, a: scaled(problem.a), b: scaled(problem.b) }),
        { ...plan, mass: scaled(plan.mass) },
        u,
        v,
      );
      for (const { cost, gap } of [dearer, heavier]) {
        assert.equal(cost, figures.cost * scale);
        // but for room for underflow
        assert.ok(Math.abs(gap - figures.gap * scale) <= 1e-300, `${gap}, ${figures.gap}`);
      }
    }),
    { numRuns: 300 },
  );
});

test('a plan over a forbidden arc costs Infinity', () => {
  const { rows, columns } = { rows: 2, columns: 2 };
  const costs = Float64Array.of(1, Infinity, 2, 3);
  const found = emd({ rows, columns, costs });
  const crossed = { ...found.plan, column: Int32Array.of(1, 0) };
  const certificate = certify({ rows, columns, costs }, crossed, found.u, found.v);
  assert.equal(certificate.cost, Infinity);
  assert.equal(certificate.gap, Infinity);
});
