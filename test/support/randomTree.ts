import { SpanningTree } from '../../lib/transport/spanningTree.js';
import type { Draws } from './draws.js';

/** A random spanning tree of a transport network, its flows small integers with many ties. */
export function randomTree(draw: Draws, sources: number, sinks: number): SpanningTree {
  const tree = new SpanningTree(sources, sinks);
  const { parent, root, flow } = tree;
  const hung: number[] = [];
  for (const node of draw.shuffle([...Array(root).keys()])) {
    const hosts = hung.filter((other) => node < sources !== other < sources);
    if (hosts.length > 0 && draw.chance(0.8)) parent[node] = draw.pick(hosts);
    hung.push(node);
  }
  flow.set(draw.fill(root, () => draw.integer(0, 3)));
  tree.link();
  return tree;
}
