import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CTransform, cTransform } from '../../lib/transport/cTransform.js';
import type { TransportProblem } from '../../lib/transport/index.js';
import { Draws } from '../support/draws.js';

/** Asserts every bit of the costs and of the transform against the definitions (docs/arithmetic.md 6.1, 6.10). */
function assertTransform(
  problem: TransportProblem,
  [rows, columns]: [number, number],
  cost: (i: number, j: number) => number,
  v: Float64Array,
): void {
  const transform = new CTransform(problem, v);
  assert.deepEqual([transform.rows, transform.columns], [rows, columns]);
  const u = Float64Array.from({ length: rows }, (_, i) => {
    const costs = Float64Array.from({ length: columns }, (_, j) => cost(i, j));
    assert.deepEqual(transform.costsOf(i), costs);
    const least = Math.min(...costs.map((c, j) => c - v[j]));
    assert.equal(transform.at(i), least);
    return least;
  });
  assert.deepEqual(transform.all(), u);
  assert.deepEqual(cTransform(problem, v), u);
}

test('between points u_i is the least distance less v_j, squares summed in order', () => {
  for (let dimension = 1; dimension <= 13; dimension++) {
    for (const metric of ['euclidean', 'sqeuclidean'] as const) {
      const draw = new Draws(dimension);
      const [rows, columns] = [draw.integer(1, 6), draw.integer(1, 6)];
      const x = draw.fill(rows * dimension, () => draw.normal());
      const y = draw.fill(columns * dimension, () => draw.normal());
      const cost = (i: number, j: number): number => {
        let squares = 0;
        for (let k = 0; k < dimension; k++) {
          const t = x[i * dimension + k] - y[j * dimension + k];
          squares += t * t;
        }
        return metric === 'euclidean' ? Math.sqrt(squares) : squares;
      };
      const v = draw.fill(columns, () => draw.between(-1, 1));
      assertTransform({ x, y, dimension, metric }, [rows, columns], cost, v);
    }
  }
});

test('of a matrix u_i is the least cost less v_j, Infinity where all arcs of the row are forbidden', () => {
  const [rows, columns] = [3, 4];
  const costs = Float64Array.of(
    5,
    1,
    -2,
    7,
    Infinity,
    Infinity,
    Infinity,
    Infinity,
    0,
    Infinity,
    3,
    3,
  );
  const v = Float64Array.of(4, -9, 0.5, 1);
  const cost = (i: number, j: number): number => costs[i * columns + j];
  assertTransform({ rows, columns, costs }, [rows, columns], cost, v);
  assert.deepEqual([...cTransform({ rows, columns, costs }, v)], [-2.5, Infinity, -4]);
});
