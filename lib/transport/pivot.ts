import type { SpanningTree } from './spanningTree.js';

/**
 * Brings the arc source → sink of the given reduced cost into the tree (docs/arithmetic.md 6.7, 6.8).
 *
 * Leaving arc: the last blocking arc met when the cycle is followed along the entering arc from its
 * apex. With exact flows this keeps the tree strongly feasible, so that no sequence of degenerate pivots
 * cycles (Cunningham 1976).
 */
export function pivot(tree: SpanningTree, source: number, sink: number, reduced: number): void {
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
 * Adds `amount` to the potentials of a subtree, or takes it from all others where those are no more:
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
