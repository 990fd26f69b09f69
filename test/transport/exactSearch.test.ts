import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leastAcross } from '../../lib/transport/dualSimplex.js';
import { exactPotentials } from '../../lib/transport/exactPotentials.js';
import { ExactSearch } from '../../lib/transport/exactSearch.js';
import { SpanningTree } from '../../lib/transport/spanningTree.js';
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
  // potentials of which little is left to tell the others by
  const huge = draw.pick([0, 0, 0.1, 0.4]);
  for (let node = 0; node < tree.root; node++) {
    const up = tree.parent[node];
    if (up === tree.root || !draw.chance(huge)) continue;
    const [i, j] = node < n ? [node, up - n] : [up, node - n];
    costs[i][j] = size * draw.binade(40, 101);
  }
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

test('of the arcs out of a subtree, or into it, the least in integers is found, the first of several', () => {
  let [found, hidden] = [0, 0];
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { tree, costs, draw } = situation(seed);
      const { sources, sinks, parent, root, potential } = tree;
      const { scanner } = scannedMatrix(costs, drawUnits(draw, sources, sinks, true), new Array<number>(sinks).fill(0));
      tree.price(scanner);
      const potentials = walked(tree, costs);
      const isBelow = (node: number, top: number): boolean =>
        node === top || (node !== root && isBelow(parent[node], top));
      for (let top = 0; top < root; top++) {
        for (const outwards of [true, false]) {
          let best: { row: number; column: number; reduced: bigint; about: number } | undefined;
          let nearest = Infinity;
          for (let row = 0; row < sources; row++) {
            for (let column = 0; column < sinks; column++) {
              if (isBelow(row, top) !== outwards || isBelow(sources + column, top) === outwards) continue;
              const reduced = exactly(costs[row][column]) - potentials[row] + potentials[sources + column];
              const about = costs[row][column] - potential[row] + potential[sources + column];
              nearest = Math.min(nearest, about);
              if (best === undefined || reduced < best.reduced) best = { row, column, reduced, about };
            }
          }
          const arc = leastAcross(tree, scanner, potentials, top, outwards);
          assert.deepEqual(arc, best && { row: best.row, column: best.column });
          if (best === undefined) continue;
          found++;
          if (best.about > nearest) hidden++;
        }
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(found > 1000 && hidden > 10, `${found} found, ${hidden} of them hidden by rounding`);
}); // prettier-ignore

test('of two arcs that only the digits beyond those of the tree’s pairs tell apart, the least is found', () => {
  const seen = { deepLess: 0, deepMore: 0 };
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, byRow) => {
      // On one side nodes 1 to 5, on the other 0 to 3, lie on a path from the root: 1, 0, 2, 1, 3, 2, 4, 3, 5. All others hang from it.
      const draw = new Draws(seed);
      const [n, m] = byRow ? [7, 5] : [5, 7];
      const tree = new SpanningTree(n, m);
      const [mine, other] = byRow ? [0, n] : [n, 0];
      for (let k = 0; k < 4; k++) {
        tree.parent[other + k] = mine + k + 1;
        tree.parent[mine + k + 2] = other + k;
      }
      tree.link();
      const [a, b, x] = [draw.binade(101, 101), draw.binade(60, 60), draw.binade(0, 0)];
      const costs = Array.from({ length: n }, () => new Array<number>(m).fill(Infinity));
      const set = (own: number, opposite: number, cost: number): void => {
        if (byRow) costs[own][opposite] = cost;
        else costs[opposite][own] = cost;
      };
      [a, 0, b, 0, x, a, 0, b].forEach((cost, k) => set(((k + 1) >> 1) + 1, k >> 1, cost));
      tree.price({ cost: (i, j) => costs[i][j] });
      const exact = walked(tree, costs);
      // node 5 is x from the root, and the pairs say something else
      const deep = mine + 5;
      assert.equal(byRow ? -exact[deep] : exact[deep], exactly(x));
      const off = byRow ? -(tree.potential[deep] + x) : tree.potential[deep] - x;
      // reduced costs 4 + x from there, and that with half of what the pairs are off from node 0 or 6
      set(5, 4, 4);
      const shallow = draw.pick([0, 6]);
      set(shallow, 4, 4 + x + off / 2);
      seen[off > 0 ? 'deepLess' : 'deepMore']++;
      const units = drawUnits(draw, n, m, true);
      const { scanner } = scannedMatrix(costs, units, new Array<number>(m).fill(0));
      tree.price(scanner);
      const own = off < 0 ? shallow : 5;
      const arc = byRow ? { row: own, column: 4 } : { row: 4, column: own };
      if (off !== 0) assert.deepEqual(leastAcross(tree, scanner, exact, other + 4, !byRow), arc);
      // a reduced cost of x less a little more
      set(shallow, 4, Infinity);
      set(5, 4, -x * (1 + 2 ** -50));
      const again = scannedMatrix(costs, units, new Array<number>(m).fill(0));
      const search = new ExactSearch(tree, again.scanner);
      assert.ok(search.next());
      const entering = byRow ? { row: 5, column: 4 } : { row: 4, column: 5 };
      assert.deepEqual({ row: search.row, column: search.column }, entering);
      assert.equal(search.widen(), false);
    }),
    { numRuns: 300 },
  );
  assert.ok(seen.deepLess > 50 && seen.deepMore > 50, JSON.stringify(seen));
});
