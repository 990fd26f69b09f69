import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anchor, bluntLimit, isBlunt } from '../../lib/transport/anchor.js';
import { SpanningTree, type ArcCosts } from '../../lib/transport/spanningTree.js';
import { ship, star } from '../../lib/transport/star.js';
import { Draws } from '../support/draws.js';
import { drawUnits } from '../support/scannedMatrix.js';

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

test('of any tree: the limit is by the mean |cost| of a unit, what is cut and what is free as said', () => {
  const size = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(size, size, fc.nat(), (n, m, seed) => {
      const draw = new Draws(seed);
      const rows = Array.from({ length: n }, () =>
        Array.from({ length: m }, () => draw.integer(-9, 9) * draw.pick([1, 2 ** 20])),
      );
      const costs = costsOf(rows);
      const tree = star(drawUnits(draw, n, m, draw.chance(0.7)), 3);
      const { parent, flow, potential, rootCost, root } = tree;
      for (let trial = 0; trial < 2 * n * m; trial++) {
        const [row, sink] = [draw.integer(0, n - 1), n + draw.integer(0, m - 1)];
        if (parent[row] === root && parent[sink] === root) ship(tree, row, sink);
      }
      tree.link();
      tree.price(costs);
      const nodes = [...parent.keys()].slice(0, root);
      const costOf = (node: number): number =>
        node < n ? rows[node][parent[node] - n] : rows[parent[node]][node - n];

      const paying = nodes.filter((node) => parent[node] !== root && flow[node] > 0);
      const paid = paying.reduce((sum, node) => sum + Math.abs(costOf(node)) * flow[node], 0);
      const mass = paying.reduce((sum, node) => sum + flow[node], 0);
      const limit = bluntLimit(tree, costs);
      assert.equal(limit, paying.length > 0 ? 1125.9 * (paid / mass) : Infinity);
      const largest = Math.max(...nodes.map((node) => Math.abs(potential[node])));
      assert.ok(isBlunt(tree, largest - 1) && !isBlunt(tree, largest));

      const level = draw.pick([limit, 9, 2 ** 20]);
      const expected = [...parent].map((up, node) => {
        const isCut = node < n && up !== root && flow[node] === 0 && Math.abs(costOf(node)) > level;
        return isCut ? root : up;
      });
      const expectedCost = [...rootCost].map((cost, node) => {
        const column = expected.indexOf(node, n);
        return node < n && expected[node] === root && column >= 0 ? rows[node][column - n] : cost;
      });
      anchor(tree, costs, level);
      assert.deepEqual([...parent], expected);
      assert.deepEqual([...rootCost], expectedCost);
    }),
    { numRuns: 300 },
  );
});
