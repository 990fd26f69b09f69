import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anchor, bluntLimit, isBlunt } from '../../lib/transport/anchor.js';
import { SpanningTree, type ArcCosts } from '../../lib/transport/spanningTree.js';

function costsOf(rows: readonly (readonly number[])[]): ArcCosts {
  return {
    cost: (row, column) => {
      assert.ok(column in rows[row], `(${row}, ${column}) is no arc`);
      return rows[row][column];
    },
  };
}

/** Row 0 at the root and column 0 below it; row 1 hangs on column 0 by an empty arc, column 1 on row 1. */
function chain(): SpanningTree {
  const tree = new SpanningTree(2, 2);
  tree.parent.set([4, 2, 0, 1, -1]);
  tree.flow.set([0, 0, 3, 1, 0]);
  tree.link();
  return tree;
}

test('an empty arc of a huge cost is cut, and no potential stays larger than the costs that are paid', () => {
  const costs = costsOf([
    [5, 1e30],
    [-1e30, -7],
  ]);
  const tree = chain();
  tree.rootCost[0] = 1e20;
  tree.price(costs);
  const limit = bluntLimit(tree, costs);
  // 2⁻⁵⁰ of it is 1e-12 of the mean |cost| that a unit of mass pays: (3·5 + 1·7) / 4
  assert.ok(Math.abs((limit * 2 ** -50) / (1e-12 * 5.5) - 1) < 1e-4, `limit ${limit}`);
  assert.ok(isBlunt(tree, limit));

  anchor(tree, costs, limit);
  tree.price(costs);
  assert.deepEqual([...tree.parent], [4, 4, 0, 1, -1]);
  assert.deepEqual([...tree.potential], [5, -7, 0, 0, 0], 'rows pay, columns are free');
  assert.ok(!isBlunt(tree, limit));
});

test('arcs that carry mass, or cost no more than the limit, stay', () => {
  const costs = costsOf([
    [5, 1e30],
    [11, -7],
  ]);
  for (const [flow, limit] of [[0, 11], [2, 10]]) {
    const tree = chain();
    tree.flow[1] = flow;
    anchor(tree, costs, limit);
    tree.price(costs);
    assert.deepEqual([...tree.parent], [4, 2, 0, 1, -1]);
    assert.deepEqual([...tree.potential], [5, 11, 0, 18, 0]);
  } // prettier-ignore
});

test('where no mass is carried every potential is sharp enough', () => {
  const tree = chain();
  tree.flow.fill(0);
  assert.equal(bluntLimit(tree, costsOf([[1, 1], [1, 1]])), Infinity); // prettier-ignore
});

test('a potential is blunt beyond the limit, of either sign, that of the root set aside', () => {
  const tree = chain();
  tree.potential.set([3, -4, 2, 1, 99]);
  assert.ok(!isBlunt(tree, 4));
  assert.ok(isBlunt(tree, 3.5));
});
