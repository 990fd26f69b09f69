import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dearest } from '../../lib/transport/dearest.js';
import { exactMasses } from '../../lib/transport/exactMasses.js';
import { certify, emd, TransportLimitError, type PointProblem } from '../../lib/transport/index.js';
import { orient } from '../../lib/transport/orientation.js';
import { checkProblem, type TransportProblem } from '../../lib/transport/problem.js';
import { dense } from '../support/denseProblem.js';
import { Draws } from '../support/draws.js';
import { difference, finiteIntegersOf } from '../support/exactNumbers.js';
import { exactTransport } from '../support/exactTransport.js';
import { cook, families } from '../support/transportFamilies.js';

/** Two clouds in each of two places 10⁶ apart, n and m points there; all but 10⁻⁹ of the mass stays where it is. */
function islands(n: number, m: number, empty = false): PointProblem {
  const draw = new Draws(n + 100 * m);
  const cloud = (count: number): Float64Array =>
    draw.fill(4 * count, (k) => draw.normal() + (k < 2 * count || k % 2 === 1 ? 0 : 1e6));
  const masses = (count: number, here: number): Float64Array => {
    const raw = draw.fill(2 * count, () => draw.between(0.1, 1));
    // one point without mass in each place
    if (empty) raw[0] = raw[count] = 0;
    const sum = (from: number): number =>
      raw.slice(from, from + count).reduce((total, mass) => total + mass, 0);
    const [near, far] = [sum(0), sum(count)];
    return raw.map((mass, k) => (k < count ? (mass / near) * here : (mass / far) * (1 - here)));
  };
  const [a, b] = [masses(n, 0.5), masses(m, 0.5 + 1e-9)];
  return { x: cloud(n), y: cloud(m), dimension: 2, metric: 'euclidean', a, b };
}

for (const [n, m, empty] of [
  [20, 20, false],
  [30, 20, true],
  [20, 30, true],
] as const) {
  test(`${2 * n} and ${2 * m} points in two places far apart${empty ? ', some without mass' : ''}: the optimum, and a proof of twelve digits`, () => {
    const problem = islands(n, m, empty);
    const { cost, gap, plan, u, v, vLow } = emd(problem);
    const truth = exactTransport(dense(problem));
    assert.ok(truth.feasible);
    assert.ok(Math.abs(difference(cost, truth.optimum)) <= 2 ** -51 * cost);
    assert.ok(gap <= 2 ** -50 * cost, `gap ${gap} of ${cost}`);
    const alone = certify(problem, plan, u, v);
    assert.ok(alone.gap > 1e-12 * cost, `without vLow ${alone.gap}`);
    assert.deepEqual(certify(problem, plan, u, v, vLow).gap, gap);
    const heaviest = problem.b!.indexOf(Math.max(...problem.b!));
    assert.deepEqual([v[heaviest], vLow[heaviest]], [0, 0]);
    for (let j = 0; j < v.length; j++) assert.ok(Math.abs(vLow[j]) <= 2 ** -53 * Math.abs(v[j]));
  });
}

test('where nothing is in doubt v is all there is to the potentials', () => {
  const { vLow } = emd({ ...islands(20, 20), a: undefined, b: undefined });
  assert.ok(vLow.every((rest) => rest === 0));
});

test('a limit of pivots that leaves no time for the last digits leaves the optimum up to rounding', () => {
  const family = families.find(({ name }) => name === 'two islands almost in balance')!;
  let seen = 0;
  for (let seed = 0; seed < 60; seed++) {
    const problem = cook(family, { rows: 10, columns: 9, seed });
    const whole = emd(problem);
    if (whole.pivots === 0) continue;
    let short: ReturnType<typeof emd>;
    try {
      short = emd(problem, { maxPivots: whole.pivots - 1 });
    } catch (error) {
      assert.ok(error instanceof TransportLimitError);
      continue;
    }
    seen++;
    assert.ok(short.pivots < whole.pivots);
    assert.ok(short.vLow.every((rest) => rest === 0));
    const { plan, u, v } = short;
    const { cost, gap, lowerBound } = certify(problem, plan, u, v);
    assert.deepEqual([short.cost, short.gap], [cost, gap]);
    assert.ok(lowerBound <= whole.cost && short.primalResidual <= 2 ** -50);
    assert.deepEqual(emd(problem, { maxPivots: whole.pivots }), whole);
  }
  assert.ok(seen > 5, `${seen} problems`);
});

test('only masses of 1e-300 pay: they find their way among ordinary ones', () => {
  const problem = {
    rows: 4,
    columns: 4,
    costs: Float64Array.of(2, 1, 0, 2, 2, 5, 1, 0, 0, 3, 2, 0, 1, 0, 0, 5),
    a: Float64Array.of(0.4, 9e-301, 9e-301, 0.6),
    b: Float64Array.of(4e-300, 3e-300, 1, 2e-300),
  };
  const { cost, gap } = emd(problem);
  const truth = exactTransport(dense(problem));
  assert.ok(truth.feasible);
  assert.ok(cost > 1e-300 && Math.abs(difference(cost, truth.optimum)) <= 2 ** -50 * cost);
  assert.ok(gap <= 1e-12 * cost, `gap ${gap} of ${cost}`);
});

/** A problem of any family, as emd takes it. */
const anyProblem: fc.Arbitrary<TransportProblem> = fc
  .record({
    family: fc.constantFrom(...families),
    rows: fc.integer({ min: 1, max: 8 }),
    columns: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat(),
  })
  .map(({ family, ...recipe }) => cook(family, recipe));

test('masses as integers have equal totals and the given proportions', () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const oriented = orient(checkProblem(problem));
      const { supply, demand, one } = exactMasses(problem, oriented);
      const sum = (masses: readonly bigint[]): bigint => masses.reduce((total, x) => total + x, 0n);
      assert.equal(sum(supply), sum(demand));
      const { a, b } = dense(problem);
      const { integers, exponent } = finiteIntegersOf([...a, ...b]);
      const given = { rows: integers.slice(0, a.length), columns: integers.slice(a.length) };
      const { swapped, rowIndex, columnIndex } = oriented;
      const [rows, columns] = swapped ? [demand, supply] : [supply, demand];
      const [rowOf, columnOf] = swapped ? [columnIndex, rowIndex] : [rowIndex, columnIndex];
      // a in units of `one`, b times total(a) / total(b)
      const [mine, theirs] = [1n << BigInt(Math.max(0, -exponent)), 1n << BigInt(Math.max(0, exponent))];
      rowOf.forEach((i, k) => assert.equal(rows[k] * mine, given.rows[i] * theirs * one));
      columnOf.forEach((j, k) => {
        const ours = columns[k] * mine * sum(given.columns);
        assert.equal(ours, given.columns[j] * sum(given.rows) * theirs * one);
      });
    }),
    { numRuns: 300 },
  );
}); // prettier-ignore

test('no allowed arc is dearer than the dearest', () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const input = dense(problem);
      const allowed = input.costs.filter((cost) => cost < Infinity).map(Math.abs);
      const most = Math.max(0, ...allowed);
      const bound = dearest(checkProblem(problem));
      if ('costs' in problem) assert.equal(bound, most);
      else assert.ok(bound >= most * (1 - 2 ** -50), `${bound}, ${most}`);
    }),
    { numRuns: 500 },
  );
  const { x, y } = { x: Float64Array.of(0, 5, 1, 1), y: Float64Array.of(3, 4, -1, 2) };
  const bound = (metric: 'euclidean' | 'sqeuclidean'): number =>
    dearest(checkProblem({ x, y, dimension: 2, metric }));
  assert.deepEqual([bound('sqeuclidean'), bound('euclidean')], [32, Math.sqrt(32)]);
}); // prettier-ignore
