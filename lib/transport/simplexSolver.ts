import type { BasicSolution } from './basicSolution.js';
import { massUnits } from './massUnits.js';
import { networkSimplex } from './networkSimplex.js';
import type { SpanningTree } from './spanningTree.js';
import { startingTree } from './startingTree.js';
import { treeMasses } from './treeMasses.js';

/** A cost counts as huge beyond this multiple of the largest row or column minimum. */
const HUGE_RATIO = 1024;

/**
 * Solves a transport problem over a dense cost matrix (n × m, row-major, Infinity forbids).
 *
 * 1. Start greedily. If forbidden arcs leave mass on artificial arcs, a first simplex with costs 0,
 *    and 1 on root → sink, empties them; where it cannot, the problem is infeasible. A strongly
 *    feasible tree holds no empty root → sink arc, so from here on the artificial arcs left are
 *    empty source → root arcs, which can neither fill nor enter again: no large constant is needed.
 * 2. Simplex with the costs.
 *
 * Where some cost exceeds c_min + 1024 L (docs/arithmetic.md 6.4), L the largest row or column minimum above c_min, both steps
 * are done without such arcs first and then with them: potentials that never meet a cost of 1e32 keep
 * their digits. It changes the way, not the answer, because every arc is priced in the end.
 *
 * @throws Error if forbidden arcs leave no plan.
 */
export function solveBySimplex(
  costs: Float64Array,
  a: Float64Array,
  b: Float64Array,
  maxPivots: number,
): BasicSolution {
  const n = a.length;
  const units = massUnits(a, b);
  const stages = withoutHugeCosts(costs, n, b.length);
  const tree = startingTree(stages[0], units);
  const sourceCost = tree.rootCost.slice(0, n);
  let pivots = 0;
  let optimal = true;
  stages.forEach((stage, k) => {
    if (optimal && tree.usesArtificialArcs) {
      const search = emptyArtificialArcs(tree, stage, maxPivots - pivots);
      pivots += search.pivots;
      optimal = search.optimal;
    }
    tree.rootCost.set(sourceCost);
    if (!optimal) return;
    if (tree.usesArtificialArcs) {
      if (k + 1 < stages.length) return;
      throw new Error(
        'emd: expected a plan to exist, but the forbidden arcs (cost Infinity) make the problem infeasible',
      );
    }
    const search = networkSimplex(tree, stage, maxPivots - pivots);
    pivots += search.pivots;
    optimal = search.optimal;
  });
  const v = columnPotentials(tree);
  return {
    ...treeMasses(tree, units, a, b),
    u: rowPotentials(costs, n, v),
    v,
    pivots,
    optimal,
    feasible: !tree.usesArtificialArcs,
  };
}

/** v_j = -π_{n+j}, shifted to v_0 = 0. */
function columnPotentials({ potential, sources, root }: SpanningTree): Float64Array {
  return potential.slice(sources, root).map((head) => potential[sources] - head);
}

/** u_i = min_j (c_ij - v_j), which differs from π_i by rounding and makes u feasible to the last bit. */
function rowPotentials(costs: Float64Array, n: number, v: Float64Array): Float64Array {
  const m = v.length;
  const u = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let least = Infinity;
    for (let j = 0, k = i * m; j < m; j++, k++) {
      const room = costs[k] - v[j];
      if (room < least) least = room;
    }
    u[i] = least === Infinity ? 0 : least;
  }
  return u;
}

/** Sends as much mass as possible over the allowed arcs. */
function emptyArtificialArcs(
  tree: SpanningTree,
  costs: Float64Array,
  maxPivots: number,
): { pivots: number; optimal: boolean } {
  tree.rootCost.fill(0, 0, tree.sources).fill(1, tree.sources);
  return networkSimplex(
    tree,
    costs.map((cost) => (cost === Infinity ? Infinity : 0)),
    maxPivots,
  );
}

/** `[costs]`, or the costs with huge ones made infinite followed by the costs. */
function withoutHugeCosts(costs: Float64Array, n: number, m: number): Float64Array[] {
  let least = Infinity;
  let most = -Infinity;
  let largestMinimum = -Infinity;
  for (let i = 0; i < n; i++) {
    let rowLeast = Infinity;
    for (let k = i * m; k < (i + 1) * m; k++) {
      const cost = costs[k];
      if (cost < rowLeast) rowLeast = cost;
      if (cost > most && cost < Infinity) most = cost;
    }
    if (rowLeast < least) least = rowLeast;
    if (rowLeast > largestMinimum) largestMinimum = rowLeast;
  }
  const bound = (): number => least + HUGE_RATIO * (largestMinimum - least);
  if (!(most > bound())) return [costs];
  for (let j = 0; j < m; j++) {
    let columnLeast = Infinity;
    for (let k = j; k < costs.length; k += m) columnLeast = Math.min(columnLeast, costs[k]);
    if (columnLeast > largestMinimum) largestMinimum = columnLeast;
  }
  const limit = bound();
  if (!(most > limit)) return [costs];
  return [costs.map((cost) => (cost > limit ? Infinity : cost)), costs];
}
