import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emd, TransportLimitError, type MatrixProblem } from '../../lib/transport/index.js';
import type { BasicSolution } from '../../lib/transport/basicSolution.js';
import { massUnits } from '../../lib/transport/massUnits.js';
import { orient } from '../../lib/transport/orientation.js';
import { checkProblem } from '../../lib/transport/problem.js';
import { Scan } from '../../lib/transport/scan.js';
import { solve, type SolverOptions } from '../../lib/transport/solver.js';

const F = Infinity;

function matrix(rows: readonly (readonly number[])[], a?: number[], b?: number[]): MatrixProblem {
  return {
    costs: Float64Array.from(rows.flat()),
    rows: rows.length,
    columns: rows[0].length,
    a: a && Float64Array.from(a),
    b: b && Float64Array.from(b),
  };
}

/** What the solver makes of a problem with as many rows as columns, all of them with mass. */
function solved(
  problem: MatrixProblem,
  options: Partial<SolverOptions> = {},
  before: (scan: Scan) => void = () => undefined,
): BasicSolution {
  const oriented = orient(checkProblem(problem));
  const { a, b } = oriented;
  const units = massUnits(a, b);
  const scan = new Scan(oriented, units);
  before(scan);
  const defaults = { maxPivots: F, method: 'auction', reference: 'column' } as const;
  return solve(scan, units, oriented, { ...defaults, ...options });
}

/** The price of a column for which two rows outbid each other, each by ε, until the auction has had its bids. */
function fought(price: number, nodes: number, epsilon: number): number {
  for (let count = 0; count < 12 * nodes; count++) {
    if (count > 0 && count % nodes === 0) epsilon *= 2;
    price += epsilon;
  }
  return price;
}

test('two rows that want one column alone bid 12 times a node, by ε that doubles once for each', () => {
  // row 2's turn never comes; the costs are 1 above their least in the mean
  const problem = matrix([[1, F, F], [2, F, F], [F, 3, F]]); // prettier-ignore
  const scale = 1;
  const { u, v, feasible, optimal } = solved(problem, { maxPivots: 0 });
  const price = fought(-1.5, 6, scale / (1024 + 0.75 * 6));
  assert.deepEqual([...v], [-price, 3, -0]);
  assert.deepEqual([...u], [1 + price, 2 + price, 0]);
  assert.deepEqual({ feasible, optimal }, { feasible: false, optimal: false });
});

test('so they do where masses differ, by another ε', () => {
  // as above: rows 0 and 1 want column 0, and every other row one of its own
  const n = 222;
  const dear = (i: number): number => (i === 14 ? 1 + 16 * 8 : 1);
  const costs = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => ((i < 2 ? 0 : i) === j ? dear(i) : F)),
  );
  const masses = Array.from({ length: n }, (_, i) => (i === 5 ? 2 : 1));
  const { v } = solved(matrix(costs, masses, masses), { maxPivots: 0 });
  // every 14th of the rows is sampled, 16 in all
  const scale = 8;
  assert.equal(v[0], -fought(-1, 2 * n, scale / (64 + (2 * n) / 32)));
  assert.equal(v[14], 129);
});

test('a start counts if its dual objective is higher, not if it is as high', () => {
  const problem = matrix([[1, F, F], [3, F, F], [F, 5, F]]); // prettier-ignore
  const vOf = (prices?: Float64Array): number[] => [...solved(problem, { maxPivots: 0, prices }).v];
  assert.deepEqual(vOf(Float64Array.of(-1, -4, 1)), vOf(), 'all prices 1 higher');
  assert.deepEqual(vOf(Float64Array.of(-2, -4, 0)), vOf(), 'lower');
  assert.deepEqual(vOf(Float64Array.of(-2, -5, -1))[2], 1, 'higher');
});

test('by the simplex alone an artificial arc to a column costs 32 times the scale of the costs', () => {
  // row 0 ships to column 0 and row 2 to column 1, at v = 0 each; the costs scatter by 2.5
  const problem = matrix([[1, F, F], [3, F, F], [F, 5, 5]]); // prettier-ignore
  const { u, v } = solved(problem, { maxPivots: 0, method: 'simplex' });
  assert.deepEqual([[...u], [...v]], [[1, 3, 5], [0, 0, 32 * 2.5]]); // prettier-ignore
});

test('a way that costs more than an artificial arc is found all the same, in the same pivots at every scale', () => {
  // rows 0 and 1 want column 0; row 1 has to make room for itself in column 1, at a cost that is not in the sample
  const n = 17;
  const rows = (scale: number): number[][] =>
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => {
        if (i < 2) return j === 0 ? scale : i * j === 1 ? scale * 2 ** 20 : F;
        if (j === 0) return F;
        return scale * (j === 1 ? i : 20 + ((7919 * i + 104729 * j) % 997));
      }),
    );
  for (const method of ['auction', 'simplex'] as const) {
    const { pivots, plan, cost } = emd(matrix(rows(1)), { method });
    assert.ok(cost > 2 ** 20 / n);
    for (const scale of [2 ** -40, 2 ** 40]) {
      const scaled = emd(matrix(rows(scale)), { method });
      assert.deepEqual([scaled.pivots, scaled.plan], [pivots, plan]);
    }
    // the limit holds for all searches together
    for (let maxPivots = 0; maxPivots < pivots; maxPivots++) {
      assert.throws(
        () => emd(matrix(rows(1)), { method, maxPivots }),
        (error) => error instanceof TransportLimitError && error.pivots === maxPivots,
      );
    }
    assert.equal(emd(matrix(rows(1)), { method, maxPivots: pivots }).cost, cost);
  }
});

test('n + m units without a way are rounding where masses differ: not one more, nor all of a row or column', () => {
  const ship = (
    costs: number[][],
    supply: number[],
    demand: number[],
    uniform = false,
  ): BasicSolution => {
    const oriented = orient(checkProblem(matrix(costs, supply, supply)));
    const units = { supply: Float64Array.from(supply), demand: Float64Array.from(demand), uniform };
    const options = { maxPivots: F, method: 'simplex', reference: 'column' } as const;
    return solve(new Scan(oriented, units), units, oriented, options);
  };
  const blocks = [[1, F], [F, 1]]; // prettier-ignore
  assert.deepEqual([...ship(blocks, [100, 300], [96, 304]).mass].sort(), [100, 300]);
  for (const refused of [
    () => ship(blocks, [100, 300], [95, 305]),
    () => ship(blocks, [100, 300], [96, 304], true),
    () => ship([[1, F, F], [F, F, 1], [F, F, 1]], [104, 300, 50], [100, 4, 350]),
    () => ship([[1, 1], [F, F]], [396, 4], [100, 300]),
    () => emd(matrix([[1, F], [1, F]])),
  ]) assert.throws(refused, /infeasible$/);
}); // prettier-ignore

test('every stage is entered once, and every arc is priced once where the lists have led to the optimum', () => {
  const entered = (problem: MatrixProblem): string => {
    let events = '';
    solved(problem, {}, (scan) => {
      const { enter, priceRows } = scan;
      scan.enter = (stage) => {
        events += stage;
        enter.call(scan, stage);
      };
      scan.priceRows = (...given) => {
        events += 'p';
        priceRows.apply(scan, given);
      };
    });
    return events;
  };
  assert.equal(entered(matrix([[1, 2], [3, 2]])), '0p'); // prettier-ignore
  assert.equal(entered(matrix([[1, 2], [1e9, 2]])), '0p1p'); // prettier-ignore
});

test('progress counts the pivots of all stages', () => {
  const told: number[] = [];
  let left = 0;
  const { pivots } = solved(
    matrix([[1, 2], [1e9, 2]]),
    {
      method: 'simplex',
      onProgress: (event) => {
        if (event.stage === 'simplex') told.push(event.pivots!);
      },
    },
    (scan) => {
      const { scanner, enter } = scan;
      scan.enter = (stage) => {
        enter.call(scan, stage);
        left = 1100;
      };
      // claims for 1100 times that an arc may enter
      scanner.below = (_, limit) => {
        if (left-- <= 0) return 0;
        scanner.columns[0] = 1;
        scanner.costs[0] = limit - scanner.prices[1] - 1;
        return 1;
      };
    },
  );
  assert.deepEqual([told, pivots], [[1024, 1100 + 1024], 2200]);
}); // prettier-ignore

test('the first potential of the side that is asked for is 0', () => {
  const problem = matrix([[1, 5, 4], [2, 7, 9], [6, 8, 7]], [1, 2, 4], [3, 3, 1]); // prettier-ignore
  const byColumn = solved(problem);
  const byRow = solved(problem, { reference: 'row' });
  assert.equal(byColumn.v[0], 0);
  assert.equal(byRow.u[0], 0);
  for (const other of [byRow.u[1], byRow.v[0], byColumn.u[0]]) assert.notEqual(other, 0);
  for (const { row, column, u, v } of [byColumn, byRow]) {
    row.forEach((i, k) => {
      assert.equal(u[i] + v[column[k]], problem.costs[3 * i + column[k]]);
    });
  }
});

test('a free plan is complete and optimal without a pivot', () => {
  const { pivots, optimal, feasible } = solved(matrix([[0, 1], [1, 0]])); // prettier-ignore
  assert.deepEqual({ pivots, optimal, feasible }, { pivots: 0, optimal: true, feasible: true });
});

/** Which way the solver goes for n × m costs of which one a row is 0, and so many more too. */
function wayOf(rows: number, columns: number, tied: number, uniform: boolean): string {
  const row = new Float64Array(columns).fill(1e9);
  row.fill(0, 0, 1 + tied);
  const scan = {
    enter: () => undefined,
    scanner: {
      layout: { rows, columns },
      numbers: row,
      costsOf: () => 0,
      costRow: () => row,
      cost: () => 0,
    },
    run: () => {
      throw new Error('auction');
    },
    isNonNegative: () => {
      throw new Error('simplex');
    },
  } as unknown as Scan;
  const one = Float64Array.of(1);
  const units = { supply: one, demand: one, uniform };
  try {
    const masses = { a: one, b: one, aLow: one, bLow: one };
    solve(scan, units, masses, { maxPivots: 0, method: 'auction', reference: 'row' });
  } catch (error) {
    return (error as Error).message;
  }
  return 'neither';
}

test('the simplex is alone up to 3·2¹⁴ costs between unequal masses, and up to 2²¹ where more than 1 % are tied', () => {
  assert.equal(wayOf(256, 192, 0, false), 'simplex');
  assert.equal(wayOf(256, 193, 0, false), 'auction');
  assert.equal(wayOf(256, 192, 0, true), 'auction');
  assert.equal(wayOf(1000, 100, 1, true), 'auction');
  assert.equal(wayOf(1000, 100, 2, true), 'simplex');
  assert.equal(wayOf(2048, 1024, 100, false), 'simplex');
  assert.equal(wayOf(2048, 1025, 100, false), 'auction');
});
