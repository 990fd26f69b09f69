import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, key, normal, permutation } from '../../lib/random/index.js';
import { emd, type PointProblem, type TransportProblem } from '../../lib/transport/index.js';

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
    assert.ok(gap <= 1e-14, `gap ${gap}`);
  }
});
