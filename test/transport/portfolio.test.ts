import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, key, normal, permutation } from '../../lib/random/index.js';
import { costScale, tiedShare } from '../../lib/transport/costSample.js';
import {
  emd,
  TransportLimitError,
  type PointProblem,
  type TransportProblem,
} from '../../lib/transport/index.js';
import type { RowScanner } from '../../lib/transport/rowScanner.js';
import { isLargeUniform } from '../../lib/transport/scan.js';

const cloud = (count: number, dimension: number, stream: number): Float64Array =>
  Float64Array.from(normal(fold(key(11), stream), count * dimension));

const between = (x: Float64Array, y: Float64Array, dimension: number): PointProblem => ({
  x,
  y,
  dimension,
  metric: 'sqeuclidean',
});

test('clusters and many copies of the same points are left to the simplex alone, loose clouds are not', () => {
  const cluster = (t: number): number => 10 * Math.round(t) + 0.01 * t;
  const clusters = between(cloud(192, 3, 1).map(cluster), cloud(192, 3, 2).map(cluster), 3);
  const copies = (stream: number): Float64Array => {
    const few = cloud(16, 8, stream);
    return new Float64Array(192 * 8).map((_, k) => few[k % few.length]);
  };
  for (const problem of [clusters, between(copies(3), copies(4), 8)]) {
    assert.deepEqual(emd(problem), emd(problem, { method: 'simplex' }));
  }
  const loose = between(cloud(192, 8, 5), cloud(192, 8, 6), 8);
  assert.ok(emd(loose).pivots < 0.2 * emd(loose, { method: 'simplex' }).pivots);
});

test('between clouds that differ in their order only nothing is to be paid, and potentials 0 prove it', () => {
  const [n, dimension] = [100, 3];
  const x = cloud(n, dimension, 7);
  const order = permutation(fold(key(11), 8), n);
  const y = x.map((_, k) => x[dimension * order[Math.floor(k / dimension)] + (k % dimension)]);
  const a = cloud(n, 1, 9).map(Math.abs);
  const b = a.map((_, j) => a[order[j]]);
  for (const masses of [{}, { a, b }]) {
    for (const method of ['auction', 'simplex'] as const) {
      const { cost, gap, pivots, plan, u, v } = emd(
        { ...between(x, y, dimension), ...masses },
        { method },
      );
      assert.deepEqual({ cost, gap, pivots }, { cost: 0, gap: 0, pivots: 0 });
      plan.row.forEach((i, k) => assert.equal(i, order[plan.column[k]]));
      for (const potential of [...u, ...v]) assert.ok(potential === 0);
    }
  }
});

test('a plan that costs nothing beside costs below 0 still needs its proof', () => {
  const problem: TransportProblem = { rows: 2, columns: 2, costs: Float64Array.of(0, -1, 5, 0) };
  for (const method of ['auction', 'simplex'] as const) {
    const { cost, gap } = emd(problem, { method });
    assert.equal(cost, 0);
    assert.equal(gap, 0);
  }
});

test('a free plan of a matrix has potentials 0, whatever the other costs that are not below 0', () => {
  const problem = { rows: 3, columns: 3, costs: Float64Array.of(0, 4, 2, 1, 0, 5, 3, 7, 0) };
  for (const method of ['auction', 'simplex'] as const) {
    const { cost, pivots, u, v } = emd(problem, { method });
    assert.deepEqual([cost, pivots, ...u, ...v], new Array(8).fill(0));
  }
});

/** Costs by a function of row and column, to be sampled. */
function costsBy(
  rows: number,
  columns: number,
  cost: (i: number, j: number) => number,
): RowScanner {
  const costRow = (i: number): Float64Array => {
    assert.ok(i < rows, `row ${i} of ${rows}`);
    return Float64Array.from({ length: columns }, (_, j) => cost(i, j));
  };
  return { layout: { rows, columns }, costRow } as unknown as RowScanner;
}

test('scale and ties are those of every ⌈n/16⌉-th row from row 0 on, forbidden arcs set aside', () => {
  for (const [rows, step] of [[1, 1], [16, 1], [17, 2], [32, 2], [33, 3]]) {
    // sampled rows hold 1 … 4 and a forbidden arc; all others are tied and dear
    const loose = costsBy(rows, 5, (i, j) => (i % step > 0 ? 1e6 : j === 4 ? Infinity : 1 + j));
    assert.equal(costScale(loose), 1.5);
    assert.equal(tiedShare(loose, 1.5), 0);
    // two of four columns are within 1.5/1024 of the least, which is not counted
    const tied = costsBy(rows, 4, (i, j) => (i % step > 0 ? j : j < 2 ? j / 1024 : 1 + j));
    assert.equal(tiedShare(tied, 1.5), 1 / 4);
    assert.equal(tiedShare(tied, 1), 1 / 4, 'one is 1/1024 above the least, which counts');
    assert.equal(tiedShare(tied, 0.9), 0);
  } // prettier-ignore
  assert.equal(costScale(costsBy(3, 3, () => Infinity)), 0);
  assert.equal(tiedShare(costsBy(3, 3, () => Infinity), 0), 0); // prettier-ignore
});

test('a problem is large beyond 2²¹ costs, where all rows weigh the same and all columns do', () => {
  const isLarge = (rows: number, columns: number, uniform = true): boolean =>
    isLargeUniform({
      supply: new Float64Array(rows),
      demand: new Float64Array(columns),
      uniform,
    });
  assert.ok(!isLarge(2048, 1024));
  assert.ok(isLarge(2048, 1025));
  assert.ok(!isLarge(2048, 1025, false));
});

test('at the limit of pivots an auction that has not placed everything still bounds the cost from below', () => {
  const count = 240;
  const masses = (stream: number): Float64Array => {
    const drawn = cloud(count, 1, stream).map((x) => 0.1 + Math.abs(x));
    const total = drawn.reduce((sum, mass) => sum + mass, 0);
    return drawn.map((mass) => mass / total);
  };
  const problem = {
    ...between(cloud(count, 2, 91), cloud(count, 2, 92), 2),
    a: masses(93),
    b: masses(94),
  };
  const { cost, pivots } = emd(problem);
  assert.ok(pivots > 0);
  assert.throws(
    () => emd(problem, { maxPivots: 0 }),
    (error) =>
      error instanceof TransportLimitError &&
      error.upperBound === Infinity &&
      error.lowerBound < cost &&
      Number.isFinite(error.lowerBound),
  );
});
