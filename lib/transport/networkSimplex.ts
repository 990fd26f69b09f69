import { pivot } from './pivot.js';
import type { ArcCosts, SpanningTree } from './spanningTree.js';

/** Where the simplex looks for arcs that may enter: a pivot rule. */
export interface ArcSearch {
  /** The arc found last and its reduced cost. */
  readonly row: number;
  readonly column: number;
  readonly reduced: number;
  /** Finds an arc that may enter at the tree's potentials; false if there is none where it looks. */
  next(): boolean;
  /** Looks at all other arcs too, and from then on at those found; false if there are no others. */
  widen(): boolean;
}

export interface SimplexOptions {
  /** The search stops after so many. */
  maxPivots: number;
  /** Called with the number of pivots every 1024 of them. */
  onPivots?: (pivots: number) => void;
}

/** Rounds of fresh potentials, and pivots per node, after which every pivot gets fresh ones. */
const SWIFT_ROUNDS = 64;
const SWIFT_PIVOTS = 200;

/**
 * Primal network simplex without capacities on a bipartite network, from a strongly feasible tree to
 * an optimal one (Ahuja, Magnanti and Orlin 1993, chapter 11). Which arc enters is the search's to
 * say, which one leaves the pivot's.
 *
 * Potentials are updated on the moved subtree. When the search finds nothing they are computed afresh,
 * and when it finds nothing at those either it looks at every arc of the network: that finds
 * none only at the optimum. In the rare case that this does not settle, potentials are computed
 * afresh after every pivot. Then each entering arc has a negative reduced cost in exact
 * arithmetic, and rounding cannot make the search go round in circles.
 *
 * @returns the number of pivots, and whether the tree is optimal.
 */
export function networkSimplex(
  tree: SpanningTree,
  costs: ArcCosts,
  search: ArcSearch,
  { maxPivots, onPivots }: SimplexOptions,
): { pivots: number; optimal: boolean } {
  const { sources } = tree;
  const swiftPivots = SWIFT_PIVOTS * tree.potential.length;
  let pivots = 0;
  let pivotsWhenPriced = 0;
  let rounds = 0;
  let widened = false;
  tree.price(costs);
  for (;;) {
    if (search.next()) {
      if (pivots === maxPivots) return { pivots, optimal: false };
      pivot(tree, search.row, sources + search.column, search.reduced);
      pivots++;
      if (rounds > SWIFT_ROUNDS || pivots > swiftPivots) tree.price(costs);
      if (pivots % 1024 === 0) onPivots?.(pivots);
    } else if (pivots !== pivotsWhenPriced) {
      tree.price(costs);
      pivotsWhenPriced = pivots;
      rounds++;
      widened = false;
    } else {
      if (widened || !search.widen()) return { pivots, optimal: true };
      widened = true;
    }
  }
}
