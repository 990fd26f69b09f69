import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Allocation } from '../../lib/transport/auction.js';
import { crossover } from '../../lib/transport/crossover.js';
import { Draws } from '../support/draws.js';
import { PlainTree } from '../support/plainTree.js';
import { drawUnits, scannedMatrix } from '../support/scannedMatrix.js';

const PENALTY = 77;

test('the arcs of an allocation enter a star, the heaviest first, each if it joins two subtrees', () => {
  const size = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(size, size, fc.nat(), (n, m, seed) => {
      const draw = new Draws(seed);
      const costs = Array.from({ length: n }, () =>
        Array.from({ length: m }, () => (draw.chance(0.1) ? Infinity : draw.integer(-9, 9))),
      );
      const prices = Array.from({ length: m }, () => draw.integer(-5, 5));
      const units = drawUnits(draw, n, m, draw.chance(0.5));
      // an allocation need not be feasible, nor name an arc but once, but it names none that is forbidden
      const heaviest = draw.pick([1, 3]);
      const arcs = Array.from({ length: draw.integer(0, n * m) }, () => ({
        row: draw.integer(0, n - 1),
        column: draw.integer(0, m - 1),
        mass: draw.integer(1, heaviest),
      })).filter(({ row, column }) => costs[row][column] < Infinity);
      const allocation: Allocation = {
        row: Int32Array.from(arcs, ({ row }) => row),
        column: Int32Array.from(arcs, ({ column }) => column),
        mass: Float64Array.from(arcs, ({ mass }) => mass),
      };
      const { scanner, lists } = scannedMatrix(costs, units, prices);
      const tree = crossover(allocation, lists, scanner, units, PENALTY);

      const expected = new PlainTree(units);
      const alike = units.uniform && arcs.every(({ mass }) => mass === arcs[0].mass);
      if (!alike) arcs.sort((p, q) => q.mass - p.mass || p.row - q.row || p.column - q.column);
      const topOf = (node: number): number => expected.pathOf(node).at(-1)!;
      const later = arcs.filter(({ row, column }) => {
        const joins = [row, n + column].some((node) => expected.parent[node] !== expected.root);
        if (!joins) expected.ship(row, column);
        return joins;
      });
      for (const { row, column } of later) {
        if (topOf(row) !== topOf(n + column)) expected.enter(row, column);
      }
      assert.deepEqual([...tree.parent], expected.parent);
      assert.deepEqual([...tree.flow.subarray(0, n + m)], expected.flow.slice(0, n + m));

      costs.forEach((row, i) => {
        const least = Math.min(...row.map((cost, j) => cost + prices[j]));
        assert.equal(tree.rootCost[i], least < Infinity ? least : 0);
      });
      assert.ok(tree.rootCost.subarray(n, n + m).every((cost) => cost === PENALTY));
      const { parent, potential, root, rootCost } = tree;
      for (let node = 0; node < root; node++) {
        const up = parent[node];
        const [row, sink] = node < n ? [node, up] : [up, node];
        const cost = up === root ? rootCost[node] : costs[row][sink - n];
        assert.equal(
          potential[row] - potential[sink],
          cost,
          'arcs of the tree cost what their ends differ by',
        );
      }
    }),
    { numRuns: 300 },
  );
});
