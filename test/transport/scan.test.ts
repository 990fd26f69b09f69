import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session, TaskModule, WorkerPool } from '../../lib/parallel/index.js';
import { key, normal, uniform } from '../../lib/random/index.js';
import { reducedCost } from '../../lib/transport/eligibility.js';
import { massUnits, type MassUnits } from '../../lib/transport/massUnits.js';
import type { Costs } from '../../lib/transport/orientation.js';
import { passes } from '../../lib/transport/passes.js';
import { isLargeUniform, Scan } from '../../lib/transport/scan.js';
import { SpanningTree } from '../../lib/transport/spanningTree.js';
import { LIST_LENGTH, regionOf, workspace } from '../../lib/transport/workspace.js';
import { vectorsConform } from '../../lib/wasm/index.js';

const range = (count: number): number[] => [...Array(count).keys()];

function scanOf(rows: number, columns: number, costs: Costs, pool?: WorkerPool): Scan {
  const a = new Float64Array(rows).fill(1 / rows);
  const b = new Float64Array(columns).fill(1 / columns);
  return new Scan({ a, b, costs }, massUnits(a, b), pool);
}

/** A matrix stored by columns, as that of a problem which is turned round. */
function matrix(costs: readonly (readonly number[])[]): Costs {
  const [rows, columns] = [costs.length, costs[0].length];
  return {
    kind: 'matrix',
    entries: Float64Array.from(range(columns).flatMap((j) => costs.map((row) => row[j]))),
    rowPlace: Float64Array.from(range(rows)),
    columnPlace: Float64Array.from(range(columns), (j) => j * rows),
  };
}

function onMatrix(costs: readonly (readonly number[])[]): Scan {
  return scanOf(costs.length, costs[0].length, matrix(costs));
}

function points(rows: number, columns: number, dimension: number, euclidean: boolean): Costs {
  const x = Float64Array.from(normal(key(1), rows * dimension));
  const y = Float64Array.from(normal(key(2), columns * dimension));
  return { kind: 'points', x, y, dimension, euclidean };
}

function distance(costs: Extract<Costs, { kind: 'points' }>, i: number, j: number): number {
  const { x, y, dimension, euclidean } = costs;
  const squares = range(dimension).reduce((sum, k) => {
    const t = x[i * dimension + k] - y[j * dimension + k];
    return sum + t * t;
  }, 0);
  return euclidean ? Math.sqrt(squares) : squares;
}

/** The memory that the next problem finds as the last one left it. */
function leave(value: number): Float64Array {
  const bytes = 1 << 20;
  return new Float64Array(workspace(bytes).buffer, 0, bytes / 8).fill(value);
}

/** Costs of all rows, without what pads them. */
function laid({ scanner }: Scan): number[][] {
  const { rows, columns } = scanner.layout;
  return range(rows).map((i) => [...scanner.costRow(i).subarray(0, columns)]);
}

function assertPadded({ scanner, lists }: Scan): void {
  const { rows, columns, width } = scanner.layout;
  for (const i of range(rows)) {
    assert.ok(!scanner.costRow(i).some(Number.isNaN), `NaN in row ${i}`);
  }
  const pads = Array<number>(width - columns).fill(Infinity);
  assert.deepEqual([...scanner.prices.subarray(columns)], pads);
  assert.deepEqual([...lists.length], Array(rows).fill(0));
}

test('a matrix is laid by rows, whatever the memory held, and nothing is written behind it', () => {
  for (const columns of [1, 16, 21]) {
    const costs = range(5).map((i) => range(columns).map((j) => 1 + 10 * i + j));
    const memory = leave(NaN);
    const scan = onMatrix(costs);
    scan.enter(0);
    assert.deepEqual(laid(scan), costs);
    assertPadded(scan);
    const { layout } = scan.scanner;
    assert.equal(layout.dimension, 0);
    assert.equal(layout.stored, true);
    if (vectorsConform()) assert.ok(memory.subarray(layout.size / 8).every(Number.isNaN));
    assert.ok(regionOf(layout, 1).row <= layout.costs, 'there is a scratch region');
  }
});

test('points are laid by coordinates, whatever the memory held', () => {
  for (const columns of [1, 16, 21]) {
    for (const euclidean of [false, true]) {
      leave(NaN);
      const costs = points(4, columns, 3, euclidean) as Extract<Costs, { kind: 'points' }>;
      const scan = scanOf(4, columns, costs);
      scan.enter(0);
      assert.deepEqual(
        laid(scan),
        range(4).map((i) => range(columns).map((j) => distance(costs, i, j))),
      );
      assertPadded(scan);
      assert.equal(scan.stages, 1);
      assert.equal(scan.scanner.layout.euclidean, euclidean);
      const { x } = scan.scanner.layout;
      const { buffer } = scan.scanner.prices;
      assert.deepEqual(new Float64Array(buffer, x, costs.x.length), costs.x);
    }
  }
});

test('the costs of points are stored up to 2²¹ pairs, and lists are long beyond if masses are uniform', () => {
  for (const [rows, stored] of [
    [2048, true],
    [2049, false],
  ] as const) {
    const { layout } = scanOf(rows, 1024, points(rows, 1024, 1, true)).scanner;
    assert.equal(layout.stored, stored);
    assert.equal(layout.listRank, stored ? 10 : 13);
    const sides = { supply: new Float64Array(rows), demand: new Float64Array(1024) };
    assert.equal(isLargeUniform({ uniform: true, ...sides }), !stored);
    assert.equal(isLargeUniform({ uniform: false, ...sides }), false);
  }
});

test('huge costs are forbidden in the first of two stages, and lists and prices outlast it', () => {
  // a limit of 1 + 1024 (3 - 1)
  const costs = [
    [1, 2049, 2050],
    [1e30, 2, 3],
    [Infinity, 2, 2048],
  ];
  const scan = onMatrix(costs);
  assert.equal(scan.stages, 2);
  scan.enter(0);
  assert.deepEqual(laid(scan), [
    [1, 2049, Infinity],
    [Infinity, 2, 3],
    [Infinity, 2, 2048],
  ]);
  scan.scanner.prices.set([3, 4, 5]);
  scan.lists.add(1, 2, 3, scan.scanner.prices);
  scan.enter(1);
  assert.deepEqual(laid(scan), costs);
  assert.deepEqual([...scan.scanner.prices.subarray(0, 3)], [3, 4, 5]);
  assert.deepEqual([...scan.lists.length], [0, 1, 0]);

  const moderate = onMatrix([
    [1, 2049, 7],
    [5, 2, 3],
  ]);
  assert.equal(moderate.stages, 1);
  moderate.enter(0);
  assert.deepEqual(laid(moderate)[0], [1, 2049, 7]);
});

test('a pass tells before each chunk which share is done', () => {
  const scan = scanOf(130, 3, points(130, 3, 2, false));
  scan.enter(0);
  const shares: number[] = [];
  scan.run('rowMinima', (share) => shares.push(share));
  scan.run('startPrices', (share) => shares.push(share));
  assert.deepEqual(shares, [0, 1 / 3, 2 / 3, 0]);
});

test('the dual value is what the prices earn, rows without a finite cost left out', () => {
  const scan = onMatrix([
    [1, 7],
    [Infinity, Infinity],
    [4, 2],
  ]);
  const units: MassUnits = {
    supply: Float64Array.of(3, 5, 11),
    demand: Float64Array.of(2, 17),
    uniform: false,
  };
  scan.enter(0);
  scan.scanner.prices.set([10, 0.5]);
  // least c + p: 7.5 and 2.5
  assert.equal(scan.dualValue(units), 3 * 7.5 + 11 * 2.5 - 2 * 10 - 17 * 0.5);
});

test('pricing lists the arcs that may enter at the potentials and errors of the tree', () => {
  const [rows, columns] = [130, 20];
  const entries = normal(key(3), rows * columns);
  const scan = onMatrix(range(rows).map((i) => [...entries.subarray(i * columns, (i + 1) * columns)])); // prettier-ignore
  scan.enter(0);
  const tree = new SpanningTree(rows, columns);
  tree.potential.set(normal(key(4), rows + columns));
  tree.error.set(uniform(key(5), rows + columns));
  const shares: number[] = [];
  scan.priceRows(tree, (share) => shares.push(share));
  assert.deepEqual(shares, [0, 1 / 3, 2 / 3]);
  for (const i of range(rows)) {
    const mayEnter = range(columns).filter((j) => {
      const { potential, error } = tree;
      const cost = entries[i * columns + j];
      return reducedCost(cost, potential[i], potential[rows + j], error[i], error[rows + j]) < 0;
    });
    const listed = scan.lists.columns.subarray(i * LIST_LENGTH).subarray(0, scan.lists.length[i]);
    assert.deepEqual([...listed], mayEnter);
  }
});

test('costs are not negative if none is below 0, whatever lies behind them', () => {
  const isNonNegative = (costs: readonly (readonly number[])[]): boolean => {
    leave(-1);
    const scan = onMatrix(costs);
    scan.enter(0);
    return scan.isNonNegative();
  };
  assert.equal(isNonNegative([[0, 3], [-0, Infinity]]), true); // prettier-ignore
  assert.equal(isNonNegative([range(16), range(16)]), true);
  for (const [i, j] of [[0, 0], [0, 2], [1, 0], [1, 2]]) {
    const costs = [[1, 1, 1], [1, 1, 1]];
    costs[i][j] = -5e-324;
    assert.equal(isNonNegative(costs), false);
  } // prettier-ignore
  leave(-1);
  const cloud = scanOf(3, 2, points(3, 2, 2, true));
  cloud.enter(0);
  assert.equal(cloud.isNonNegative(), true);
});

/** Two workers of a pool that take turns on the calling thread. */
class Turns {
  readonly workers = 2;
  readonly jobs: (readonly [job: number, chunks: number])[] = [];
  sessions = 0;

  open<Context>(_module: URL, { create }: TaskModule<Context>, context: Context): Session {
    this.sessions++;
    const workers = [create(context, 0), create(context, 1)];
    return {
      run: (job, chunks) => {
        this.jobs.push([job, chunks]);
        for (let chunk = 0; chunk < chunks; chunk++) workers[chunk % 2](job, chunk);
      },
      close: () => void this.sessions--,
    };
  }
}

test('the threads of a pool share the passes over 4096 × 4096 pairs, to the same bits', () => {
  const n = 4096;
  const cloud = points(n, n, 1, true);
  const results = [undefined, new Turns()].map((pool) => {
    const scan = scanOf(n, n, cloud, pool as unknown as WorkerPool | undefined);
    scan.enter(0);
    const shares: number[] = [];
    scan.run('startPrices', (share) => shares.push(share));
    if (pool !== undefined && vectorsConform()) {
      assert.deepEqual(shares, [0]);
      assert.deepEqual(pool.jobs, [[passes.indexOf('startPrices'), n / 256]]);
      assert.equal(pool.sessions, 1);
    }
    scan.close();
    assert.equal(pool?.sessions ?? 0, 0);
    return scan.scanner.prices.slice();
  });
  assert.deepEqual(results[1], results[0]);
});

test('the threads of a pool are left alone by smaller problems', () => {
  const pool = new Turns();
  const scan = scanOf(50, 50, points(50, 50, 2, true), pool as unknown as WorkerPool);
  scan.enter(0);
  scan.run('startPrices');
  assert.deepEqual([pool.sessions, pool.jobs], [0, []]);
  scan.close();
});
