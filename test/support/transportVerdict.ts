import assert from 'node:assert/strict';
import type { EmdOptions, Plan, Transport, TransportProblem } from '../../lib/transport/index.js';
import { TransportLimitError, certify, emd } from '../../lib/transport/index.js';
import { dense } from './denseProblem.js';
import * as exact from './exactNumbers.js';
import { arcCosts, exactCost, exactResidual, paidBy, underflow } from './exactPlan.js';
import type { DenseProblem, ExactTransport } from './exactTransport.js';
import { exactTransport } from './exactTransport.js';

type FeasibleTransport = Extract<ExactTransport, { feasible: true }>;

/** What a problem that passed every assertion has shown. */
export interface Verdict {
  feasible: boolean;
  /** Σ |c_ij| p_ij of the plan: the cost, where no cost is negative. */
  paid: number;
  gap: number;
  /** |cost - optimum|. */
  error: number;
}

/**
 * Solves a problem with lib/transport and holds the answer against the exact optimum and against all
 * that the docstrings promise. Everything is computed here anew: costs from their definition, sums in
 * integers, the optimum by `exactTransport`.
 *
 * @param integral costs and masses are integers times a power of two: the plan must be optimal to the last bit.
 */
export function judge(
  problem: TransportProblem,
  integral = false,
  options: EmdOptions = {},
): Verdict {
  const input = dense(problem);
  const truth = exactTransport(input);
  if (!truth.feasible) {
    assertCut(input, truth.rows);
    assert.throws(
      () => emd(problem, options),
      (error) =>
        error instanceof Error &&
        !(error instanceof TransportLimitError) &&
        /^emd: expected a plan to exist, but .*forbidden arcs.* infeasible$/.test(error.message),
    );
    return { feasible: false, paid: 0, gap: 0, error: 0 };
  }
  const solution = emd(problem, options);
  assert.deepEqual(dense(problem), input, 'the problem is left as it was');
  const { plan, u, v, vLow, pivots: _pivots, ...certificate } = solution;
  assert.deepEqual(certificate, certify(problem, plan, u, v, vLow));
  assertBasic(plan, input);
  assertMarginals(solution, input);
  assertPotentials(solution, input);
  const verdict = assertValues(solution, input, truth, integral);
  if (integral && problem.a !== undefined) assert.equal(verdict.error, 0);
  return { feasible: true, ...verdict };
}

/** Rows that have more mass than all columns they may ship to: Hall's condition fails. */
function assertCut({ rows: n, columns: m, costs, a, b }: DenseProblem, cut: number[]): void {
  const { integers } = exact.finiteIntegersOf([...a, ...b]);
  const sum = (nodes: number[]): bigint => nodes.reduce((mass, k) => mass + integers[k], 0n);
  const totalA = sum([...Array(n).keys()]);
  const totalB = sum(Array.from({ length: m }, (_, j) => n + j));
  const reachable = [...Array(m).keys()].filter((j) =>
    cut.some((i) => costs[i * m + j] < Infinity),
  );
  assert.ok(sum(cut) * totalB > sum(reachable.map((j) => n + j)) * totalA, 'the cut is a proof');
}

/** Positive masses on allowed arcs between nodes of positive mass, by row, then column, without a cycle. */
function assertBasic(
  { row, column, mass }: Plan,
  { rows: n, columns: m, costs, a, b }: DenseProblem,
): void {
  const leader = [...Array(n + m).keys()];
  const find = (node: number): number => {
    while (leader[node] !== node) node = leader[node] = leader[leader[node]];
    return node;
  };
  for (let k = 0; k < mass.length; k++) {
    const [i, j] = [row[k], column[k]];
    assert.ok(mass[k] > 0 && mass[k] < Infinity, `mass ${mass[k]}`);
    assert.ok(a[i] > 0 && b[j] > 0, `arc (${i}, ${j}) between nodes without mass`);
    assert.ok(costs[i * m + j] < Infinity, `arc (${i}, ${j}) is forbidden`);
    assert.ok(k === 0 || i > row[k - 1] || (i === row[k - 1] && j > column[k - 1]), 'sorted');
    assert.notEqual(find(i), find(n + j), `arc (${i}, ${j}) closes a cycle`);
    leader[find(i)] = find(n + j);
  }
  const kept = [...a, ...b].filter((weight) => weight > 0).length;
  assert.ok(mass.length <= kept - 1, `${mass.length} arcs for ${kept} nodes with mass`);
}

/**
 * Row and column sums against a and the exactly scaled b. Integer units decide the basis (docs/arithmetic.md 6.3), so a
 * node can be off by what the units of all the others round: of a unit, at most 2⁻⁵⁰ of the total, half for each node that
 * has one or more, and up to a whole one for those that have less.
 */
function assertMarginals({ plan, primalResidual }: Transport, input: DenseProblem): void {
  const share = exactResidual(plan, input);
  const unit = 2 ** -50;
  const rounded = [input.a, input.b].map((masses) => {
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    const units = masses.map((mass) => (mass === 0 ? 0 : mass < unit * total ? unit : unit / 2));
    return units.reduce((sum, share) => sum + share, 0);
  });
  assert.ok(share <= rounded[0] + rounded[1], `a node is off by ${share} of the total`);
  assert.ok(Math.abs(share - primalResidual) <= 2 ** -51, `${share}, reported ${primalResidual}`);
}

/** Finite, and u_i + v_j ≤ c_ij for all i and j up to 2⁻⁵² of |c_ij| + |u_i| + |v_j|, in exact arithmetic. */
function assertPotentials(
  { u, v, dualResidual }: Transport,
  { rows: n, columns: m, costs }: DenseProblem,
): void {
  assert.ok(u.every(Number.isFinite) && v.every(Number.isFinite), 'finite potentials');
  assert.ok(u.length === n && v.length === m);
  assert.ok(dualResidual >= 0 && dualResidual <= 2 ** -52, `dual residual ${dualResidual}`);
  const { integers } = exact.integersOf([...u, ...v, ...costs]);
  const size = (x: bigint): bigint => (x < 0n ? -x : x);
  for (let i = 0; i < n; i++) {
    const mine = integers[i]!;
    for (let j = 0; j < m; j++) {
      const cost = integers[n + m + i * m + j];
      if (cost === undefined) continue;
      const theirs = integers[n + j]!;
      const excess = mine + theirs - cost;
      if (excess <= 0n) continue;
      const share = size(cost) + size(mine) + size(theirs);
      assert.ok(
        excess << 52n <= share,
        `u_${i} + v_${j} > c: ${u[i]} + ${v[j]}, ${costs[i * m + j]}`,
      );
    }
  }
}

/**
 * Cost, bounds and gap against the exact optimum: within 1e-12 of what is paid, Σ |c| p (the cost, if none is negative), whatever the
 * size of costs and masses.
 */
function assertValues(
  { cost, lowerBound, gap, plan }: Transport,
  input: DenseProblem,
  truth: FeasibleTransport,
  integral: boolean,
): Omit<Verdict, 'feasible'> {
  const tiny = underflow(input);
  const paid = paidBy(plan, input);

  const vain = paidInVain(plan, input, truth);
  assert.ok(
    vain >= 0 && vain <= (integral ? 0 : 1e-12 * paid + tiny),
    `in vain ${vain} of ${paid}`,
  );
  const planCost = exactCost(plan, input);
  const rounding = Math.abs(exact.difference(cost, planCost));
  assert.ok(rounding <= 2 ** -51 * paid + tiny, `cost is ${rounding} off the plan's`);
  const error = Math.abs(exact.difference(cost, truth.optimum));
  assert.ok(error <= 1e-12 * paid + tiny, `cost is ${error} off the optimum`);

  const above = exact.difference(lowerBound, truth.optimum);
  assert.ok(above <= 0, `lowerBound is ${above} above the optimum`);
  assert.ok(gap >= 0 && gap >= cost - lowerBound, `gap ${gap}`);
  const excess = -exact.difference(gap, exact.subtract(planCost, truth.optimum));
  assert.ok(excess <= 0, `the plan is ${excess} further from the optimum than its gap`);
  assert.ok(gap <= 1e-12 * paid + tiny, `gap ${gap}, paid ${paid}`);
  return { paid, gap, error };
}

/**
 * Σ p_ij (c_ij - u_i - v_j) with exactly optimal potentials: what a plan pays above the optimum for shipping
 * over the wrong arcs, whatever its residuals.
 */
function paidInVain(
  plan: Plan,
  input: DenseProblem,
  { u, v, exponent }: FeasibleTransport,
): number {
  const prices = exact.finiteIntegersOf(arcCosts(plan, input));
  const masses = exact.finiteIntegersOf(plan.mass);
  const least = Math.min(exponent, prices.exponent);
  let numerator = 0n;
  prices.integers.forEach((price, k) => {
    const reduced =
      (price << BigInt(prices.exponent - least)) -
      ((u[plan.row[k]] + v[plan.column[k]]) << BigInt(exponent - least));
    numerator += reduced * masses.integers[k];
  });
  return exact.rounded({ numerator, exponent: least + masses.exponent, denominator: 1n });
}
