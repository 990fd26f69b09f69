import type { ArcSearch, SimplexOptions } from './networkSimplex.js';
import { networkSimplex } from './networkSimplex.js';
import type { ArcCosts, SpanningTree } from './spanningTree.js';

/**
 * Sends as much mass as possible over the allowed arcs (those of finite cost): a simplex in which arcs
 * are free and root → column costs 1. It places all mass if a plan exists.
 */
export function placeAll(
  tree: SpanningTree,
  costs: ArcCosts,
  options: SimplexOptions,
): { pivots: number; optimal: boolean } {
  const rootCost = tree.rootCost.slice();
  tree.rootCost.fill(0, 0, tree.sources).fill(1, tree.sources);
  const free: ArcCosts = { cost: () => 0 };
  const search = networkSimplex(tree, free, new AllowedSearch(tree, costs), options);
  tree.rootCost.set(rootCost);
  return search;
}

/**
 * The first allowed arc, in row-major order from the row found last, from a subtree with mass left (row potentials 0)
 * to one that wants mass (column potentials -1).
 */
class AllowedSearch implements ArcSearch {
  row = 0;
  column = 0;
  readonly reduced = -1;

  constructor(
    private readonly tree: SpanningTree,
    private readonly costs: ArcCosts,
  ) {}

  next(): boolean {
    const { potential, sources, sinks } = this.tree;
    for (let left = sources; left > 0; left--) {
      if (potential[this.row] === 0) {
        for (let j = 0; j < sinks; j++) {
          if (potential[sources + j] === -1 && this.costs.cost(this.row, j) < Infinity) {
            this.column = j;
            return true;
          }
        }
      }
      this.row = this.row + 1 === sources ? 0 : this.row + 1;
    }
    return false;
  }

  widen(): boolean {
    return false;
  }
}
