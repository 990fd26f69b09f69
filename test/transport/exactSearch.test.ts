import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exactPotentials } from '../../lib/transport/exactPotentials.js';
import { ExactSearch } from '../../lib/transport/exactSearch.js';
import type { SpanningTree } from '../../lib/transport/spanningTree.js';
import { toFixed } from '../support/bigFloat.js';
import { Draws } from '../support/draws.js';
import { randomTree } from '../support/randomTree.js';
import { drawUnits, scannedMatrix } from '../support/scannedMatrix.js';

const exactly = (x: number): bigint => toFixed(x, 1074);

/** A tree, and costs of which many reduced ones are 0 or less than what rounding makes of potentials. */
function situation(seed: number): { tree: SpanningTree; costs: number[][]; draw: Draws } {
  const draw = new Draws(seed);
  const [n, m] = [draw.integer(1, 6), draw.integer(1, 6)];
  const tree = randomTree(draw, n, m);
  const size = draw.pick([1, 1024, 1e-300, 1e200]);
  const step = draw.pick([2 ** -52, 2 ** -40, 1 / 3]);
  const cost = (): number => size * (draw.integer(0, 2) + step * draw.integer(-2, 2));
  const costs = Array.from({ length: n }, () => Array.from({ length: m }, cost));
  if (draw.chance(0.3)) costs[draw.integer(0, n - 1)][draw.integer(0, m - 1)] = 1e32;
  for (let node = 0; node < tree.root; node++) tree.rootCost[node] = cost();
  return { tree, costs, draw };
}

/** π by walking up to the root, in integers. */
function walked({ parent, root, sources, rootCost }: SpanningTree, costs: number[][]): bigint[] {
  return Array.from({ length: root + 1 }, (_, start) => {
    let sum = 0n;
    for (let node = start; node !== root; node = parent[node]) {
      const up = parent[node];
      const [i, j] = node < sources ? [node, up - sources] : [up, node - sources];
      const cost = exactly(up === root ? rootCost[node] : costs[i][j]);
      sum += node < sources ? cost : -cost;
    }
    return sum;
  });
}

test('potentials are the sums of costs along the paths from the root, without rounding', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { tree, costs } = situation(seed);
      const computed = exactPotentials(tree, { cost: (i, j) => costs[i][j] });
      assert.deepEqual(computed, walked(tree, costs));
    }),
    { numRuns: 300 },
  );
});

test('an arc is found if and only if the exact reduced cost of one is negative: the least of its block of rows', () => {
  let hidden = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { tree, costs, draw } = situation(seed);
      const forbidden = draw.chance(0.3);
      if (forbidden) {
        // arcs outside the tree
        costs.forEach((row, i) =>
          row.forEach((_, j) => {
            const sink = tree.sources + j;
            const isOfTree = tree.parent[i] === sink || tree.parent[sink] === i;
            if (!isOfTree && draw.chance(0.3)) row[j] = Infinity;
          }),
        );
      }
      const { sources, sinks } = tree;
      const units = drawUnits(draw, sources, sinks, true);
      const scan = scannedMatrix(costs, units, new Array<number>(sinks).fill(0));
      const potentials = walked(tree, costs);
      const reduced = costs.map((row, i) =>
        row.map((cost, j) => {
          if (cost === Infinity) return 0n;
          return exactly(cost) - potentials[i] + potentials[sources + j];
        }),
      );
      const search = new ExactSearch(tree, scan.scanner);
      const block = Math.max(1, Math.round(Math.sqrt(sources / sinks)));
      let expected: { row: number; column: number } | undefined;
      for (let from = 0; from < sources && expected === undefined; from += block) {
        let least = 0n;
        for (let i = from; i < Math.min(sources, from + block); i++) {
          reduced[i].forEach((value, j) => {
            if (value >= least) return;
            least = value;
            expected = { row: i, column: j };
          });
        }
      }
      assert.equal(search.next(), expected !== undefined);
      if (expected === undefined) return;
      const { row, column } = search;
      // as close as the rounding to a number lets it tell them apart
      const [chosen, least] = [reduced[row][column], reduced[expected.row][expected.column]];
      assert.ok(chosen < 0n && (chosen - least) << 52n <= -least, `${chosen}, least ${least}`);
      const off = exactly(search.reduced) - chosen;
      assert.ok((off < 0n ? -off : off) << 53n <= -chosen, `${search.reduced} for ${chosen}`);
      const about = costs[row][column] - tree.potential[row] + tree.potential[sources + column];
      if (!(about < 0)) hidden++;
    }),
    { numRuns: 500 },
  );
  assert.ok(hidden > 0, 'none that rounding hid was found');
});
