import assert from 'node:assert/strict';
import { test } from 'node:test';
import { key, permutation, uniform } from '../../lib/random/index.js';
import type { WorkerPool } from '../../lib/parallel/index.js';
import { RowLists } from '../../lib/transport/rowLists.js';
import type { RowScanner } from '../../lib/transport/rowScanner.js';
import { sharesWork } from '../../lib/transport/sharedWork.js';
import { BOUNDS, LIST_LENGTH, type Layout } from '../../lib/transport/workspace.js';

const rows = 2;
const listCosts = 0;
const listBounds = 8 * rows * LIST_LENGTH;
const listColumns = listBounds + 8 * rows * BOUNDS;
const listLength = listColumns + 4 * rows * LIST_LENGTH;
const layout = { rows, listCosts, listBounds, listColumns, listLength } as Layout;

const LIMIT = 1e9;

/** A scan of a row that found these of its columns, in their order; no other has a value below LIMIT. */
function scanned(costs: Float64Array, prices: Float64Array, columns: number): RowScanner {
  return {
    layout: { columns, listRank: 9 },
    columns: Int32Array.from(costs.keys()),
    costs,
    prices,
    costsOf: () => 0,
    groupMinimum: () => LIMIT,
    below: () => costs.length,
  } as unknown as RowScanner;
}

test('a list holds the least by cost and price, ascending, the first among equals, with bounds on what follows', () => {
  for (let count = 1; count < 3 * LIST_LENGTH; count++) {
    // few different costs, so that there are equals
    const costs = Float64Array.from(uniform(key(count), count), (x) => Math.floor(8 * x));
    const prices = Float64Array.from(permutation(key(100 + count), count), (k) => k % 3);
    const lists = new RowLists(new ArrayBuffer(listLength + 4 * rows), layout);
    const value = (j: number): number => costs[j] + prices[j];
    const ascending = [...costs.keys()].sort((p, q) => value(p) - value(q) || p - q);
    const expected = ascending.slice(0, LIST_LENGTH);
    for (const columns of [count, count + LIST_LENGTH]) {
      lists.rebuild(1, scanned(costs, prices, columns));
      const entries = [LIST_LENGTH, LIST_LENGTH + expected.length];
      assert.deepEqual([...lists.columns.slice(...entries)], expected);
      assert.deepEqual(
        [...lists.costs.slice(...entries)],
        expected.map((j) => costs[j]),
      );
      assert.deepEqual([...lists.length], [0, expected.length]);
      assert.equal(lists.least(1, prices), value(expected[0]));
      const unlisted =
        count > LIST_LENGTH
          ? value(expected[LIST_LENGTH - 1])
          : columns > LIST_LENGTH
            ? LIMIT
            : Infinity;
      const bounds = [8, 16, 24].map((k) => (k < expected.length ? value(expected[k]) : unlisted));
      assert.deepEqual([...lists.bounds], [0, 0, 0, 0, ...bounds, unlisted]);
      assert.equal(lists.boundOf(1), unlisted);
    }
  }
});

test('work is shared from 4096 × 4096 pairs on, by two threads or more', () => {
  const pool = (workers: number): WorkerPool => ({ workers }) as WorkerPool;
  assert.equal(sharesWork(pool(2), 4096, 4096), true);
  assert.equal(sharesWork(pool(2), 4095, 4096), false);
  assert.equal(sharesWork(pool(2), 2 ** 24, 1), true);
  assert.equal(sharesWork(pool(1), 4096, 4096), false);
  assert.equal(sharesWork(undefined, 4096, 4096), false);
});
