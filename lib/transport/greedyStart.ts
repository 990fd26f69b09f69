import type { MassUnits } from './massUnits.js';
import type { RowScanner } from './rowScanner.js';
import { SpanningTree } from './spanningTree.js';

/**
 * A strongly feasible starting tree by greedy allocation at reduced costs (docs/arithmetic.md 6.5).
 *
 * With u_i = min_j c_ij and v_j = min_i (c_ij - u_i), each row ships what it can over its cheapest
 * arc at c - v; in a second sweep, what is left goes arc by arc to the cheapest column that still
 * wants mass. Ties: the smallest index. Of the two ends of an arc so used, the exhausted one becomes
 * the child of the other, the column if both are; thus an arc without flow always points to the root
 * (strong feasibility, Cunningham 1976).
 *
 * Arcs of infinite cost are not used. What cannot be shipped without them stays on artificial arcs,
 * source → root and root → sink (at a cost `penalty`). The potential of a row at the root, its artificial arc's cost, starts
 * at u_i; each arc of the second sweep takes it halfway to c_ij - v_j, so that row and column share
 * what they pay above their minima.
 */
export function greedyStart(scanner: RowScanner, units: MassUnits, penalty: number): SpanningTree {
  const n = units.supply.length;
  const m = units.demand.length;
  const tree = new SpanningTree(n, m);
  const { parent, flow, rootCost, root } = tree;
  const supply = units.supply.slice();
  const demand = units.demand.slice();
  const v = reducedColumns(scanner, n, m, rootCost);
  rootCost.fill(penalty, n, root);

  const ship = (i: number, j: number): void => {
    const amount = Math.min(supply[i], demand[j]);
    supply[i] -= amount;
    demand[j] -= amount;
    const child = demand[j] === 0 ? n + j : i;
    parent[child] = child === i ? n + j : i;
    flow[child] = amount;
  };
  for (let i = 0; i < n; i++) {
    const j = cheapestColumn(scanner.costRow(i), v, undefined);
    if (j >= 0 && demand[j] > 0) ship(i, j);
  }
  for (let i = 0; i < n; i++) {
    const row = supply[i] > 0 ? scanner.costRow(i) : undefined;
    while (row !== undefined && supply[i] > 0) {
      const j = cheapestColumn(row, v, demand);
      if (j < 0) break;
      rootCost[i] += 0.5 * (row[j] - v[j] - rootCost[i]);
      ship(i, j);
    }
  }
  for (let i = 0; i < n; i++) if (parent[i] === root) flow[i] = supply[i];
  for (let j = 0; j < m; j++) if (parent[n + j] === root) flow[n + j] = demand[j];
  tree.link();
  return tree;
}

/** Writes the row minima u (0 for a row of forbidden arcs) and returns v. */
function reducedColumns(scanner: RowScanner, n: number, m: number, u: Float64Array): Float64Array {
  const v = new Float64Array(m).fill(Infinity);
  for (let i = 0; i < n; i++) {
    const costs = scanner.costRow(i);
    let least = Infinity;
    for (let j = 0; j < m; j++) if (costs[j] < least) least = costs[j];
    if (least === Infinity) continue;
    u[i] = least;
    for (let j = 0; j < m; j++) {
      const reduced = costs[j] - least;
      if (reduced < v[j]) v[j] = reduced;
    }
  }
  for (let j = 0; j < m; j++) if (v[j] === Infinity) v[j] = 0;
  return v;
}

/** First column of least c - v in a row, among those with demand left; -1 if there is none. */
function cheapestColumn(
  costs: Float64Array,
  v: Float64Array,
  demand: Float64Array | undefined,
): number {
  let best = Infinity;
  let column = -1;
  for (let j = 0; j < v.length; j++) {
    if (demand !== undefined && demand[j] === 0) continue;
    const reduced = costs[j] - v[j];
    if (reduced < best) {
      best = reduced;
      column = j;
    }
  }
  return column;
}
