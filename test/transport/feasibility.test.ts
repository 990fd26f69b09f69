import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeAll } from '../../lib/transport/feasibility.js';
import type { SpanningTree } from '../../lib/transport/spanningTree.js';
import { star } from '../../lib/transport/star.js';

const F = Infinity;

/** Places all mass in units, and says which costs it asked for, as `row column`. */
function place(
  supply: number[],
  demand: number[],
  rows: readonly (readonly number[])[],
): { tree: SpanningTree; asked: string; pivots: number } {
  const units = { supply: Float64Array.from(supply), demand: Float64Array.from(demand), uniform: false };
  const tree = star(units, 32);
  tree.link();
  const rootCost = supply.map((_, i) => 5 - i);
  tree.rootCost.set(rootCost);
  const asked: string[] = [];
  const cost = (i: number, j: number): number => {
    asked.push(`${i}${j}`);
    return rows[i][j];
  };
  const { pivots, optimal } = placeAll(tree, { cost }, { maxPivots: Infinity });
  assert.ok(optimal);
  assert.deepEqual([...tree.rootCost], [...rootCost, ...demand.map(() => 32), 0]);
  return { tree, asked: asked.join(' '), pivots };
} // prettier-ignore

test('the first allowed arc from a row with mass left to a column that wants some enters, from the row found last on', () => {
  // column 0 hangs on row 0; (0, 1) brings no mass, but row 0 below column 1; row 1 takes column 0 over
  const { tree, asked, pivots } = place([1, 1], [1, 1], [[7, 0], [-3, F]]); // prettier-ignore
  assert.equal(asked, '00 01 10');
  assert.equal(pivots, 3);
  assert.equal(tree.unplaced, 0);
  assert.deepEqual([...tree.parent], [2, 4, 1, 0, -1]);
  assert.deepEqual([...tree.flow], [0, 0, 1, 1, 0]);
});

test('mass stays where no arc takes it on, once fresh potentials say so too', () => {
  // rows 0 and 1 reach column 2 alone, which wants 1 of their 3
  const costs = [[F, F, 0], [F, F, 0], [0, 0, 0]]; // prettier-ignore
  const { tree, asked } = place([1, 2, 1], [1, 2, 1], costs);
  assert.equal(asked, '00 01 02 00 01 10 11 20 21 00 01 10 11 00 01 10 11');
  assert.equal(tree.unplaced, 2);
});
