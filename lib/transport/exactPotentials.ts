import { toInteger } from './integers.js';
import type { ArcCosts, SpanningTree } from './spanningTree.js';

/** Potentials of a tree without rounding, times 2¹⁰⁷⁴: sums of the costs along its paths, the root's being 0. */
export function exactPotentials(tree: SpanningTree, costs: ArcCosts): bigint[] {
  const { parent, thread, root, sources } = tree;
  const potential = new Array<bigint>(root + 1).fill(0n);
  for (let node = thread[root]; node !== root; node = thread[node]) {
    const cost = toInteger(tree.arcCost(node, costs));
    potential[node] = potential[parent[node]] + (node < sources ? cost : -cost);
  }
  return potential;
}
