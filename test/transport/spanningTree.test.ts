import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SpanningTree } from '../../lib/transport/spanningTree.js';
import { Draws } from '../support/draws.js';
import { add, atMost, exactly, magnitude, subtract, type Exact } from '../support/exactNumbers.js';
import { randomTree } from '../support/randomTree.js';

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

/** The nodes in preorder, children in the order of their lists. */
function preorder(children: readonly (readonly number[])[], root: number): number[] {
  return [root, ...children[root].flatMap((child) => preorder(children, child))];
}

function threadOf({ thread, root }: SpanningTree): number[] {
  const order = [root];
  for (let node = thread[root]; node !== root; node = thread[node]) order.push(node);
  return order;
}

test('the thread visits children ascending, and keeps its order where an exchange leaves it', () => {
  const draw = new Draws(1);
  for (let trial = 0; trial < 100; trial++) {
    const tree = randomTree(draw, draw.integer(1, 7), draw.integer(1, 7));
    const { parent, root, flow } = tree;
    const nodes = [...parent.keys()];
    const children = nodes.map((node) => nodes.filter((child) => parent[child] === node));
    assert.deepEqual(threadOf(tree), preorder(children, root));

    for (let move = 0; move < 5; move++) {
      const joint = draw.integer(0, root - 1);
      const ancestors = (node: number): number[] =>
        node < 0 ? [] : [node, ...ancestors(parent[node])];
      const top = draw.pick(ancestors(joint).filter((node) => node !== root));
      const host = draw.pick(nodes.filter((node) => !ancestors(node).includes(top)));
      const join = ancestors(host).find((node) => ancestors(joint).includes(node))!;
      const stem = ancestors(joint).slice(0, ancestors(joint).indexOf(top) + 1);
      const flows = [8, ...stem.map((node) => flow[node])];

      children[parent[top]].splice(children[parent[top]].indexOf(top), 1);
      // the former parent becomes the last child
      stem.slice(1).forEach((up, k) => {
        children[up].splice(children[up].indexOf(stem[k]), 1);
        children[stem[k]].push(up);
      });
      children[host].unshift(joint);
      tree.exchange(top, joint, host, join, 8);
      assert.deepEqual(threadOf(tree), preorder(children, root));
      stem.forEach((node, k) => assert.equal(flow[node], flows[k], 'arcs keep their flow'));
    }
  }
});

test('potentials and their differences are the sums of costs along the tree, rounded about once', () => {
  const draw = new Draws(2);
  for (let trial = 0; trial < 100; trial++) {
    const tree = randomTree(draw, draw.integer(1, 7), draw.integer(1, 7));
    const { parent, thread, root, sources, sinks, potential, low, error, rootCost } = tree;
    const amount = (): number => (draw.chance(0.5) ? 1 : -1) * draw.binade(-40, 20);
    const costs = draw.fill(sources * sinks, amount);
    rootCost.set(draw.fill(root, amount));
    // what an earlier pivot may have left
    potential.fill(99);
    tree.price({ cost: (row, column) => costs[row * sinks + column] });

    const exact: Exact[] = [];
    exact[root] = exactly(0);
    assert.equal(potential[root], 0);
    for (let node = thread[root]; node !== root; node = thread[node]) {
      const up = parent[node];
      const [row, column] = node < sources ? [node, up - sources] : [up, node - sources];
      const cost = up === root ? rootCost[node] : costs[row * sinks + column];
      // c_ij = π_i - π_j
      exact[node] = add(exact[up], exactly(node < sources ? cost : -cost));
      const wrong = magnitude(subtract(exactly(potential[node]), exact[node]));
      assert.ok(atMost(wrong, exactly(error[node])), 'the bound holds');
      assert.ok(error[node] <= 2 ** -53 * Math.abs(potential[node]) + 2 ** -78, 'and is tight');
      const pair = add(exactly(potential[node]), exactly(low[node]));
      const lost = magnitude(subtract(pair, exact[node]));
      assert.ok(atMost(lost, exactly(2 ** -78)), 'pairs hold twice the digits');
    }
    for (let node = 0; node <= root; node++) {
      const from = draw.integer(0, root);
      const difference = tree.difference(node, from);
      const wrong = magnitude(subtract(exactly(difference), subtract(exact[node], exact[from])));
      assert.ok(atMost(wrong, exactly(2 ** -53 * Math.abs(difference) + 2 ** -76)));
    }
  }
});

test('the bound of a potential is 2⁻¹⁰⁴ of the sums and rests on its way, and 2⁻⁵³ of itself', () => {
  // a path: the root 4, row 0, column 0, row 1, column 1
  const tree = new SpanningTree(2, 2);
  tree.parent.set([4, 2, 0, 1, -1]);
  tree.link();
  const [half, unit] = [2 ** -53, 2 ** -52];
  tree.rootCost[0] = half;
  const costs = [[-1, NaN], [unit, 1 + 2 * unit]]; // prettier-ignore
  tree.price({ cost: (row, column) => costs[row][column] });
  // 1 + ½u is 1 and ½u; with u more, 1 + u and a rest ½u, or 1 + 2u less ½u; without 1 + 2u, a rest -½u
  assert.deepEqual([...tree.potential], [half, 1 + 2 * unit, 1, -half, 0]);
  assert.deepEqual([...tree.low], [0, -half, half, 0, 0]);
  const pairs = [half, 2 + 2 * unit, 1, 2 + 2 * unit, 0];
  const bounds = pairs.map((sum, node) => 2 ** -104 * sum + half * Math.abs(tree.potential[node]));
  assert.deepEqual([...tree.error], bounds);
});

test('unplaced is the mass of the rows below the root', () => {
  const tree = new SpanningTree(3, 2);
  tree.parent.set([5, 3, 5, 5, 0, -1]);
  tree.flow.set([2, 4, 8, 16, 32, 64]);
  assert.equal(tree.unplaced, 10);
});
