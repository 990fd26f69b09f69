import { anchor, bluntLimit, isBlunt } from './anchor.js';
import { auction } from './auction.js';
import type { BasicSolution } from './basicSolution.js';
import { BlockSearch } from './blockSearch.js';
import { costScale, tiedShare } from './costSample.js';
import { crossover } from './crossover.js';
import type { ExactMasses } from './exactMasses.js';
import { placeAll } from './feasibility.js';
import { isFree } from './freePlan.js';
import { greedyStart } from './greedyStart.js';
import { ListSearch } from './listSearch.js';
import type { MassUnits } from './massUnits.js';
import { networkSimplex, type SimplexOptions } from './networkSimplex.js';
import type { PairedMasses } from './pairedMasses.js';
import type { OnProgress } from './progress.js';
import { isLargeUniform, STORED_ENTRIES, type Scan } from './scan.js';
import type { SpanningTree } from './spanningTree.js';
import { sharpen } from './sharpen.js';
import { treeMasses } from './treeMasses.js';

/** Entries up to which unequal masses are left to the simplex alone. */
const SMALL = 49_152;

/** Share of tied columns (`tiedShare`) above which rows would outbid each other over them: so do copies and clusters. */
const TIED = 0.01;

/** Bids a node after which the auction leaves the rest to the simplex. */
const BIDS = 12;

/** Bids a node before the auction's first step grows, in large problems of uniform masses. */
const CALM = 3;

/** Cost of an artificial arc to a column, as a multiple of the scale of the costs. */
const PENALTY = 32;

export interface SolverOptions {
  /** The search stops after so many. */
  maxPivots: number;
  onProgress?: OnProgress;
  /** `simplex`: block search over all arcs; `auction`: its start, and search over lists. */
  method: 'auction' | 'simplex';
  /** whose first potential is 0: the rows' or the columns' */
  reference: 'row' | 'column';
  /** prices p to start from where they are better than those computed */
  prices?: Float64Array;
  /** the given masses: to go on to the optimum without rounding, where there is one */
  exact?: ExactMasses;
}

/**
 * Solves a transport problem between rows and columns of positive mass.
 *
 * 1. Starting prices, lists of the cheapest columns of each row, an auction.
 * 2. Crossover to a spanning tree.
 * 3. Network simplex on the listed arcs; when they hold no arc that may enter, every arc is priced
 *    and those that may enter join the lists, until there are none.
 *
 * Mass that the auction did not place starts on artificial arcs of a cost that drives it out. Where it
 * stays (forbidden arcs, or a path longer than that cost), `placeAll` finds it a way or proves that there is
 * none, and step 3 is done again. A strongly feasible tree holds no empty root → column arc, so then the artificial
 * arcs left are empty row → root arcs, which can neither fill nor enter: no large constant is needed.
 *
 * Where the potentials found are large beside the costs of the plan, they are moved closer and 3 is done
 * once more, so that their rounding hides nothing. Where some costs are huge, 3 is done without those arcs first (`scan.stages`).
 *
 * @throws Error if forbidden arcs leave no plan.
 */
export function solve(
  scan: Scan,
  units: MassUnits,
  masses: PairedMasses,
  options: SolverOptions,
): BasicSolution {
  const { a, b } = masses;
  const { scanner, lists } = scan;
  scan.enter(0);
  const scale = costScale(scanner);
  const method = methodFor(options, units, scan, scale);
  const { tree, prices } = start(scan, units, scale, { ...options, method });
  if (options.exact === undefined && isFree(tree, scanner) && scan.isNonNegative()) {
    const [u, v] = [new Float64Array(a.length), new Float64Array(b.length)];
    return {
      ...treeMasses(tree, units, masses, scanner),
      u,
      v,
      pivots: 0,
      optimal: true,
      feasible: true,
    };
  }
  const reference = options.reference === 'row' ? 0 : tree.sources;
  const isIncomplete = (): boolean => tree.unplaced > 0 && !isRounding(tree, units);
  let pivots = 0;
  let optimal = true;
  const { onProgress } = options;
  const left = (): SimplexOptions => ({
    maxPivots: options.maxPivots - pivots,
    onPivots: onProgress && ((more) => onProgress({ stage: 'simplex', pivots: pivots + more })),
  });
  const tellPricing =
    onProgress && ((share: number) => onProgress({ stage: 'pricing', share, pivots }));
  const count = (search: { pivots: number; optimal: boolean }): void => {
    pivots += search.pivots;
    optimal = search.optimal;
  };
  const optimise = (): void => {
    const search =
      method === 'simplex'
        ? new BlockSearch(tree, scanner)
        : new ListSearch(tree, lists, () => scan.priceRows(tree, tellPricing));
    count(networkSimplex(tree, scanner, search, left()));
  };
  for (let stage = 0; stage < scan.stages && optimal; stage++) {
    if (stage > 0) scan.enter(stage);
    optimise();
    if (optimal && tree.unplaced > 0) {
      count(placeAll(tree, scanner, left()));
      if (optimal && !isIncomplete()) optimise();
    }
  }
  const limit = optimal && !isIncomplete() ? bluntLimit(tree, scanner) : Infinity;
  if (isBlunt(tree, limit)) {
    anchor(tree, scanner, limit);
    optimise();
  }
  if (optimal && isIncomplete()) {
    throw new Error(
      'emd: expected a plan to exist, but the forbidden arcs (cost Infinity) make the problem infeasible',
    );
  }
  if (optimal && options.exact !== undefined) {
    const sharp = sharpen(tree, scanner, options.exact, options.reference, left().maxPivots);
    return { ...sharp, pivots: pivots + sharp.pivots };
  }
  const complete = !isIncomplete();
  if (!complete && prices !== undefined) {
    // The penalty is in the tree's potentials: the auction's prices prove more.
    return {
      ...treeMasses(tree, units, masses, scanner),
      u: a.map((_, i) => lists.least(i, prices)),
      v: prices.map((price) => -price),
      pivots,
      optimal,
      feasible: false,
    };
  }
  return {
    ...treeMasses(tree, units, masses, scanner),
    u: a.map((_, i) => tree.difference(i, reference)),
    v: b.map((_, j) => tree.difference(reference, tree.sources + j)),
    pivots,
    optimal,
    feasible: complete,
  };
}

/**
 * Whether the mass that finds no way is no more than what the rounding of unequal masses to units can
 * make, and no node's whole mass.
 */
function isRounding(tree: SpanningTree, { uniform, supply, demand }: MassUnits): boolean {
  if (uniform || tree.unplaced > supply.length + demand.length) return false;
  const { parent, flow, root, sources } = tree;
  const isLost = (node: number, mass: number): boolean =>
    parent[node] === root && flow[node] === mass;
  return (
    !supply.some((mass, i) => isLost(i, mass)) &&
    !demand.some((mass, j) => isLost(sources + j, mass))
  );
}

/** The portfolio, by the shape of the problem and a sample of its costs (docs/arithmetic.md 6.5). */
function methodFor(
  { method }: SolverOptions,
  { uniform }: MassUnits,
  scan: Scan,
  scale: number,
): SolverOptions['method'] {
  const { rows, columns } = scan.scanner.layout;
  const entries = rows * columns;
  const isSmall = !uniform && entries <= SMALL;
  const isTied = (): boolean => entries <= STORED_ENTRIES && tiedShare(scan.scanner, scale) > TIED;
  return isSmall || isTied() ? 'simplex' : method;
}

/** A strongly feasible tree, and the prices at the end of the auction if there was one. */
function start(
  scan: Scan,
  units: MassUnits,
  scale: number,
  { method, prices, onProgress }: SolverOptions,
): { tree: SpanningTree; prices?: Float64Array } {
  const { scanner, lists } = scan;
  const nodes = units.supply.length + units.demand.length;
  // Where all costs are equal there is nothing to bid for.
  if (method === 'simplex' || scale === 0) {
    return { tree: greedyStart(scanner, units, PENALTY * scale) };
  }
  scan.run('startPrices', onProgress && ((share) => onProgress({ stage: 'start', share })));
  if (prices !== undefined) takeIfBetter(prices, scan, units);
  scan.run('listRows', onProgress && ((share) => onProgress({ stage: 'lists', share })));
  onProgress?.({ stage: 'auction' });
  const epsilon = scale / (units.uniform ? 1024 + 0.75 * nodes : 64 + nodes / 32);
  const calm = isLargeUniform(units) ? CALM : 0;
  const allocation = auction(lists, scanner, units, epsilon, calm, BIDS * nodes);
  const tree = crossover(allocation, lists, scanner, units, PENALTY * scale);
  return { tree, prices: scanner.prices.slice(0, units.demand.length) };
}

/** Puts the given prices in place of the computed ones if their dual objective is higher: then they are nearer. */
function takeIfBetter(given: Float64Array, scan: Scan, units: MassUnits): void {
  const { prices } = scan.scanner;
  const computed = prices.slice(0, given.length);
  const valueOfComputed = scan.dualValue(units);
  prices.set(given);
  if (!(scan.dualValue(units) > valueOfComputed)) prices.set(computed);
}
