/** What users of POT (github.com/PythonOT/POT) met with its `ot.emd`, by number of the issue. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MatrixProblem, PointProblem } from '../../lib/transport/index.js';
import { TransportLimitError, emd } from '../../lib/transport/index.js';
import { Draws } from '../support/draws.js';
import { judge } from '../support/transportVerdict.js';

const draw = new Draws(20261125);

function normalCloud(count: number, dimension: number): Float64Array {
  return draw.fill(count * dimension, () => draw.normal());
}

function total(masses: Float64Array | Float32Array): number {
  return Float64Array.from(masses).reduce((sum, mass) => sum + mass, 0);
}

/** exp(x_i) / Σ exp(x_k) in binary32. */
function softmax(scores: Float64Array): Float32Array {
  const largest = Math.max(...scores);
  const powers = Float32Array.from(scores, (score) => Math.exp(score - largest));
  const sum = powers.reduce((partial, power) => Math.fround(partial + power), 0);
  return powers.map((power) => power / sum);
}

test('#93: sets of largely different sizes, hundreds against two to four', () => {
  for (const [rows, columns] of [[292, 2], [313, 3], [292, 4], [2, 384]] as const) {
    const ones = { rows, columns, costs: new Float64Array(rows * columns).fill(1) };
    assert.ok(Math.abs(emd(ones).cost - 1) <= 4e-16);
    assert.ok(judge({ ...ones, costs: draw.fill(rows * columns, () => draw.unit()) }).feasible);
  }
}); // prettier-ignore

test('#126: binary32 softmax weights on a grid, from 1 down to subnormal numbers and 0', () => {
  const side = 25;
  const grid = Float64Array.from({ length: 2 * side * side }, (_, k) =>
    k % 2 === 0 ? Math.floor(k / 2 / side) : (k >> 1) % side,
  );
  for (const spread of [1000, 100, 10]) {
    const [a, b] = [0, 1].map(() => softmax(draw.fill(side * side, () => spread * draw.unit())));
    const problem = { x: grid, y: grid, dimension: 2, metric: 'euclidean' as const, a, b };
    const { gap, cost, primalResidual, plan } = emd(problem);
    assert.ok(primalResidual < 1e-14 && gap <= 1e-12 * cost);
    assert.ok(plan.row.every((i) => a[i] > 0) && plan.column.every((j) => b[j] > 0));
    if (spread === 1000) judge(problem);
  }
});

test('#190: five points against 960, uniform weights', () => {
  const [n, m] = [5, 960];
  const uniform = (count: number): Float64Array => new Float64Array(count).fill(1 / count);
  const x = draw.fill(2 * n, () => draw.unit());
  const y = draw.fill(2 * m, () => draw.unit());
  const problem: PointProblem = { x, y, dimension: 2, metric: 'sqeuclidean' };
  const weighted = { ...problem, a: uniform(n), b: uniform(m) };
  judge(weighted);
  const { cost, plan } = emd(weighted);
  assert.ok(Math.abs(total(plan.mass) - 1) < 1e-13);
  assert.ok(Math.abs(cost - emd(problem).cost) <= 1e-15 * cost);
});

test('#342: weights of binary32 on one side and binary64 on the other', () => {
  const problem: PointProblem = {
    x: normalCloud(5, 10),
    y: normalCloud(5, 10),
    dimension: 10,
    metric: 'sqeuclidean',
    a: new Float32Array(5).fill(1 / 5),
    b: new Float64Array(5).fill(1 / 5),
  };
  assert.notEqual(total(problem.a!), total(problem.b!));
  judge(problem);
  assert.equal(emd(problem).plan.mass.length, 5);
});

test('float32 marginals whose totals differ are brought to the total of a', () => {
  const n = 700;
  const m = 300;
  const a = new Float32Array(n).map((_, i) => (1 + (i % 7)) / 2797);
  const b = new Float32Array(m).fill(total(a) / m);
  assert.notEqual(total(a), total(b));
  const [x, y] = [normalCloud(n, 3), normalCloud(m, 3)];
  const { primalResidual, gap, cost, plan } = emd({
    x,
    y,
    dimension: 3,
    metric: 'sqeuclidean',
    a,
    b,
  });
  assert.ok(primalResidual < 1e-15);
  assert.ok(gap <= 1e-13 * cost);
  assert.ok(Math.abs(total(plan.mass) - total(a)) < 1e-14);
});

test('#869, #469: costs that are NaN or -Infinity are errors that name row and column', () => {
  const costs = draw.fill(12, () => draw.unit());
  const problem = (entries: Float64Array): MatrixProblem => ({
    rows: 4,
    columns: 3,
    costs: entries,
  });
  const wanted = 'emd: expected costs up to 1e300 in size, or Infinity to forbid an arc';
  for (const value of [NaN, -Infinity, 1e301]) {
    assert.throws(() => emd(problem(costs.with(7, value))), {
      name: 'RangeError',
      message: `${wanted}, got ${value} in row 2, column 1`,
    });
    assert.throws(() => emd(problem(costs.fill(value))), {
      message: `${wanted}, got ${value} in row 0, column 0`,
    });
    costs.fill(1);
  }
});

test('#869: a matrix without a finite cost is infeasible, and so is one without enough of them', () => {
  const infeasible = /emd: .*forbidden arcs \(cost Infinity\) make the problem infeasible$/;
  const costs = new Float64Array(12).fill(Infinity);
  assert.throws(() => emd({ rows: 4, columns: 3, costs }), infeasible);
  assert.throws(() => emd({ rows: 4, columns: 3, costs: costs.with(5, 1) }), infeasible);
});

test('#229: entries of 1e32 leave the digits of the others alone', () => {
  // The costs of the report to three digits. The cheap way round ships each row to the last column or its own.
  const F = 1e32;
  const costs = Float64Array.of(
    250, 375, 2410, F, 0.00152,
    213, 329, 2290, F, 0.137,
    197, 309, 2250, F, 2.47,
    F, F, F, 5.26, 2.5e31,
    38.5, 80.9, 333, 2.5e31, 0,
  ); // prettier-ignore
  const masses = Float64Array.of(0.125, 0.125, 0.125, 0.125, 0.5);
  const problem = { rows: 5, columns: 5, costs, a: masses, b: masses };
  judge(problem);
  const { cost, gap } = emd(problem);
  const expected = 0.125 * (0.00152 + 0.137 + 2.47 + 5.26 + 38.5 + 80.9 + 333);
  assert.ok(Math.abs(cost - expected) < 1e-13, `${cost}, expected ${expected}`);
  assert.ok(gap <= 1e-12 * cost, `gap ${gap} of ${cost}`);
});

test('#229: a band of allowed costs costs the same, forbidden arcs written as 1e32 or as Infinity', () => {
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
  assert.ok(finite.gap <= 1e-12 * finite.cost, `gap ${finite.gap}`);
  assert.ok(finite.u.every((value) => Math.abs(value) < 1e5));
});

test('#229: a cost of 1e32 is paid where there is no way around it', () => {
  const costs = Float64Array.of(1e32, 1e32, 0, 1e32);
  const { cost, plan } = emd({ rows: 2, columns: 2, costs });
  assert.equal(cost, 0.5e32);
  assert.deepEqual([...plan.column], [1, 0]);
});

// size: the issue has 62 332 × 53 526, of which the matrix alone takes 27 GB
const MANY = 20_000;
const FEW = 10;

test('#117: twenty thousand points take memory by points, not by pairs of them', () => {
  const cluster = normalCloud(FEW, 3).map((value) => Math.round(1000 * value));
  const x = Float64Array.from({ length: MANY * 3 }, (_, k) => cluster[k % (3 * FEW)] + draw.unit());
  const before = process.resourceUsage().maxRSS;
  const problem = { x, y: cluster, dimension: 3, metric: 'sqeuclidean' as const };
  const { cost, gap, primalResidual, plan } = emd(problem);
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  // Every cluster holds a tenth of the points, so that each belongs to its own centre.
  let expected = 0;
  x.forEach((value, k) => {
    const t = value - cluster[k % (3 * FEW)];
    expected += (t * t) / MANY;
  });
  assert.ok(Math.abs(cost - expected) <= 1e-12 * cost, `${cost}, expected ${expected}`);
  assert.ok(gap <= 1e-12 * cost && primalResidual < 1e-14, `gap ${gap} of ${cost}`);
  assert.deepEqual(
    plan.column,
    Int32Array.from({ length: MANY }, (_, i) => i % FEW),
  );
  assert.ok(grown < 100, `${grown} MiB more`);
});

test('the iteration limit: an error with bounds around the optimum, never a value', () => {
  const problem: PointProblem = {
    x: normalCloud(60, 3),
    y: normalCloud(60, 3),
    dimension: 3,
    metric: 'sqeuclidean',
    a: draw.fill(60, () => draw.integer(1, 9)),
    b: new Float64Array(60),
  };
  problem.b!.set(Float64Array.from(problem.a!).reverse());
  judge(problem);
  for (const method of ['auction', 'simplex'] as const) {
    const { cost, pivots } = emd(problem, { method });
    assert.equal(emd(problem, { method, maxPivots: pivots }).cost, cost);
    assert.ok(pivots > 0);
    for (const maxPivots of new Set([0, Math.floor(pivots / 2), pivots - 1])) {
      assert.throws(
        () => emd(problem, { method, maxPivots }),
        (error) =>
          error instanceof TransportLimitError &&
          error.message.endsWith('raise maxPivots to solve to optimality') &&
          error.pivots === maxPivots &&
          error.lowerBound <= cost &&
          error.upperBound >= cost,
      );
    }
  }
});

test('at the limit with mass still unplaced the upper bound is Infinity', () => {
  const costs = Float64Array.of(1, 1, 1, 1, Infinity, Infinity, 1, Infinity, 2);
  const problem = { rows: 3, columns: 3, costs };
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

test('#397: only pairs below a cutoff are allowed, the others are no arcs', () => {
  const n = 150;
  const x = normalCloud(n, 2);
  const y = Float64Array.from(x, (value) => value + 0.2 * draw.normal());
  const distances = Float64Array.from({ length: n * n }, (_, arc) => {
    const [i, j] = [Math.floor(arc / n), arc % n];
    return Math.hypot(x[2 * i] - y[2 * j], x[2 * i + 1] - y[2 * j + 1]);
  });
  const sparse = (cutoff: number): MatrixProblem => ({
    rows: n,
    columns: n,
    costs: distances.map((distance) => (distance < cutoff ? distance : Infinity)),
  });
  const dense = emd({ rows: n, columns: n, costs: distances });
  const longest = Math.max(
    ...Array.from(dense.plan.row, (i, k) => distances[i * n + dense.plan.column[k]]),
  );
  // With every arc that the optimum uses, it is the optimum still.
  judge(sparse(1.001 * longest));
  const kept = emd(sparse(1.001 * longest));
  assert.ok(Math.abs(kept.cost - dense.cost) <= 1e-14 * dense.cost);
  assert.equal(judge(sparse(0.05)).feasible, false);
});

test('#397: blocks apart from each other whose masses agree but for rounding have a plan', () => {
  const costs = Float64Array.of(1, Infinity, 1, Infinity, Infinity, 1, Infinity, 1);
  const a = Float64Array.of(0.1, 0.1, 0.1, 0.7);
  const { cost, primalResidual } = emd({
    rows: 4,
    columns: 2,
    costs,
    a,
    b: Float64Array.of(0.2, 0.8),
  });
  assert.ok(Math.abs(cost - 1) < 1e-15 && primalResidual < 1e-15);
});
