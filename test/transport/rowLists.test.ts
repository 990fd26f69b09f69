import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { key, permutation, uniform } from '../../lib/random/index.js';
import type { WorkerPool } from '../../lib/parallel/index.js';
import { RowLists } from '../../lib/transport/rowLists.js';
import { RowScanner } from '../../lib/transport/rowScanner.js';
import { sharesWork } from '../../lib/transport/sharedWork.js';
import { BOUNDS, layoutOf, LIST_LENGTH, STEP, type Layout } from '../../lib/transport/workspace.js';
import { guardedKernels } from '../support/guardedKernels.js';
import { apart } from '../support/layouts.js';

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

/** Lists and a scanner of a matrix at some prices, the lists in memory that holds something. */
function onMatrix(
  costs: readonly (readonly number[])[],
  prices: readonly number[],
  listRank: number,
): { scanner: RowScanner; lists: RowLists } {
  const [rows, columns] = [costs.length, costs[0].length];
  const shape = { rows, columns, dimension: 0, euclidean: false, stored: true, listRank };
  const layout = apart(layoutOf(shape, 1));
  const buffer = new ArrayBuffer(layout.size);
  new Float64Array(buffer).fill(-0.5);
  const scanner = new RowScanner({ buffer, kernels: guardedKernels(buffer) }, layout, 0);
  costs.forEach((row, i) => {
    scanner.costRow(i).fill(0);
    scanner.costRow(i).set(row);
  });
  scanner.prices.fill(Infinity);
  scanner.prices.set(prices);
  const lists = new RowLists(buffer, layout);
  lists.length.fill(0);
  return { scanner, lists };
}

/** A list, and its bounds after 8, 16, … entries. */
interface List {
  readonly columns: readonly number[];
  readonly costs: readonly number[];
  readonly bounds: readonly number[];
}

function listed(lists: RowLists, i: number): List {
  const [from, to] = [i * LIST_LENGTH, i * LIST_LENGTH + lists.length[i]];
  return {
    columns: [...lists.columns.subarray(from, to)],
    costs: [...lists.costs.subarray(from, to)],
    bounds: [...lists.bounds.subarray(i * BOUNDS, (i + 1) * BOUNDS)],
  };
}

/** docs/arithmetic.md 6.5b */
function listOf(costs: readonly number[], prices: readonly number[], rank: number): List {
  const values = costs.map((cost, j) => cost + prices[j]);
  const minima = [...Array(16).keys()]
    .map((g) => Math.min(...values.filter((_, j) => j % 16 === g)))
    .sort((p, q) => p - q || 0);
  const limit = costs.length <= LIST_LENGTH ? Infinity : minima[rank - 1];
  const found = [...values.keys()].filter((j) => values[j] <= limit && values[j] < Infinity);
  const columns = found.sort((p, q) => values[p] - values[q] || p - q).slice(0, LIST_LENGTH);
  const unlisted = found.length > LIST_LENGTH ? values[columns[LIST_LENGTH - 1]] : limit;
  return {
    columns,
    costs: columns.map((j) => costs[j]),
    bounds: Array.from({ length: BOUNDS }, (_, k) => values[columns[(k + 1) * STEP]] ?? unlisted),
  };
}

test('a list holds the columns up to the rank-th least minimum of 16 groups, or all if they are few', () => {
  const cost = fc.oneof(
    fc.constantFrom(0, 1, 2, Infinity),
    fc.double({ min: -9, max: 9, noNaN: true }),
  );
  const problems = fc.integer({ min: 1, max: 90 }).chain((columns) => {
    const row = fc.array(cost, { minLength: columns, maxLength: columns });
    const price = fc.integer({ min: -1, max: 1 });
    return fc.record({
      costs: fc.array(row, { minLength: 2, maxLength: 2 }),
      prices: fc.array(price, { minLength: columns, maxLength: columns }),
      rank: fc.constantFrom(10, 13),
    });
  });
  fc.assert(
    fc.property(problems, ({ costs, prices, rank }) => {
      const { scanner, lists } = onMatrix(costs, prices, rank);
      for (const i of [1, 0]) lists.rebuild(i, scanner);
      for (const i of [0, 1]) assert.deepEqual(listed(lists, i), listOf(costs[i], prices, rank));
    }),
  );
});

test('lists of up to 32 columns, and of more, whose limit is infinite, leave out nothing that is finite', () => {
  for (const columns of [1, 31, 32, 33, 47]) {
    // beyond 32 columns 7 finite ones are not enough for a tenth minimum
    const costs = [...Array(columns).keys()].map((j) => (columns > 32 && j % 8 > 0 ? Infinity : j));
    const { scanner, lists } = onMatrix([costs, costs], Array<number>(columns).fill(0), 10);
    lists.rebuild(1, scanner);
    const expected = costs.filter((cost) => cost < Infinity);
    const bounds = Array.from({ length: BOUNDS }, (_, k) => expected[(k + 1) * STEP] ?? Infinity);
    assert.deepEqual(listed(lists, 1), { columns: expected, costs: expected, bounds });
    assert.equal(lists.boundOf(1), Infinity);
  }
});

test('an arc is added once, and to a full list in place of the greatest c + p above its own, the first of equals', () => {
  const columns = 40;
  const prices = Array.from({ length: columns }, (_, j) => (j % 2 === 0 ? 0 : 1));
  const { scanner, lists } = onMatrix([prices, prices, prices], prices, 10);
  const add = (column: number, cost: number): void => lists.add(1, column, cost, scanner.prices);
  for (let j = 0; j < LIST_LENGTH; j++) {
    for (const i of [0, 2]) lists.add(i, j, 100, scanner.prices);
  }
  const others = [listed(lists, 0), listed(lists, 2)];
  const expected: [column: number, cost: number][] = [];
  const check = (): void => {
    const { columns, costs } = listed(lists, 1);
    assert.deepEqual(
      columns.map((column, k) => [column, costs[k]]),
      expected,
    );
    assert.deepEqual([listed(lists, 0), listed(lists, 2)], others);
  };
  for (let j = 0; j < LIST_LENGTH; j++) {
    add(j, 5);
    expected.push([j, 5]);
    check();
  }
  for (const j of [0, 15, 31]) add(j, -7);
  check();
  // 5 + 1 at the odd places are the greatest
  add(33, 5);
  add(32, 6);
  add(34, 7);
  check();
  add(35, 4);
  expected[1] = [35, 4];
  check();
  add(36, 5.5);
  expected[3] = [36, 5.5];
  check();
  // and the last entry may go too
  scanner.prices[31] = 2;
  add(37, 5);
  expected[31] = [37, 5];
  check();
});

test('the first entry of the first row may give its place too', () => {
  const prices = Array<number>(40).fill(0);
  const { scanner, lists } = onMatrix([prices], prices, 10);
  for (let j = 0; j < LIST_LENGTH; j++) lists.add(0, j, j === 0 ? 9 : 5, scanner.prices);
  lists.add(0, 35, 4, scanner.prices);
  assert.deepEqual(listed(lists, 0).columns, [35, ...[...Array(LIST_LENGTH).keys()].slice(1)]);
});

test('the least c + p of a row by its list is at most the bound', () => {
  const costs = [...Array(40).keys()].map((j) => 40 - j);
  const prices = Array<number>(40).fill(0);
  const { scanner, lists } = onMatrix([costs, costs], prices, 10);
  lists.rebuild(0, scanner);
  lists.rebuild(1, scanner);
  assert.equal(lists.boundOf(1), 10);
  assert.equal(lists.least(1, scanner.prices), 1);
  scanner.prices[39] = 3;
  assert.equal(lists.least(1, scanner.prices), 2);
  scanner.prices.fill(30);
  assert.equal(lists.least(1, scanner.prices), 10);
  lists.bounds.fill(Infinity);
  assert.equal(lists.least(1, scanner.prices), 31);
  lists.length[1] = 0;
  assert.equal(lists.least(1, scanner.prices), Infinity);
});

test('work is shared from 4096 × 4096 pairs on, by two threads or more', () => {
  const pool = (workers: number): WorkerPool => ({ workers }) as WorkerPool;
  assert.equal(sharesWork(pool(2), 4096, 4096), true);
  assert.equal(sharesWork(pool(2), 4095, 4096), false);
  assert.equal(sharesWork(pool(2), 2 ** 24, 1), true);
  assert.equal(sharesWork(pool(1), 4096, 4096), false);
  assert.equal(sharesWork(undefined, 4096, 4096), false);
});
