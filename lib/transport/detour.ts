import type { ArcCosts, SpanningTree } from './spanningTree.js';

/**
 * What a unit of mass pays more that goes round a node's arc: over the arc between the nearest nodes on its two sides, against
 * the direction of its own. No way round is cheaper than the cheapest, so this bounds from above what an arc that should carry less
 * than nothing costs. Infinity where a side has no such node.
 *
 * @param top node whose parent is not the root; the tree is priced.
 */
export function detour(tree: SpanningTree, costs: ArcCosts, top: number): number {
  const { parent, thread, last, potential, sources, root } = tree;
  const up = parent[top];
  const inner = thread[top];
  if (parent[inner] !== top) return Infinity;
  let outer = parent[up];
  if (outer === root) {
    const first = thread[up];
    outer = first === top ? thread[last[top]] : first;
    if (parent[outer] !== up) return Infinity;
  }
  const [row, sink] = inner < sources ? [inner, outer] : [outer, inner];
  return costs.cost(row, sink - sources) - potential[row] + potential[sink];
}
