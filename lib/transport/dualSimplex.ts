import { detour } from './detour.js';
import { doubtOf } from './eligibility.js';
import type { ExactMasses } from './exactMasses.js';
import { exactPotentials } from './exactPotentials.js';
import { toInteger, toNumber } from './integers.js';
import type { RowScanner } from './rowScanner.js';
import type { ArcCosts, SpanningTree } from './spanningTree.js';

/** 2⁻⁵³ */
const ROUNDING = 1.1102230246251565e-16;

interface Arc {
  row: number;
  column: number;
}

/**
 * Dual network simplex without rounding, from a tree of no negative reduced cost to one that ships the given masses: what
 * the integer units of masses made of them may have left arcs that would carry less than nothing, and mass without a way.
 *
 * The arc that leaves is an artificial one with mass, else the first in row-major order of negative flow; of the arcs that
 * reconnect the tree the other way round that of least reduced cost enters, the first among equals (Bland's rule, so that
 * it ends). Mass that forbidden arcs leave no way at all stays where it is, and so does what is a rounding of the masses at both
 * ends of its arc and, at the cost of its detour, of what is paid: masses given as rounded shares leave hundreds of such.
 *
 * @returns the flows of all nodes' arcs, the number of pivots, and whether the limit left time to finish.
 */
export function dualSimplex(
  tree: SpanningTree,
  scanner: RowScanner,
  { supply, demand, one }: ExactMasses,
  maxPivots: number,
): { flow: bigint[]; pivots: number; optimal: boolean } {
  const mass = [...supply, ...demand, 0n];
  tree.price(scanner);
  const negligible = (ROUNDING * paidBy(tree, scanner, flowsOf(tree, mass), one)) / tree.root;
  for (let pivots = 0; ; pivots++) {
    const flow = flowsOf(tree, mass);
    const isRounding = (node: number): boolean => {
      const isOf = (whole: bigint): boolean => -flow[node] << 50n <= whole;
      if (!isOf(mass[node]) || !isOf(mass[tree.parent[node]])) return false;
      return toNumber(-flow[node], one, 'up') * detour(tree, scanner, node) <= negligible;
    };
    const change = firstChange(tree, scanner, flow, isRounding);
    if (change === undefined) return { flow, pivots, optimal: true };
    if (pivots === maxPivots) return { flow, pivots, optimal: false };
    rehang(tree, change.top, change.entering);
    tree.price(scanner);
  }
}

/** Flow of each node's arc: its mass less what its children's arcs carry, leaves first. */
function flowsOf({ parent, previous, root }: SpanningTree, mass: readonly bigint[]): bigint[] {
  const flow = [...mass];
  for (let node = previous[root]; node !== root; node = previous[node]) {
    flow[parent[node]] -= flow[node];
  }
  return flow;
}

/** Σ |c_ij| |flow|, artificial arcs left out. */
function paidBy(tree: SpanningTree, costs: ArcCosts, flow: readonly bigint[], one: bigint): number {
  let paid = 0;
  for (let node = 0; node < tree.root; node++) {
    if (tree.parent[node] === tree.root) continue;
    paid += Math.abs(tree.arcCost(node, costs) * toNumber(flow[node], one, 'nearest'));
  }
  return paid;
}

/** The first arc that has to leave and finds one to take its place. */
function firstChange(
  tree: SpanningTree,
  scanner: RowScanner,
  flow: readonly bigint[],
  isRounding: (node: number) => boolean,
): { top: number; entering: Arc } | undefined {
  const { parent, root, sources } = tree;
  const rowOf = (node: number): number => (node < sources ? node : parent[node]);
  const sinkOf = (node: number): number => (node < sources ? parent[node] : node);
  const nodes = [...parent.keys()].slice(0, root);
  const artificial = nodes.filter((node) => parent[node] === root && flow[node] !== 0n);
  const negative = nodes
    .filter((node) => parent[node] !== root && flow[node] < 0n && !isRounding(node))
    .sort((p, q) => rowOf(p) - rowOf(q) || sinkOf(p) - sinkOf(q));
  const wrong = [...artificial, ...negative];
  if (wrong.length === 0) return undefined;
  const potentials = exactPotentials(tree, scanner);
  for (const top of wrong) {
    const surplus = top < sources ? flow[top] > 0n : flow[top] < 0n;
    const entering = leastAcross(tree, scanner, potentials, top, surplus);
    if (entering !== undefined) return { top, entering };
  }
  return undefined;
}

/** The arc of least reduced cost out of the subtree of `top`, or into it. */
export function leastAcross(
  tree: SpanningTree,
  scanner: RowScanner,
  potentials: readonly bigint[],
  top: number,
  outwards: boolean,
): Arc | undefined {
  const { thread, last, potential, error, sources, sinks, root } = tree;
  const inside = new Uint8Array(root);
  for (let node = top, end = last[top]; ; node = thread[node]) {
    inside[node] = 1;
    if (node === end) break;
  }
  const from = outwards ? 1 : 0;
  let least: bigint | undefined;
  let enough = Infinity;
  let arc: Arc | undefined;
  for (let row = 0; row < sources; row++) {
    if (inside[row] !== from) continue;
    const costs = scanner.costRow(row);
    for (let column = 0; column < sinks; column++) {
      const sink = sources + column;
      const cost = costs[column];
      if (inside[sink] === from || cost === Infinity) continue;
      const about = cost - potential[row] + potential[sink];
      const doubt = doubtOf(cost, potential[row], potential[sink], error[row] + error[sink]);
      if (about - doubt > enough) continue;
      const reduced = toInteger(cost) - potentials[row] + potentials[sink];
      if (least !== undefined && reduced >= least) continue;
      least = reduced;
      enough = about + doubt;
      arc = { row, column };
    }
  }
  return arc;
}

/** Takes out the arc of `top` and hangs its subtree, by the end of the entering arc that is in it, on the other end. */
function rehang(tree: SpanningTree, top: number, { row, column }: Arc): void {
  const { parent, sources } = tree;
  const sink = sources + column;
  const [joint, host] = isBelow(tree, row, top) ? [row, sink] : [sink, row];
  let above = host;
  for (let node = joint; ;) {
    const up = parent[node];
    parent[node] = above;
    if (node === top) break;
    above = node;
    node = up;
  }
  tree.link();
}

function isBelow({ parent }: SpanningTree, node: number, top: number): boolean {
  for (let up = node; up >= 0; up = parent[up]) if (up === top) return true;
  return false;
}
