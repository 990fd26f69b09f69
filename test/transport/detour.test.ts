import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { detour } from '../../lib/transport/detour.js';
import { Draws } from '../support/draws.js';
import { randomTree } from '../support/randomTree.js';

test('a detour goes over the arc between the first child and the parent’s parent, or another child of the parent', () => {
  const seen = { finite: 0, infinite: 0, sibling: 0 };
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const draw = new Draws(seed);
      const [n, m] = [draw.integer(1, 5), draw.integer(1, 5)];
      const tree = randomTree(draw, n, m);
      const matrix = Array.from({ length: n }, () => draw.fill(m, () => draw.integer(-99, 99)));
      const costs = { cost: (i: number, j: number) => matrix[i][j] };
      for (let node = 0; node < tree.root; node++) tree.rootCost[node] = draw.integer(-99, 99);
      tree.price(costs);
      const { parent, root, potential } = tree;
      const children = (node: number): number[] => [...parent.keys()].filter((k) => parent[k] === node);
      for (let top = 0; top < root; top++) {
        const up = parent[top];
        if (up === root) continue;
        const [inner] = children(top);
        const siblings = children(up).filter((node) => node !== top);
        const outer = parent[up] === root ? siblings.at(0) : parent[up];
        let expected = Infinity;
        if (inner !== undefined && outer !== undefined) {
          const [i, sink] = inner < n ? [inner, outer] : [outer, inner];
          expected = matrix[i][sink - n] - potential[i] + potential[sink];
          if (parent[up] === root) seen.sibling++;
        }
        seen[expected < Infinity ? 'finite' : 'infinite']++;
        assert.equal(detour(tree, costs, top), expected);
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(Math.min(...Object.values(seen)) > 30, JSON.stringify(seen));
}); // prettier-ignore
