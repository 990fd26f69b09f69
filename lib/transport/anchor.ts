import type { ArcCosts, SpanningTree } from './spanningTree.js';

/** 1e-12 over 2⁻⁵⁰: what is so many times the mean cost rounds away what the gap may not exceed. */
const LARGE = 1125.9;

/** Above this potentials and costs are so large that their rounding hides the costs that the plan pays. */
export function bluntLimit(tree: SpanningTree, costs: ArcCosts): number {
  const { parent, flow, root } = tree;
  let paid = 0;
  let mass = 0;
  for (let node = 0; node < root; node++) {
    if (parent[node] === root || flow[node] === 0) continue;
    paid += Math.abs(tree.arcCost(node, costs)) * flow[node];
    mass += flow[node];
  }
  return mass > 0 ? LARGE * (paid / mass) : Infinity;
}

export function isBlunt({ potential, root }: SpanningTree, limit: number): boolean {
  for (let node = 0; node < root; node++) if (Math.abs(potential[node]) > limit) return true;
  return false;
}

/**
 * Cuts the tree at its empty arcs of a cost above the limit, and moves each of the root's subtrees to
 * where its top row pays what its arc costs and the column below is free. Only differences across
 * subtrees change, and nothing but a search says whether they still fit; where they do, no potential
 * is larger than the costs within its own subtree. (An empty arc points to the root, so its child is a row.)
 */
export function anchor(tree: SpanningTree, costs: ArcCosts, limit: number): void {
  const { parent, thread, flow, rootCost, sources, root } = tree;
  for (let i = 0; i < sources; i++) {
    if (parent[i] === root || flow[i] > 0) continue;
    if (Math.abs(tree.arcCost(i, costs)) > limit) parent[i] = root;
  }
  tree.link();
  for (let i = 0; i < sources; i++) {
    const child = thread[i];
    if (parent[i] === root && parent[child] === i) rootCost[i] = costs.cost(i, child - sources);
  }
}
