import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SpanningTree } from '../../lib/transport/spanningTree.js';

/** Asserts that thread, last successors and sizes are those of a preorder of the parents. */
function assertConsistent(tree: SpanningTree): void {
  const { parent, thread, previous, last, size, root } = tree;
  const place = new Map<number, number>();
  for (let node = root; !place.has(node); node = thread[node]) {
    place.set(node, place.size);
    assert.equal(previous[thread[node]], node);
  }
  assert.equal(place.size, root + 1);
  const order = [...place.keys()];
  const isBelow = (node: number, top: number): boolean => {
    for (let up = node; up >= 0; up = parent[up]) if (up === top) return true;
    return false;
  };
  for (let top = 0; top <= root; top++) {
    const subtree = order.filter((node) => isBelow(node, top));
    const start = place.get(top)!;
    assert.equal(size[top], subtree.length);
    assert.deepEqual(
      order.slice(start, start + subtree.length),
      subtree,
      'subtrees are contiguous',
    );
    assert.equal(last[top], subtree[subtree.length - 1]);
  }
}

test('the tree stays a preorder thread through any sequence of exchanges', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 7 }),
      (moves, n, m) => {
        const tree = new SpanningTree(n, m);
        const { parent, root } = tree;
        tree.link();
        assertConsistent(tree);
        for (const [topChoice, jointChoice, hostChoice] of moves) {
          const nodes = [...Array(root + 1).keys()];
          const ancestors = (node: number): number[] => {
            const path = [node];
            while (parent[path[path.length - 1]] >= 0) path.push(parent[path[path.length - 1]]);
            return path;
          };
          const top = topChoice % root;
          const inside = nodes.filter((node) => ancestors(node).includes(top));
          const outside = nodes.filter((node) => !inside.includes(node));
          const joint = inside[jointChoice % inside.length];
          const host = outside[hostChoice % outside.length];
          const join = ancestors(host).find((node) => ancestors(joint).includes(node))!;
          const arcs = new Set(nodes.map((node) => [node, parent[node]].sort().join()));
          tree.exchange(top, joint, host, join, 1);
          assertConsistent(tree);
          const changed = nodes.filter((node) => !arcs.has([node, parent[node]].sort().join()));
          assert.ok(changed.length <= 1, 'one arc enters at most');
          assert.equal(parent[joint], host);
        }
      },
    ),
    { numRuns: 200 },
  );
});
