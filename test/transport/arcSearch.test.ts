import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockSearch } from '../../lib/transport/blockSearch.js';
import { ListSearch } from '../../lib/transport/listSearch.js';
import type { RowLists } from '../../lib/transport/rowLists.js';
import type { RowScanner } from '../../lib/transport/rowScanner.js';
import { SpanningTree } from '../../lib/transport/spanningTree.js';
import { LIST_LENGTH } from '../../lib/transport/workspace.js';

/** Costs of which the scanner knows the least, as it is asked for them: rows in `visited`, columns in `found`. */
function scannerOf(
  sinks: number,
  cost: (i: number, j: number) => number,
): { scanner: RowScanner; visited: number[]; found: number[] } {
  const visited: number[] = [];
  const found: number[] = [];
  const columns = new Int32Array(sinks);
  const costs = new Float64Array(sinks);
  const prices = new Float64Array(sinks);
  const costsOf = (i: number): number => {
    visited.push(i);
    return i;
  };
  const below = (i: number, limit: number): number => {
    let count = 0;
    for (let j = 0; j < sinks; j++) {
      if (cost(i, j) + prices[j] > limit) continue;
      columns[count] = j;
      costs[count++] = cost(i, j);
      found.push(j);
    }
    return count;
  };
  const scanner = { columns, costs, prices, costsOf, below } as unknown as RowScanner;
  return { scanner, visited, found };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, k) => from + k);

test('block search visits max(1, round √(n/m)) rows after one another, and takes the least of the first that hold any', () => {
  const tree = new SpanningTree(18, 2);
  tree.potential.set([1, 10, 20], 17);
  const reducedAt: Record<string, number> = { '4 1': -1, '5 0': -3, '5 1': -3, '6 0': -9 };
  const { scanner, visited } = scannerOf(
    2,
    (i, j) => (reducedAt[`${i} ${j}`] ?? 1) + tree.potential[i] - tree.potential[18 + j],
  );
  const search = new BlockSearch(tree, scanner);
  assert.equal(search.next(), true);
  assert.deepEqual(visited, range(0, 6));
  assert.deepEqual([search.row, search.column, search.reduced], [5, 0, -3]);
  assert.equal(search.next(), true);
  assert.deepEqual(visited.slice(6), range(6, 9));
  assert.deepEqual([search.row, search.column, search.reduced], [6, 0, -9]);

  Object.assign(reducedAt, { '4 1': 0, '5 0': 0, '5 1': 0, '6 0': 0 });
  assert.equal(search.next(), false);
  assert.deepEqual(visited.slice(9), [...range(9, 18), ...range(0, 9)]);
  assert.equal(search.widen(), false);

  const few = scannerOf(9, () => 1);
  new BlockSearch(new SpanningTree(1, 9), few.scanner).next();
  assert.deepEqual(few.visited, [0]);
});

test('block search does not look at arcs as dear as those of the tree', () => {
  const tree = new SpanningTree(3, 3);
  tree.potential.set([7, 7, 7, -1, -1, -1]);
  tree.error.fill(2 ** -40);
  const { scanner, found } = scannerOf(3, () => 8);
  assert.equal(new BlockSearch(tree, scanner).next(), false);
  assert.deepEqual(found, []);
});

/** Lists of two arcs a row, to columns 1 and 2; what lies beyond their ends would enter at once. */
function listsOf(rows: number, cost: (i: number, j: number) => number): RowLists {
  const columns = new Int32Array(rows * LIST_LENGTH);
  const costs = new Float64Array(rows * LIST_LENGTH).fill(-1e6);
  for (let i = 0; i < rows; i++) {
    for (const j of [1, 2]) {
      columns[i * LIST_LENGTH + j - 1] = j;
      costs[i * LIST_LENGTH + j - 1] = cost(i, j);
    }
  }
  return { columns, costs, length: new Int32Array(rows).fill(2) } as unknown as RowLists;
}

test('list search visits max(1, round √(n/16)) rows after one another, and looks at their lists alone', () => {
  const tree = new SpanningTree(144, 3);
  tree.potential.set(range(0, 144).map((i) => 1 + (i % 5)));
  tree.potential.set([0, 10, -20], 144);
  const reducedAt: Record<string, number> = {
    '4 1': -0.25,
    '5 1': -0.5,
    '5 2': -0.5,
    '6 2': -0.75,
  };
  const cost = (i: number, j: number): number =>
    (reducedAt[`${i} ${j}`] ?? 1) + tree.potential[i] - tree.potential[144 + j];
  let priced = 0;
  const priceAll = (): void => {
    priced++;
  };
  const search = new ListSearch(tree, listsOf(144, cost), priceAll);
  assert.equal(search.next(), true);
  assert.deepEqual([search.row, search.column, search.reduced], [5, 1, -0.5]);
  assert.equal(search.next(), true);
  assert.deepEqual([search.row, search.column, search.reduced], [6, 2, -0.75]);
  assert.equal(search.next(), true);
  assert.deepEqual([search.row, search.column, search.reduced], [5, 1, -0.5], 'round again');

  tree.error.fill(0.3);
  assert.equal(search.next(), true);
  assert.equal(search.reduced, -0.75);
  tree.error.fill(0.4);
  assert.equal(search.next(), false);
  assert.equal(priced, 0);
  assert.equal(search.widen(), true);
  assert.equal(priced, 1);
});
