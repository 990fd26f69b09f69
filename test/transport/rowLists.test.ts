import assert from 'node:assert/strict';
import { test } from 'node:test';
import { key, permutation, uniform } from '../../lib/random/index.js';
import type { WorkerPool } from '../../lib/parallel/index.js';
import { RowLists } from '../../lib/transport/rowLists.js';
import type { RowScanner } from '../../lib/transport/rowScanner.js';
import { sharesWork } from '../../lib/transport/sharedWork.js';
import { LIST_LENGTH, type Layout } from '../../lib/transport/workspace.js';

const rows = 2;
const listCosts = 0;
const listBound = 8 * rows * LIST_LENGTH;
const listColumns = listBound + 8 * rows;
const listLength = listColumns + 4 * rows * LIST_LENGTH;
const layout = { rows, listCosts, listBound, listColumns, listLength } as Layout;

/** A scan of a row that found all of its columns, in their order. */
function scanned(costs: Float64Array, prices: Float64Array): RowScanner {
  return {
    layout: { columns: costs.length, listRank: 9 },
    columns: Int32Array.from(costs.keys()),
    costs,
    prices,
    costsOf: () => 0,
    groupMinimum: () => 1e9,
    below: () => costs.length,
  } as unknown as RowScanner;
}

test('of more columns than a list holds the least by cost and price stay, the first among equals', () => {
  for (let number = 0; number < 50; number++) {
    const count = LIST_LENGTH + 1 + number;
    // few different costs, so that there are equals
    const costs = Float64Array.from(uniform(key(number), count), (x) => Math.floor(8 * x));
    const prices = Float64Array.from(permutation(key(100 + number), count), (k) => k % 3);
    const lists = new RowLists(new ArrayBuffer(listLength + 4 * rows), layout);
    lists.rebuild(1, scanned(costs, prices));
    const value = (j: number): number => costs[j] + prices[j];
    const expected = [...costs.keys()].sort((p, q) => value(p) - value(q) || p - q).slice(0, LIST_LENGTH); // prettier-ignore
    const listed = [...lists.columns.slice(LIST_LENGTH, 2 * LIST_LENGTH)];
    assert.deepEqual(listed, expected);
    assert.deepEqual(
      [...lists.costs.slice(LIST_LENGTH, 2 * LIST_LENGTH)],
      expected.map((j) => costs[j]),
    );
    assert.deepEqual([...lists.length], [0, LIST_LENGTH]);
    assert.equal(lists.bound[1], value(expected[LIST_LENGTH - 1]));
    assert.equal(lists.least(1, prices), value(expected[0]));
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
