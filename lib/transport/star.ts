import type { MassUnits } from './massUnits.js';
import { SpanningTree } from './spanningTree.js';

/**
 * The tree of artificial arcs alone: every row ships its mass to the root, and the root to every column
 * at a cost `penalty`. Its thread is not laid yet.
 */
export function star({ supply, demand }: MassUnits, penalty: number): SpanningTree {
  const tree = new SpanningTree(supply.length, demand.length);
  tree.flow.set(supply);
  tree.flow.set(demand, supply.length);
  tree.rootCost.fill(penalty, supply.length, tree.root);
  return tree;
}

/**
 * Ships what two children of the root can; the exhausted end becomes the child of the other, the sink if
 * both are. So an arc without flow always points to the root (strong feasibility, Cunningham 1976).
 */
export function ship({ flow, parent }: SpanningTree, source: number, sink: number): void {
  const amount = Math.min(flow[source], flow[sink]);
  const [child, host] = flow[sink] === amount ? [sink, source] : [source, sink];
  flow[host] -= amount;
  parent[child] = host;
}
