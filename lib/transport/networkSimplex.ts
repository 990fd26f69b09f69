import type { SpanningTree } from './spanningTree.js';

/**
 * An arc enters only if its reduced cost lies below -TOLERANCE (|c| + |u| + |v|): each arc is judged
 * at its own scale, so one huge cost does not blunt the test of the others. 2⁻⁵¹.
 */
const TOLERANCE = 4.440892098500626e-16;

/**
 * Primal network simplex without capacities on a dense bipartite network, from a strongly feasible
 * tree to an optimal one (Ahuja, Magnanti and Orlin 1993, chapter 11; in the block-search form that
 * Bonneel et al. 2011 and Kovács 2015 found fastest).
 *
 * Entering arc: rows are searched cyclically in blocks; of the first block that holds an eligible
 * arc, the one of least reduced cost, the first in row-major order among equals (`leastArc`). Leaving arc: the
 * last blocking arc met when the cycle is followed along the entering arc from its apex. With exact
 * flows this keeps the tree strongly feasible, so that no sequence of degenerate pivots cycles.
 *
 * Potentials are updated on the moved subtree; when no arc is eligible they are computed afresh and
 * every arc is priced once more, until that finds none.
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
  const { sources, sinks, potential } = tree;
  const rowsInBlock = Math.max(1, Math.round(Math.sqrt(sources / sinks)));
  let pivots = 0;
  let pivotsWhenPriced = 0;
  let idleRows = 0;
  let row = 0;
  tree.price(costs);
  for (;;) {
    let least = 0;
    let enteringRow = -1;
    let enteringColumn = -1;
    for (let left = rowsInBlock; left > 0; left--) {
      const limit = potential[row] + least;
      const column = leastArc(costs, potential, row, sources, sinks, limit);
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
    } else if ((idleRows += rowsInBlock) >= sources) {
      if (pivots === pivotsWhenPriced) return { pivots, optimal: true };
      tree.price(costs);
      pivotsWhenPriced = pivots;
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
 * Column of the eligible arc of least c + π_j in a row, below `limit`; the first among equals, -1 if
 * there is none. Four arcs at a time, as this loop is most of the solver's work.
 */
function leastArc(
  costs: Float64Array,
  potential: Float64Array,
  row: number,
  sources: number,
  sinks: number,
  limit: number,
): number {
  const u = potential[row];
  const end = (row + 1) * sinks;
  const wholeEnd = end - (sinks & 3);
  let column = -1;
  let k = row * sinks;
  let node = sources;
  for (; k < wholeEnd; k += 4, node += 4) {
    const s0 = costs[k] + potential[node];
    const s1 = costs[k + 1] + potential[node + 1];
    const s2 = costs[k + 2] + potential[node + 2];
    const s3 = costs[k + 3] + potential[node + 3];
    if (s0 < limit && eligible(costs[k], u, potential[node])) {
      limit = s0;
      column = node - sources;
    }
    if (s1 < limit && eligible(costs[k + 1], u, potential[node + 1])) {
      limit = s1;
      column = node + 1 - sources;
    }
    if (s2 < limit && eligible(costs[k + 2], u, potential[node + 2])) {
      limit = s2;
      column = node + 2 - sources;
    }
    if (s3 < limit && eligible(costs[k + 3], u, potential[node + 3])) {
      limit = s3;
      column = node + 3 - sources;
    }
  }
  for (; k < end; k++, node++) {
    const s = costs[k] + potential[node];
    if (s < limit && eligible(costs[k], u, potential[node])) {
      limit = s;
      column = node - sources;
    }
  }
  return column;
}

function eligible(cost: number, tail: number, head: number): boolean {
  return cost - tail + head < -TOLERANCE * (Math.abs(cost) + Math.abs(tail) + Math.abs(head));
}
