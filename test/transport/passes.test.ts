import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, integers, key, normal, uniform } from '../../lib/random/index.js';
import { reducedCost } from '../../lib/transport/eligibility.js';
import { chunksOf, passes, type Pass, type Passes } from '../../lib/transport/passes.js';
import { passesOf } from '../../lib/transport/scanTask.js';
import { layoutOf, regionOf, BLOCK, LIST_LENGTH } from '../../lib/transport/workspace.js';
import { guardedKernels } from '../support/guardedKernels.js';
import { apart } from '../support/layouts.js';

/** A matrix of costs in memory, prices 0, all else filled with something. */
function onMatrix(costs: readonly (readonly number[])[]): Passes {
  const [rows, columns] = [costs.length, costs[0].length];
  const shape = { rows, columns, dimension: 0, euclidean: false, stored: true, listRank: 10 };
  const layout = apart(layoutOf(shape, 2));
  const buffer = new ArrayBuffer(layout.size);
  new Float64Array(buffer).fill(-0.5);
  const mine = passesOf({ buffer, kernels: guardedKernels(buffer) }, layout, 1);
  costs.forEach((row, i) => {
    mine.scanner.costRow(i).fill(0);
    mine.scanner.costRow(i).set(row);
  });
  mine.scanner.prices.fill(Infinity);
  mine.scanner.prices.fill(0, 0, columns);
  mine.lists.length.fill(0);
  return mine;
}

/** All chunks of a pass, the last one first. */
function runAll(mine: Passes, pass: Pass): void {
  const { rows, width } = mine.scanner.layout;
  for (let chunk = chunksOf(pass, rows, width) - 1; chunk >= 0; chunk--) mine.run(pass, chunk);
}

/** docs/arithmetic.md 6.5a, from the costs of one column. */
function startingPrice(column: readonly number[]): number {
  const groups = [...Array(8).keys()].map((g) => Math.min(...column.filter((_, i) => i % 8 === g)));
  const least = Math.min(...groups);
  const near = groups.filter((cost) => cost < Infinity && cost <= least + 15 * Math.abs(least));
  return near.length === 0 ? 0 : -(near.reduce((sum, cost) => sum + cost, 0) / near.length);
}

const range = (count: number): number[] => [...Array(count).keys()];

function draw(rows: number, columns: number, number: number): number[][] {
  const costs = normal(fold(key(23), number), rows * columns);
  return range(rows).map((i) => [...costs.slice(i * columns, (i + 1) * columns)]);
}

test('a starting price is minus the mean of the least costs in 8 groups of rows that are near the least of all', () => {
  const cost = fc.oneof(
    // 15 times the least more is near, what exceeds it is not
    fc.constantFrom(0, -0, 1, 16, 16 + 2 ** -48, -1, 14, 15, Infinity),
    fc.double({ min: -4, max: 40, noNaN: true }),
  );
  const matrices = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
    .chain(([rows, columns]) => {
      const row = fc.array(cost, { minLength: columns, maxLength: columns });
      return fc.array(row, { minLength: rows, maxLength: rows });
    });
  fc.assert(
    fc.property(matrices, (costs) => {
      const mine = onMatrix(costs);
      runAll(mine, 'startPrices');
      const { columns, width } = mine.scanner.layout;
      const expected = range(columns).map((j) => startingPrice(costs.map((row) => row[j])));
      const pads = Array<number>(width - columns).fill(Infinity);
      assert.deepEqual([...mine.scanner.prices], [...expected, ...pads]);
    }),
  );
});

test('starting prices are made in blocks of 256 columns, in any order, from stored costs or from points', () => {
  const [rows, columns, dimension] = [19, 2 * BLOCK + 41, 2];
  const shape = { rows, columns, dimension, euclidean: true, listRank: 10 };
  const results = [true, false].map((stored) => {
    const layout = apart(layoutOf({ ...shape, stored }, 1));
    const buffer = new ArrayBuffer(layout.size);
    const numbers = new Float64Array(buffer);
    numbers.set(normal(key(1), rows * dimension), layout.x / 8);
    const y = normal(key(2), dimension * layout.width);
    numbers.set(y, regionOf(layout, 0).y / 8);
    const mine = passesOf({ buffer, kernels: guardedKernels(buffer) }, layout, 0);
    mine.scanner.prices.fill(Infinity);
    if (stored) runAll(mine, 'storeCosts');
    runAll(mine, 'startPrices');
    const costs = range(rows).map((i) => [...mine.scanner.costRow(i).subarray(0, columns)]);
    const expected = range(columns).map((j) => startingPrice(costs.map((row) => row[j])));
    const pads = Array<number>(layout.width - columns).fill(Infinity);
    assert.deepEqual([...mine.scanner.prices], [...expected, ...pads]);
    assert.equal(chunksOf('startPrices', rows, layout.width), 3);
    return costs;
  });
  assert.deepEqual(results[0], results[1]);
});

test('chunks are of 64 rows, or of 256 columns for starting prices', () => {
  for (const pass of passes) {
    const chunks = [1, 64, 65, 256, 257, 513].map((n) =>
      pass === 'startPrices' ? chunksOf(pass, 1000, n) : chunksOf(pass, n, 1000),
    );
    assert.deepEqual(chunks, pass === 'startPrices' ? [1, 1, 1, 1, 2, 3] : [1, 1, 2, 4, 5, 9]);
  }
});

test('a chunk of rows does those rows and no others', () => {
  const costs = draw(150, 40, 1);
  for (const [chunk, from, to] of [
    [0, 0, 64],
    [1, 64, 128],
    [2, 128, 150],
  ]) {
    const mine = onMatrix(costs);
    mine.rowPotential.fill(0.5);
    mine.run('rowMinima', chunk);
    mine.run('listRows', chunk);
    range(150).forEach((i) => {
      const isDone = i >= from && i < to;
      assert.equal(mine.rowPotential[i], isDone ? Math.min(...costs[i]) : 0.5);
      assert.equal(mine.lists.length[i] > 0, isDone);
    });
  }
});

test('the potential of a row is its least c + p', () => {
  const costs = draw(70, 33, 2);
  const mine = onMatrix(costs);
  const prices = normal(key(5), 33);
  mine.scanner.prices.set(prices);
  runAll(mine, 'rowMinima');
  const expected = costs.map((row) => Math.min(...row.map((c, j) => c + prices[j])));
  assert.deepEqual([...mine.rowPotential], expected);
});

test('pricing adds the arcs of a row that may enter the tree to its list, columns ascending, and no others', () => {
  const [rows, columns] = [130, 20];
  const costs = draw(rows, columns, 3);
  const mine = onMatrix(costs);
  const { scanner, lists, rowPotential, rowError, columnError } = mine;
  scanner.prices.set(normal(key(6), columns));
  rowPotential.set(normal(key(7), rows));
  rowError.set(uniform(key(8), rows));
  columnError.set(uniform(key(9), columns));
  // an arc is listed already, and stays first
  const listed = [...integers(key(10), columns, rows)];
  listed.forEach((j, i) => lists.add(i, j, costs[i][j], scanner.prices));
  runAll(mine, 'priceRows');
  let added = 0;
  costs.forEach((row, i) => {
    const mayEnter = range(columns).filter(
      (j) =>
        reducedCost(row[j], rowPotential[i], scanner.prices[j], rowError[i], columnError[j]) < 0,
    );
    const expected = [listed[i], ...mayEnter.filter((j) => j !== listed[i])];
    const [from, to] = [i * LIST_LENGTH, i * LIST_LENGTH + lists.length[i]];
    assert.deepEqual([...lists.columns.subarray(from, to)], expected);
    assert.deepEqual(
      [...lists.costs.subarray(from, to)],
      expected.map((j) => row[j]),
    );
    added += expected.length - 1;
  });
  assert.ok(added > rows && added < (rows * columns) / 2, `${added} arcs`);
});
