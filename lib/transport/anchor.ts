import type { ArcCosts, SpanningTree } from './spanningTree.js';

/** 2⁻⁵⁰ over 1e-13: potentials so many times the mean cost round away what the gap may not exceed. */
const LARGE = 1125.9;

/** Whether potentials are so large beside what the plan pays that their rounding hides it. */
export function isBlunt(tree: SpanningTree, costs: ArcCosts): boolean {
  const { potential, parent, flow, root, sources } = tree;
  let largest = 0;
  let paid = 0;
  let mass = 0;
  for (let node = 0; node < root; node++) {
    largest = Math.max(largest, Math.abs(potential[node]));
    const up = parent[node];
    if (up === root || flow[node] === 0) continue;
    const cost = node < sources ? costs.cost(node, up - sources) : costs.cost(up, node - sources);
    paid += Math.abs(cost) * flow[node];
    mass += flow[node];
  }
  return largest * mass > LARGE * paid;
}

/**
 * Moves each of the root's subtrees to where its top row pays what its arc costs and the column below is
 * free. Only differences across subtrees change, and nothing but a search says whether they still
 * fit; where they do, no potential is larger than the costs of its own subtree.
 */
export function anchor(
  { parent, thread, rootCost, sources, root }: SpanningTree,
  costs: ArcCosts,
): void {
  for (let i = 0; i < sources; i++) {
    const child = thread[i];
    if (parent[i] === root && parent[child] === i) rootCost[i] = costs.cost(i, child - sources);
  }
}
