import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { greedyStart } from '../../lib/transport/greedyStart.js';
import { Draws } from '../support/draws.js';
import { PlainTree } from '../support/plainTree.js';
import { drawUnits, scannedMatrix } from '../support/scannedMatrix.js';

const PENALTY = 77;

test('rows ship over their cheapest arcs at reduced costs, what is left to columns that still want mass', () => {
  const size = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(size, size, fc.nat(), (n, m, seed) => {
      const draw = new Draws(seed);
      const forbidden = draw.pick([0, 0.2, 0.7]);
      const cost = draw.pick([() => draw.integer(0, 4), () => draw.between(-2, 9)]);
      const costs = Array.from({ length: n }, () =>
        Array.from({ length: m }, () => (draw.chance(forbidden) ? Infinity : cost())),
      );
      const units = drawUnits(draw, n, m, draw.chance(0.5));
      const { scanner } = scannedMatrix(costs, units, new Array<number>(m).fill(0));
      const tree = greedyStart(scanner, units, PENALTY);

      const finite = (value: number): number => (value < Infinity ? value : 0);
      const u = costs.map((row) => finite(Math.min(...row)));
      const v = units.demand.map((_, j) =>
        finite(Math.min(...costs.map((row, i) => row[j] - u[i]))),
      );
      const expected = new PlainTree(units);
      const { parent, flow, root } = expected;
      const wanting = (): number[] => [...v.keys()].filter((j) => parent[n + j] === root);
      const cheapest = (i: number, columns: number[]): number | undefined => {
        const reduced = (j: number): number => costs[i][j] - v[j];
        const least = Math.min(...columns.map(reduced));
        return columns.find((j) => reduced(j) === least && least < Infinity);
      };
      for (let i = 0; i < n; i++) {
        const column = cheapest(i, [...v.keys()]);
        if (column !== undefined && wanting().includes(column)) expected.ship(i, column);
      }
      for (let i = 0; i < n; i++) {
        while (parent[i] === root && flow[i] > 0) {
          const column = cheapest(i, wanting());
          if (column === undefined) break;
          u[i] += 0.5 * (costs[i][column] - v[column] - u[i]);
          expected.ship(i, column);
        }
      }
      assert.deepEqual([...tree.parent], parent);
      assert.deepEqual([...tree.flow.subarray(0, root)], flow.slice(0, root));
      assert.deepEqual([...tree.rootCost.subarray(0, n)], u);
      assert.ok(tree.rootCost.subarray(n, root).every((one) => one === PENALTY));
      assert.equal(tree.size[root], root + 1, 'the thread is laid');
    }),
    { numRuns: 300 },
  );
});
