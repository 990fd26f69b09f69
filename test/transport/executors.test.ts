import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerPool } from '../../lib/parallel/index.js';
import { fold, key, normal } from '../../lib/random/index.js';
import { certify, cTransform, emd } from '../../lib/transport/index.js';

const cloud = (count: number, dimension: number, stream: number): Float64Array =>
  Float64Array.from(normal(fold(key(3), stream), count * dimension));

test('both methods and any start come to the same cost, and to the same plan where it is unique', () => {
  const problem = {
    x: cloud(90, 4, 1),
    y: cloud(70, 4, 2),
    dimension: 4,
    metric: 'sqeuclidean' as const,
  };
  const solutions = [
    emd(problem),
    emd(problem, { method: 'simplex' }),
    emd(problem, { start: new Float64Array(70) }),
    emd(problem, { start: cloud(70, 1, 9).map((v) => 3 * v) }),
    emd({ ...problem, x: problem.y, y: problem.x }),
  ];
  for (const { cost, gap } of solutions) {
    assert.ok(gap <= 1e-13 * cost);
    assert.ok(Math.abs(cost - solutions[0].cost) <= 1e-13 * cost);
  }
});

test('a start is used if its dual objective is higher, and changes nothing otherwise', () => {
  const [n, dimension, metric] = [256, 8, 'sqeuclidean'] as const;
  const x = cloud(n, dimension, 1);
  const y = cloud(n, dimension, 2);
  const problem = { x, y, dimension, metric };
  const cold = emd(problem);

  const step = cloud(n, dimension, 3);
  const moved = { ...problem, y: y.map((t, k) => t + 0.001 * step[k]) };
  assert.ok(emd(moved, { start: cold.v }).pivots < 0.8 * emd(moved).pivots);

  const fresh = { ...problem, x: cloud(n, dimension, 4), y: cloud(n, dimension, 5) };
  const carried = cTransform({ ...problem, x: fresh.y, y: x }, cold.u);
  const far = new Float64Array(n).map((_, j) => (j % 2) * 1e300);
  for (const start of [carried, cold.v, far]) {
    assert.deepEqual(emd(fresh, { start }), emd(fresh));
  }
});

test('unknown starting potentials are refused in a sentence', () => {
  const problem = {
    x: cloud(3, 2, 1),
    y: cloud(2, 2, 2),
    dimension: 2,
    metric: 'euclidean' as const,
  };
  for (const start of [new Float64Array(3), Float64Array.of(0, NaN)]) {
    assert.throws(() => emd(problem, { start }), /expected start to hold 2 finite potentials, got/);
  }
});

test('threads change no bit of a problem of 4096 points, whose rows are made when wanted', async () => {
  const n = 4096;
  const problem = {
    x: cloud(n, 3, 7),
    y: cloud(n, 3, 8),
    dimension: 3,
    metric: 'euclidean' as const,
  };
  const alone = emd(problem);
  assert.ok(alone.gap <= 1e-12 * alone.cost);
  const { plan, u, v, vLow, pivots: _pivots, ...certificate } = alone;
  assert.deepEqual(certificate, certify(problem, plan, u, v, vLow));
  const larger = { ...problem, x: cloud(n, 4, 9), y: cloud(n + 1, 4, 10), dimension: 4 };
  const largerAlone = emd(larger);
  for (const workers of [2, 5]) {
    const pool = new WorkerPool(workers);
    assert.deepEqual(emd(larger, { pool }), largerAlone);
    // in the memory that the larger one leaves
    assert.deepEqual(emd(problem, { pool }), alone);
    await pool.close();
  }
});
