import type { Allocation } from './auction.js';
import type { MassUnits } from './massUnits.js';
import { pivot } from './pivot.js';
import type { RowLists } from './rowLists.js';
import type { RowScanner } from './rowScanner.js';
import type { SpanningTree } from './spanningTree.js';
import { ship, star } from './star.js';

/**
 * A strongly feasible tree from the auction's allocation and prices (docs/arithmetic.md 6.5).
 *
 * It starts as a star: every row ships its mass to the root and the root to every column. Then the arcs of
 * the allocation enter, the heaviest first, each if it joins two of the root's subtrees. A subtree
 * keeps its auction prices: the artificial arc of a row costs the least c + p of its list, and if its mass
 * is placed it stays as an empty arc. As long as both ends hang on the root themselves, entering is but to ship
 * what both can and to hang the exhausted end below the other; all later arcs enter by pivots.
 *
 * What finds no way along the allocation's arcs stays on the artificial arcs, at a cost `penalty` of
 * root → column, until the simplex places it.
 */
export function crossover(
  allocation: Allocation,
  lists: RowLists,
  scanner: RowScanner,
  units: MassUnits,
  penalty: number,
): SpanningTree {
  const n = units.supply.length;
  const tree = star(units, penalty);
  const { parent, potential, rootCost, root } = tree;
  const { row, column } = allocation;
  for (let i = 0; i < n; i++) rootCost[i] = finite(lists.least(i, scanner.prices));

  const later: number[] = [];
  for (const arc of heaviestFirst(allocation, units.uniform)) {
    const sink = n + column[arc];
    if (parent[row[arc]] === root && parent[sink] === root) ship(tree, row[arc], sink);
    else later.push(arc);
  }
  tree.link();
  tree.price(scanner);
  for (const arc of later) {
    const sink = n + column[arc];
    if (subtreeOf(tree, row[arc]) === subtreeOf(tree, sink)) continue;
    const cost = scanner.cost(row[arc], column[arc]);
    pivot(tree, row[arc], sink, cost - potential[row[arc]] + potential[sink]);
  }
  return tree;
}

/** The node below the root that a node hangs under. */
function subtreeOf({ parent, root }: SpanningTree, node: number): number {
  while (parent[node] !== root) node = parent[node];
  return node;
}

function finite(value: number): number {
  return value < Infinity ? value : 0;
}

/** Arc numbers by mass, heavy to light, equal ones by row, then column; as they come if all weigh alike. */
function heaviestFirst({ row, column, mass }: Allocation, uniform: boolean): Int32Array {
  const arcs = row.map((_, k) => k);
  if (uniform && mass.every((one) => one === mass[0])) return arcs;
  return arcs.sort((p, q) => mass[q] - mass[p] || row[p] - row[q] || column[p] - column[q]);
}
