import type { BasicSolution } from './basicSolution.js';
import { dualSimplex } from './dualSimplex.js';
import type { ExactMasses } from './exactMasses.js';
import { exactPotentials } from './exactPotentials.js';
import { ExactSearch } from './exactSearch.js';
import { POINT, toInteger, toNumber } from './integers.js';
import { networkSimplex } from './networkSimplex.js';
import type { RowScanner } from './rowScanner.js';
import type { SpanningTree } from './spanningTree.js';

const ONE = 1n << POINT;

/**
 * Takes a tree that is optimal up to rounding to the optimum without any: the last pivots are made in integers, first with
 * the tree's own flows, then with the given masses, which its units only come near. Plan and potentials are rounded
 * once, and what the rounding of the potentials left is kept.
 *
 * @param side of which the potential of the heaviest node is 0, the first of them: so the pairs have their digits where mass is
 * @param maxPivots pivots after which the solution is not optimal
 */
export function sharpen(
  tree: SpanningTree,
  scanner: RowScanner,
  masses: ExactMasses,
  side: 'row' | 'column',
  maxPivots: number,
): BasicSolution {
  const primal = networkSimplex(tree, scanner, new ExactSearch(tree, scanner), { maxPivots });
  const dual = dualSimplex(tree, scanner, masses, maxPivots - primal.pivots);
  const potentials = exactPotentials(tree, scanner);
  const zero = potentials[heaviest(tree, masses, side)];
  const u = potentials.slice(0, tree.sources).map((potential) => potential - zero);
  const v = potentials.slice(tree.sources, tree.root).map((potential) => zero - potential);
  const uHigh = rounded(u);
  const vHigh = rounded(v);
  return {
    ...planOf(tree, dual.flow, masses.one),
    u: uHigh,
    v: vHigh,
    uLow: rests(u, uHigh),
    vLow: rests(v, vHigh),
    lost: 0,
    stake: 0,
    pivots: primal.pivots + dual.pivots,
    optimal: primal.optimal && dual.optimal,
    feasible: true,
  };
}

function heaviest(
  { sources }: SpanningTree,
  { supply, demand }: ExactMasses,
  side: 'row' | 'column',
): number {
  const [first, masses] = side === 'row' ? [0, supply] : [sources, demand];
  return first + masses.reduce((most, mass, k) => (mass > masses[most] ? k : most), 0);
}

function planOf(
  { parent, root, sources }: SpanningTree,
  flow: readonly bigint[],
  one: bigint,
): Pick<BasicSolution, 'row' | 'column' | 'mass'> {
  const masses = flow.map((carried) => toNumber(carried, one, 'nearest'));
  const arcs = [...parent.keys()].filter(
    (node) => node !== root && parent[node] !== root && masses[node] > 0,
  );
  return {
    row: Int32Array.from(arcs, (node) => (node < sources ? node : parent[node])),
    column: Int32Array.from(arcs, (node) => (node < sources ? parent[node] : node) - sources),
    mass: Float64Array.from(arcs, (node) => masses[node]),
  };
}

function rounded(values: readonly bigint[]): Float64Array {
  return Float64Array.from(values, (value) => toNumber(value, ONE, 'nearest'));
}

/**
 * What the rounded values lack, rounded down: a v too high takes from all rows what it is too high by, one too low only
 * from its own column.
 */
function rests(values: readonly bigint[], high: Float64Array): Float64Array {
  return high.map((number, k) => toNumber(values[k] - toInteger(number), ONE, 'down'));
}
