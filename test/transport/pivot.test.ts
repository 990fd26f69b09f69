import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pivot } from '../../lib/transport/pivot.js';
import type { SpanningTree } from '../../lib/transport/spanningTree.js';
import { Draws } from '../support/draws.js';
import { randomTree } from '../support/randomTree.js';

/** Flow by arc, `row column`, the root's arcs by their node alone. */
function flowsOf({ parent, flow, root, sources }: SpanningTree): Map<string, number> {
  const flows = new Map<string, number>();
  for (let node = 0; node < root; node++) {
    const up = parent[node];
    const ends = up === root ? [node] : node < sources ? [node, up] : [up, node];
    flows.set(ends.join(' '), flow[node]);
  }
  return flows;
}

test('the arc that leaves is the first of least flow from the row up, the last from the column up, its side if tied', () => {
  const draw = new Draws(3);
  for (let trial = 0; trial < 500; trial++) {
    const tree = randomTree(draw, draw.integer(1, 7), draw.integer(1, 7));
    const { parent, flow, potential, root, sources, sinks } = tree;
    potential.set(draw.fill(root + 1, () => draw.normal()));
    const source = draw.integer(0, sources - 1);
    const sink = sources + draw.integer(0, sinks - 1);
    if (parent[source] === sink || parent[sink] === source) continue;
    const reduced = -draw.unit();

    const ancestors = (node: number): number[] =>
      node < 0 ? [] : [node, ...ancestors(parent[node])];
    const apex = ancestors(source).find((node) => ancestors(sink).includes(node))!;
    const sideOf = (end: number): number[] => ancestors(end).slice(0, ancestors(end).indexOf(apex));
    // flow falls where arcs are passed against their direction
    const falling = [
      ...sideOf(source).filter((node) => node < sources).reverse(),
      ...sideOf(sink).filter((node) => node >= sources),
    ]; // prettier-ignore
    const delta = Math.min(...falling.map((node) => flow[node]));
    const leaving = falling.findLast((node) => flow[node] === delta)!;
    const isSinkSide = ancestors(sink).includes(leaving);

    const flows = flowsOf(tree);
    const keyOf = (node: number): string => [...flows.keys()][node];
    for (const node of [...sideOf(source), ...sideOf(sink)]) {
      flows.set(keyOf(node), flow[node] + (falling.includes(node) ? -delta : delta));
    }
    flows.delete(keyOf(leaving));
    flows.set(`${source} ${sink}`, delta);
    const moved = [...parent.keys()].filter((node) => ancestors(node).includes(leaving));
    const step = isSinkSide ? -reduced : reduced;
    const shifted = potential.map((value, node) => {
      const isMoved = moved.includes(node);
      if (2 * moved.length <= root) return isMoved ? value + step : value;
      return isMoved ? value : value - step;
    });

    pivot(tree, source, sink, reduced);
    assert.deepEqual([...flowsOf(tree)].sort(), [...flows].sort());
    assert.deepEqual(potential, shifted);
    assert.equal(parent[isSinkSide ? sink : source], isSinkSide ? source : sink);
  }
});
