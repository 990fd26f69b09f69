import type { SpanningTree } from './spanningTree.js';

/** 2⁻⁵¹: covers the rounding of a reduced cost, as a share of |c| + |u| + |v|. */
const ROUNDING = 4.440892098500626e-16;

/** Rounds of fresh potentials, and pivots per node, after which every pivot gets fresh ones. */
const SWIFT_ROUNDS = 8;
const SWIFT_PIVOTS = 200;

/**
 * Primal network simplex without capacities on a dense bipartite network, from a strongly feasible
 * tree to an optimal one (Ahuja, Magnanti and Orlin 1993, chapter 11; in the block-search form that
 * Bonneel et al. 2011 and Kovács 2015 found fastest).
 *
 * Entering arc (docs/arithmetic.md 6.6): rows are searched cyclically in blocks; of the first block that holds an eligible
 * arc, the one of least reduced cost, the first in row-major order among equals (`leastArc`). Leaving arc: the
 * last blocking arc met when the cycle is followed along the entering arc from its apex. With exact
 * flows this keeps the tree strongly feasible, so that no sequence of degenerate pivots cycles.
 *
 * An arc is eligible if its reduced cost lies below zero by more than the rounding error of its own
 * two potentials and of the subtraction: judged at its own scale, so that one huge cost does not blunt
 * the test of the others.
 *
 * Potentials are updated on the moved subtree; when no arc is eligible they are computed afresh and
 * every arc is priced once more, until that finds none. In the rare case that this does not settle
 * soon, potentials are computed afresh after every pivot. Then each entering arc has a negative
 * reduced cost in exact arithmetic, and rounding cannot make the search go round in circles.
 *
 * @param costs row-major; an arc of cost Infinity never enters.
 * @param maxPivots the search stops after so many.
 * @returns the number of pivots, and whether the tree is optimal.
 */
export function networkSimplex(
  tree: SpanningTree,
  costs: Float64Array,
  maxPivots: number,
): { pivots: number; optimal: boolean } {
  const { sources, sinks, potential, error } = tree;
  const rowsInBlock = Math.max(1, Math.round(Math.sqrt(sources / sinks)));
  let pivots = 0;
  let pivotsWhenPriced = 0;
  let rounds = 0;
  let idleRows = 0;
  let row = 0;
  tree.price(costs);
  for (;;) {
    let least = 0;
    let enteringRow = -1;
    let enteringColumn = -1;
    for (let left = rowsInBlock; left > 0; left--) {
      // No eligible arc lies above this, whatever its column.
      const margin = error[row] + ROUNDING * Math.abs(potential[row]);
      const limit = potential[row] + Math.min(least, -margin);
      let column = leastArc(tree, costs, row, limit);
      if (column >= 0 && !eligible(tree, costs, row, column)) {
        column = leastEligibleArc(tree, costs, row, limit);
      }
      if (column >= 0) {
        least = costs[row * sinks + column] - potential[row] + potential[sources + column];
        enteringRow = row;
        enteringColumn = column;
      }
      if (++row === sources) row = 0;
    }
    if (enteringRow >= 0) {
      if (pivots === maxPivots) return { pivots, optimal: false };
      pivot(tree, enteringRow, sources + enteringColumn, least);
      pivots++;
      idleRows = 0;
      if (rounds > SWIFT_ROUNDS || pivots > SWIFT_PIVOTS * potential.length) tree.price(costs);
    } else if ((idleRows += rowsInBlock) >= sources) {
      if (pivots === pivotsWhenPriced) return { pivots, optimal: true };
      tree.price(costs);
      pivotsWhenPriced = pivots;
      rounds++;
      idleRows = 0;
    }
  }
}

/** Brings the arc source → sink of the given reduced cost into the tree. */
function pivot(tree: SpanningTree, source: number, sink: number, reduced: number): void {
  const { parent, size, flow, sources } = tree;

  // Towards the apex: along the source's side flow falls on the arcs of sources, along the sink's
  // side on those of sinks. `<` keeps the arc nearest the source, `<=` takes the one nearest the apex.
  let p = source;
  let q = sink;
  let delta = Infinity;
  let top = -1;
  let deltaSink = Infinity;
  let topSink = -1;
  while (p !== q) {
    const sizeP = size[p];
    const sizeQ = size[q];
    if (sizeP <= sizeQ) {
      if (p < sources && flow[p] < delta) {
        delta = flow[p];
        top = p;
      }
      p = parent[p];
    }
    if (sizeQ <= sizeP) {
      if (q >= sources && flow[q] <= deltaSink) {
        deltaSink = flow[q];
        topSink = q;
      }
      q = parent[q];
    }
  }
  const join = p;
  const sinkSide = deltaSink <= delta;
  if (sinkSide) {
    delta = deltaSink;
    top = topSink;
  }
  if (delta > 0) {
    for (p = source; p !== join; p = parent[p]) flow[p] += p < sources ? -delta : delta;
    for (q = sink; q !== join; q = parent[q]) flow[q] += q < sources ? delta : -delta;
  }
  if (sinkSide) {
    tree.exchange(top, sink, source, join, delta);
    shift(tree, sink, -reduced);
  } else {
    tree.exchange(top, source, sink, join, delta);
    shift(tree, source, reduced);
  }
}

/**
 * Adds `amount` to the potentials of a subtree, or takes it from all others where those are fewer:
 * only differences of potentials matter.
 */
function shift(tree: SpanningTree, top: number, amount: number): void {
  const { potential, thread, size, last, root } = tree;
  let left = size[top];
  let node = top;
  let step = amount;
  if (2 * left > root) {
    left = root + 1 - left;
    node = thread[last[top]];
    step = -amount;
  }
  for (; left > 0; left--) {
    potential[node] += step;
    node = thread[node];
  }
}

/**
 * Column of the arc of least c + π_j in a row, below `limit`; the first among equals, -1 if there is
 * none. Four arcs at a time, as this loop is most of the solver's work.
 */
function leastArc(tree: SpanningTree, costs: Float64Array, row: number, limit: number): number {
  const { potential, sources, sinks } = tree;
  const end = (row + 1) * sinks;
  const wholeEnd = end - (sinks & 3);
  let best = -1;
  let k = row * sinks;
  let node = sources;
  for (; k < wholeEnd; k += 4, node += 4) {
    const s0 = costs[k] + potential[node];
    const s1 = costs[k + 1] + potential[node + 1];
    const s2 = costs[k + 2] + potential[node + 2];
    const s3 = costs[k + 3] + potential[node + 3];
    if (s0 < limit) {
      limit = s0;
      best = node;
    }
    if (s1 < limit) {
      limit = s1;
      best = node + 1;
    }
    if (s2 < limit) {
      limit = s2;
      best = node + 2;
    }
    if (s3 < limit) {
      limit = s3;
      best = node + 3;
    }
  }
  for (; k < end; k++, node++) {
    const s = costs[k] + potential[node];
    if (s < limit) {
      limit = s;
      best = node;
    }
  }
  return best < 0 ? -1 : best - sources;
}

/** The same among eligible arcs; needed only where the least of all is not. */
function leastEligibleArc(
  tree: SpanningTree,
  costs: Float64Array,
  row: number,
  limit: number,
): number {
  const { potential, sources, sinks } = tree;
  let best = -1;
  for (let j = 0; j < sinks; j++) {
    const s = costs[row * sinks + j] + potential[sources + j];
    if (s < limit && eligible(tree, costs, row, j)) {
      limit = s;
      best = j;
    }
  }
  return best;
}

function eligible(tree: SpanningTree, costs: Float64Array, row: number, column: number): boolean {
  const { potential, error, sources, sinks } = tree;
  const c = costs[row * sinks + column];
  const u = potential[row];
  const v = potential[sources + column];
  const size = Math.abs(c) + Math.abs(u) + Math.abs(v);
  return c - u + v < -(error[row] + error[sources + column] + ROUNDING * size);
}
