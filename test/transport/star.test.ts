import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFree } from '../../lib/transport/freePlan.js';
import { ship, star } from '../../lib/transport/star.js';

const units = {
  supply: Float64Array.of(3, 2),
  demand: Float64Array.of(1, 2, 2),
  uniform: false,
};

test('rows ship what columns want, the exhausted end goes below the other, the column if both are', () => {
  const tree = star(units, 7);
  const { parent, flow, rootCost } = tree;
  assert.deepEqual([...flow], [3, 2, 1, 2, 2, 0]);
  assert.deepEqual([...rootCost], [0, 0, 7, 7, 7, 0]);
  assert.deepEqual([...parent], [5, 5, 5, 5, 5, -1]);
  ship(tree, 0, 2);
  assert.deepEqual([...flow], [2, 2, 1, 2, 2, 0]);
  assert.deepEqual([...parent], [5, 5, 0, 5, 5, -1]);
  ship(tree, 0, 3);
  assert.deepEqual([...flow], [0, 2, 1, 2, 2, 0]);
  assert.deepEqual([...parent], [5, 5, 0, 0, 5, -1]);

  const other = star(units, 7);
  ship(other, 1, 3);
  ship(other, 0, 2);
  ship(other, 0, 4);
  assert.deepEqual([...other.flow], [0, 0, 1, 2, 2, 0]);
  const scarce = star({ ...units, supply: Float64Array.of(1, 4) }, 7);
  ship(scarce, 0, 4);
  assert.deepEqual([...scarce.flow], [1, 4, 1, 2, 1, 0]);
  assert.deepEqual([...scarce.parent], [4, 5, 5, 5, 5, -1]);
});

test('a tree is free where all mass is placed and no arc between a row and a column costs anything', () => {
  const tree = star(units, 7);
  for (const [source, sink] of [[0, 2], [0, 3], [1, 4]]) ship(tree, source, sink); // prettier-ignore
  // row 0 goes below column 2, which costs nothing either
  tree.parent[0] = 4;
  tree.flow[0] = 0;
  tree.link();
  const costs = [[0, 0, 0], [9, 9, 0]]; // prettier-ignore
  const cost = (i: number, j: number): number => {
    assert.ok(j in costs[i], `(${i}, ${j}) is no arc`);
    return costs[i][j];
  };
  assert.equal(isFree(tree, { cost }), true);
  for (const [i, j] of [[0, 0], [0, 1], [0, 2], [1, 2]]) {
    for (const other of [1, -1, Infinity]) {
      costs[i][j] = other;
      assert.equal(isFree(tree, { cost }), false);
    }
    costs[i][j] = 0;
  } // prettier-ignore
  tree.flow[1] = 1;
  assert.equal(isFree(tree, { cost }), false);
});
