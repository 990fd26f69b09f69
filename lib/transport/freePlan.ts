import type { ArcCosts, SpanningTree } from './spanningTree.js';

/**
 * Whether all mass is placed and every arc of the tree between a row and a column costs nothing. Where no cost is
 * below 0 such a plan is optimal, and potentials 0 prove it: so between clouds that differ in their order only.
 */
export function isFree(tree: SpanningTree, costs: ArcCosts): boolean {
  const { parent, root } = tree;
  for (let node = 0; node < root; node++) {
    if (parent[node] !== root && tree.arcCost(node, costs) !== 0) return false;
  }
  return tree.unplaced === 0;
}
