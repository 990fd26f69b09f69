import type { MassUnits } from './massUnits.js';
import type { RowScanner } from './rowScanner.js';
import type { SpanningTree } from './spanningTree.js';
import { ship, star } from './star.js';

/**
 * A strongly feasible starting tree by greedy allocation at reduced costs (docs/arithmetic.md 6.5).
 *
 * With u_i = min_j c_ij and v_j = min_i (c_ij - u_i), each row ships what it can over its cheapest
 * arc at c - v; in a second sweep, what is left goes arc by arc to the cheapest column that still
 * wants mass. Ties: the smallest index.
 *
 * Arcs of infinite cost are not used. What cannot be shipped without them stays on artificial arcs,
 * source → root and root → sink (at a cost `penalty`). The potential of a row at the root, its artificial arc's cost, starts
 * at u_i; each arc of the second sweep takes it halfway to c_ij - v_j, so that row and column share
 * what they pay above their minima.
 */
export function greedyStart(scanner: RowScanner, units: MassUnits, penalty: number): SpanningTree {
  const n = units.supply.length;
  const tree = star(units, penalty);
  const { parent, flow, rootCost, root } = tree;
  const v = reducedColumns(scanner, n, units.demand.length, rootCost);
  const wants = (j: number): boolean => parent[n + j] === root;
  const hasMass = (i: number): boolean => parent[i] === root && flow[i] > 0;

  for (let i = 0; i < n; i++) {
    const j = cheapestColumn(scanner.numbers, scanner.costsOf(i) / 8, v, () => true);
    if (j >= 0 && wants(j)) ship(tree, i, n + j);
  }
  for (let i = 0; i < n; i++) {
    if (!hasMass(i)) continue;
    const start = scanner.costsOf(i) / 8;
    while (hasMass(i)) {
      const j = cheapestColumn(scanner.numbers, start, v, wants);
      if (j < 0) break;
      rootCost[i] += 0.5 * (scanner.numbers[start + j] - v[j] - rootCost[i]);
      ship(tree, i, n + j);
    }
  }
  tree.link();
  return tree;
}

/**
 * Writes the row minima u (0 for a row of forbidden arcs) and returns v (Infinity for a column of such arcs: its
 * c - v is no number, and never the least).
 */
function reducedColumns(scanner: RowScanner, n: number, m: number, u: Float64Array): Float64Array {
  const v = new Float64Array(m).fill(Infinity);
  const { numbers } = scanner;
  for (let i = 0; i < n; i++) {
    const start = scanner.costsOf(i) / 8;
    let least = Infinity;
    for (let j = 0; j < m; j++) if (numbers[start + j] < least) least = numbers[start + j];
    if (least === Infinity) continue;
    u[i] = least;
    for (let j = 0; j < m; j++) {
      const reduced = numbers[start + j] - least;
      if (reduced < v[j]) v[j] = reduced;
    }
  }
  return v;
}

/** First column of least c - v, the costs from number `start` on, among those that may be taken; -1 if there is none. */
function cheapestColumn(
  numbers: Float64Array,
  start: number,
  v: Float64Array,
  mayTake: (column: number) => boolean,
): number {
  let best = Infinity;
  let column = -1;
  for (let j = 0; j < v.length; j++) {
    const reduced = numbers[start + j] - v[j];
    if (reduced < best && mayTake(j)) {
      best = reduced;
      column = j;
    }
  }
  return column;
}
