import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerPool } from '../../lib/parallel/index.js';
import { fold, key, normal } from '../../lib/random/index.js';
import { CTransform } from '../../lib/transport/cTransform.js';
import type { Metric, PointProblem } from '../../lib/transport/index.js';
import { placesOf, pointTransform } from '../../lib/transport/pointTransform.js';

const PAGE = 65536;
const metrics: readonly Metric[] = ['sqeuclidean', 'euclidean'];

const numbers = (count: number, stream: number): Float64Array =>
  Float64Array.from(normal(fold(key(3), stream), count));

const problemOf = (n: number, m: number, dimension: number, metric: Metric): PointProblem => ({
  x: numbers(n * dimension, n),
  y: numbers(m * dimension, m + 1),
  dimension,
  metric,
});

test('the kernel of the certificate and its plain loops give the same bits', () => {
  for (const metric of metrics) {
    for (const dimension of [9, 4, 3, 1]) {
      // from many columns to few: what the last problem left in memory is not to be seen
      for (const m of [100, 48, 17, 16, 15, 9, 8, 7, 2, 1]) {
        const problem = problemOf(5, m, dimension, metric);
        const v = numbers(m, 5);
        assert.deepEqual(pointTransform(problem, v), new CTransform(problem, v).all());
      }
    }
  }
});

test('threads give the same bits, and do not leave the memory that is theirs', async () => {
  // 208 points are no whole number of chunks, and with so many columns the last byte of a page is used
  const [n, m] = [208, 4096 * 20 - 104];
  const pool = new WorkerPool(2);
  for (const metric of metrics) {
    const problem = problemOf(n, m, 2, metric);
    assert.equal(placesOf(problem, pool.workers).size % PAGE, 0);
    const v = numbers(m, 5);
    const expected = new CTransform(problem, v).all();
    assert.deepEqual(pointTransform(problem, v, pool), expected);
    assert.deepEqual(pointTransform(problem, v), expected);
  }
  await pool.close();
});

test('the memory is that of the points and, for each worker, of the columns, in whole tiles of eight', () => {
  for (const [n, m, dimension] of [[5, 17, 3], [1, 1, 1], [300, 200, 8], [2, 16, 9]]) {
    for (const workers of [1, 2, 5]) {
      const { size } = placesOf(problemOf(n, m, dimension, 'euclidean'), workers);
      const least = 8 * (n + m * workers) * (dimension + 1);
      assert.ok(size >= least && size <= least + 8 * 7 * (1 + workers * (dimension + 1)));
    }
  } // prettier-ignore
});
