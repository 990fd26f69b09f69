import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, key, normal } from '../../lib/random/index.js';
import { RowScanner } from '../../lib/transport/rowScanner.js';
import { layoutOf, regionOf } from '../../lib/transport/workspace.js';
import { guardedKernels } from '../support/guardedKernels.js';
import { apart } from '../support/layouts.js';

const draw = (count: number, number: number): Float64Array =>
  Float64Array.from(normal(fold(key(17), number), count));

interface Scene {
  readonly scanner: RowScanner;
  readonly buffer: ArrayBuffer;
  readonly numbers: Float64Array;
  readonly columns: number;
  /** [rows][columns], by the definition */
  readonly costs: readonly (readonly number[])[];
}

/** Three points beside some others, their costs stored or not, for one of two workers. */
function scene(
  columns: number,
  dimension: number,
  euclidean: boolean,
  stored: boolean,
  worker: number,
): Scene {
  const rows = 3;
  const shape = { rows, columns, dimension, euclidean, stored, listRank: 10 };
  const layout = apart(layoutOf(shape, 2));
  const buffer = new ArrayBuffer(layout.size);
  const numbers = new Float64Array(buffer).fill(0.5);
  const [x, y] = [draw(rows * dimension, columns), draw(columns * dimension, columns + 1)];
  numbers.set(x, layout.x / 8);
  for (const { y: at } of [regionOf(layout, 0), regionOf(layout, 1)]) {
    for (let k = 0; k < dimension; k++) {
      for (let j = 0; j < columns; j++)
        numbers[at / 8 + k * layout.width + j] = y[j * dimension + k];
    }
  }
  const coordinates = [...Array(dimension).keys()];
  const costs = [...Array(rows).keys()].map((i) =>
    [...Array(columns).keys()].map((j) => {
      const squares = coordinates.reduce((sum, k) => {
        const t = x[i * dimension + k] - y[j * dimension + k];
        return sum + t * t;
      }, 0);
      return euclidean ? Math.sqrt(squares) : squares;
    }),
  );
  if (stored) {
    costs.forEach((row, i) => numbers.set(row, layout.costs / 8 + i * layout.width));
    // then nothing is made from the points
    numbers.fill(0.25, layout.x / 8, layout.prices / 8);
  }
  const scanner = new RowScanner({ buffer, kernels: guardedKernels(buffer) }, layout, worker);
  scanner.prices.fill(Infinity);
  scanner.prices.set(draw(columns, columns + 2));
  return { scanner, buffer, numbers, columns, costs };
}

function* scenes(): Generator<Scene> {
  for (const columns of [1, 16, 37]) {
    for (const dimension of [1, 3]) {
      for (const euclidean of [false, true]) {
        for (const stored of [false, true]) {
          for (const worker of [0, 1]) yield scene(columns, dimension, euclidean, stored, worker);
        }
      }
    }
  }
}

test('costs are the same taken from the matrix and made from the points, by rows and one by one', () => {
  for (const { scanner, columns, costs } of scenes()) {
    costs.forEach((row, i) => {
      assert.deepEqual([...scanner.costRow(i).subarray(0, columns)], row);
      assert.equal(scanner.costRow(i).length, scanner.layout.width);
      row.forEach((cost, j) => assert.equal(scanner.cost(i, j), cost));
    });
  }
});

test('distances can be made from a column on, to any place', () => {
  const { scanner, numbers, costs } = scene(37, 3, true, false, 0);
  const { block } = regionOf(scanner.layout, 0);
  scanner.distances(2, block, 16, 16);
  assert.deepEqual([...numbers.subarray(block / 8, block / 8 + 16)], costs[2].slice(16, 32));
  assert.equal(numbers[block / 8 + 16], 0.5, 'what lies behind is left as it is');
});

test('the least c + p of a row and the columns up to a limit are found, with their costs', () => {
  for (const { scanner, columns, costs } of scenes()) {
    costs.forEach((row, i) => {
      const values = row.map((cost, j) => cost + scanner.prices[j]);
      assert.equal(scanner.least(scanner.costsOf(i)), Math.min(...values));
      const limit = values[columns >> 1];
      const expected = [...values.keys()].filter((j) => values[j] <= limit);
      const count = scanner.below(scanner.costsOf(i), limit);
      assert.deepEqual([...scanner.columns.subarray(0, count)], expected);
      assert.deepEqual(
        [...scanner.costs.subarray(0, count)],
        expected.map((j) => row[j]),
      );
    });
  }
});

test('two workers search at once, each in a region of its own', () => {
  const { scanner: one, buffer, costs } = scene(37, 3, false, false, 0);
  const other = new RowScanner({ buffer, kernels: guardedKernels(buffer) }, one.layout, 1);
  const [row, otherRow] = [one.costRow(0), other.costRow(2)];
  const count = one.below(row.byteOffset, Number.MAX_VALUE);
  other.below(otherRow.byteOffset, Number.MAX_VALUE);
  assert.deepEqual([...row.subarray(0, 37)], costs[0]);
  assert.deepEqual([...otherRow.subarray(0, 37)], costs[2]);
  assert.equal(count, 37);
  assert.deepEqual([...one.costs.subarray(0, 37)], costs[0]);
  assert.deepEqual([...one.columns.subarray(0, 37)], [...costs[0].keys()]);
});
