import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockSearch } from '../../lib/transport/blockSearch.js';
import { dualSimplex } from '../../lib/transport/dualSimplex.js';
import type { ExactMasses } from '../../lib/transport/exactMasses.js';
import { ExactSearch } from '../../lib/transport/exactSearch.js';
import { greedyStart } from '../../lib/transport/greedyStart.js';
import { networkSimplex } from '../../lib/transport/networkSimplex.js';
import type { RowScanner } from '../../lib/transport/rowScanner.js';
import type { SpanningTree } from '../../lib/transport/spanningTree.js';
import { Draws } from '../support/draws.js';
import { add, exactly, subtract, sumOfProducts, type Exact } from '../support/exactNumbers.js';
import { exactTransport, type ExactTransport } from '../support/exactTransport.js';
import { drawUnits, scannedMatrix } from '../support/scannedMatrix.js';

interface Situation {
  costs: number[][];
  tree: SpanningTree;
  scanner: RowScanner;
  draw: Draws;
}

/** Costs with ties, any, or such as differ by less than what rounds the potentials. */
const anyCost = (draw: Draws): (() => number) =>
  draw.pick([
    () => draw.integer(0, 2),
    () => draw.unit(),
    () => 1024 * (draw.integer(0, 3) + 2 ** -52 * draw.integer(-2, 2)),
  ]);

/** Costs of few bits, so that sums of them are exact. */
const shortCost = (draw: Draws): (() => number) =>
  draw.pick([() => draw.integer(0, 2), () => 2 ** -10 * draw.integer(0, 1024)]);

/** A tree that is optimal for masses of its own, to the last bit. */
function optimalTree(seed: number, forbid = 0, draws = anyCost): Situation {
  const draw = new Draws(seed);
  const [n, m] = [draw.integer(1, 6), draw.integer(1, 6)];
  const drawn = draws(draw);
  const cost = (): number => {
    if (draw.chance(forbid)) return Infinity;
    return drawn();
  };
  const costs = Array.from({ length: n }, () => Array.from({ length: m }, cost));
  const units = drawUnits(draw, n, m, draw.chance(0.3));
  const { scanner } = scannedMatrix(costs, units, new Array<number>(m).fill(0));
  const tree = greedyStart(scanner, units, 32);
  for (const search of [new BlockSearch(tree, scanner), new ExactSearch(tree, scanner)]) {
    networkSimplex(tree, scanner, search, { maxPivots: 1000 });
  }
  return { costs, tree, scanner, draw };
}

/** Other masses, many of them small or equal, of the same total. */
function otherMasses(draw: Draws, n: number, m: number): ExactMasses {
  const total = 60;
  const parts = (count: number): bigint[] => {
    const cuts = [...draw.fill(count - 1, () => draw.integer(1, total - 1))].sort((p, q) => p - q);
    return [...cuts, total].map((cut, k) => BigInt(cut - (k === 0 ? 0 : cuts[k - 1])));
  };
  return { supply: parts(n), demand: parts(m), one: BigInt(total) };
}

function shipped({ parent, root, sources }: SpanningTree, flow: readonly bigint[]): [number, number, bigint][] {
  return [...parent.keys()]
    .filter((node) => node !== root && parent[node] !== root)
    .map((node) => {
      const [row, sink] = node < sources ? [node, parent[node]] : [parent[node], node];
      return [row, sink - sources, flow[node]];
    });
} // prettier-ignore

function optimumOf(costs: number[][], { supply, demand }: ExactMasses): ExactTransport {
  return exactTransport({
    rows: supply.length,
    columns: demand.length,
    costs: Float64Array.from(costs.flat()),
    a: Float64Array.from(supply, Number),
    b: Float64Array.from(demand, Number),
  });
}

test('from the optimum for some masses it finds that for any others of the same total', () => {
  let pivots = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { costs, tree, scanner, draw } = optimalTree(seed);
      const [n, m] = [tree.sources, tree.sinks];
      const masses = otherMasses(draw, n, m);
      const found = dualSimplex(tree, scanner, masses, 1000);
      pivots += found.pivots;
      assert.ok(found.optimal);
      const sums = [...masses.supply, ...masses.demand].map((mass) => -mass);
      let cost: Exact = exactly(0);
      for (const [i, j, mass] of shipped(tree, found.flow)) {
        assert.ok(mass >= 0n);
        sums[i] += mass;
        sums[n + j] += mass;
        cost = add(cost, sumOfProducts([costs[i][j]], [Number(mass)]));
      }
      assert.ok(sums.every((sum) => sum === 0n), 'all mass is shipped');
      const truth = optimumOf(costs, masses);
      assert.ok(truth.feasible);
      assert.equal(subtract(cost, truth.optimum).numerator, 0n);
    }),
    { numRuns: 400 },
  );
  assert.ok(pivots > 400, `${pivots} pivots`);
}); // prettier-ignore

test('mass that forbidden arcs leave no way is all that is not shipped', () => {
  let stuck = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { costs, tree, scanner, draw } = optimalTree(seed, 0.4);
      const [n, m] = [tree.sources, tree.sinks];
      const masses = otherMasses(draw, n, m);
      const { flow, optimal } = dualSimplex(tree, scanner, masses, 1000);
      assert.ok(optimal);
      const isPlan =
        shipped(tree, flow).every(([i, j, mass]) => mass >= 0n && costs[i][j] < Infinity) &&
        flow.every((mass, node) => tree.parent[node] !== tree.root || mass === 0n);
      const truth = optimumOf(costs, masses);
      assert.equal(isPlan, truth.feasible);
      if (!isPlan) stuck++;
    }),
    { numRuns: 400 },
  );
  assert.ok(stuck > 20, `${stuck} without a plan`);
});

/** One pivot by the rule of docs/arithmetic.md 6.13 b on parents alone; null where there is none. Costs are exact as numbers. */
function plainPivot(parents: number[], costs: number[][], masses: ExactMasses): number[] | null {
  const [n, m] = [masses.supply.length, masses.demand.length];
  const root = n + m;
  const arcOf = (node: number): [number, number] =>
    node < n ? [node, parents[node] - n] : [parents[node], node - n];
  const below = (top: number): number[] => {
    const isBelow = (node: number): boolean =>
      node === top || (node !== root && isBelow(parents[node]));
    return [...Array(root).keys()].filter(isBelow);
  };
  const surplus = (nodes: number[]): bigint =>
    nodes.reduce((sum, k) => sum + (k < n ? masses.supply[k] : -masses.demand[k - n]), 0n);
  const potential = (node: number): number => {
    if (node === root) return 0;
    const [i, j] = arcOf(node);
    // artificial arcs cost what the tree at hand has for them
    const cost = parents[node] === root ? rootCosts[node] : costs[i][j];
    return potential(parents[node]) + (node < n ? cost : -cost);
  };
  const nodes = [...Array(root).keys()];
  const wrong = nodes
    .map((top) => ({ top, inside: below(top) }))
    .map(({ top, inside }) => ({
      top,
      inside,
      excess: surplus(inside),
      artificial: parents[top] === root,
    }))
    .filter(({ top, excess, artificial }) =>
      artificial ? excess !== 0n : top < n ? excess < 0n : excess > 0n,
    )
    .sort((p, q) => {
      if (p.artificial !== q.artificial) return p.artificial ? -1 : 1;
      if (p.artificial) return p.top - q.top;
      const [[i, j], [k, l]] = [arcOf(p.top), arcOf(q.top)];
      return i - k || j - l;
    });
  for (const { top, inside, excess } of wrong) {
    let best: { row: number; column: number; reduced: number } | undefined;
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < m; column++) {
        const [from, to] = [inside.includes(row), inside.includes(n + column)];
        if (from === to || from !== excess > 0n || costs[row][column] === Infinity) continue;
        const reduced = costs[row][column] - potential(row) + potential(n + column);
        if (best === undefined || reduced < best.reduced) best = { row, column, reduced };
      }
    }
    if (best === undefined) continue;
    const ends = [best.row, n + best.column];
    const [joint, host] = inside.includes(ends[0]) ? ends : [ends[1], ends[0]];
    const turned = [...parents];
    for (let [node, up] = [joint, host]; ;) {
      const next = parents[node];
      turned[node] = up;
      if (node === top) return turned;
      [node, up] = [next, node];
    }
  }
  return null;
}

let rootCosts: ArrayLike<number> = [];

test('arcs leave and enter in the order that docs/arithmetic.md writes down', () => {
  let pivots = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { costs, tree, scanner, draw } = optimalTree(seed, seed % 2 === 0 ? 0 : 0.3, shortCost);
      const masses = otherMasses(draw, tree.sources, tree.sinks);
      rootCosts = tree.rootCost;
      let parents: number[] | null = [...tree.parent];
      const path = [parents];
      while ((parents = plainPivot(path.at(-1)!, costs, masses)) !== null) path.push(parents);
      const found = dualSimplex(tree, scanner, masses, 1000);
      assert.equal(found.pivots, path.length - 1);
      assert.deepEqual([...tree.parent], path.at(-1));
      pivots += found.pivots;
    }),
    { numRuns: 300 },
  );
  assert.ok(pivots > 300, `${pivots} pivots`);
}); // prettier-ignore

test('what is at most 2⁻⁵⁰ of the masses, and 2⁻⁵³ of what is paid by its detour, over the nodes, leaves no arc', () => {
  // rows 0 and 1 ship to column 0, row 1 to column 1 as well; column 0 wants `little` less than row 0 has
  const isLeft = (little: bigint, dear: number, [a, b]: readonly [bigint, bigint], scale = 1): boolean => {
    const units = { supply: Float64Array.of(2, 2), demand: Float64Array.of(3, 1), uniform: false };
    const rows = [[1, dear], [1, 1]].map((row) => row.map((cost) => scale * cost)); // prettier-ignore
    const { scanner } = scannedMatrix(rows, units, [0, 0]);
    const tree = greedyStart(scanner, units, 32);
    networkSimplex(tree, scanner, new BlockSearch(tree, scanner), { maxPivots: 100 });
    const masses = { supply: [a, b], demand: [a - little, b + little], one: 1n << 60n };
    return dualSimplex(tree, scanner, masses, 100).pivots > 0;
  };
  const one = 1n << 60n;
  for (const scale of [2 ** -30, 1, 2 ** 30]) {
    // paid is 2, so that 2⁻⁶⁰ may cost 2⁻⁵³ · 2/4 more: 64 a unit of mass, and the detour takes 1 less than row 0 to column 1
    assert.equal(isLeft(1n, 65, [one, one], scale), false);
    assert.equal(isLeft(1n, 66, [one, one], scale), true);
  }
  // by mass alone, the detour being free
  const share = 1n << 50n;
  assert.equal(isLeft(1n, 1, [share + 1n, one]), false);
  assert.equal(isLeft(1n, 1, [share, one]), true);
  assert.equal(isLeft(1n, 1, [one, share]), false);
  assert.equal(isLeft(1n, 1, [one, share - 1n]), true);
}); // prettier-ignore

test('a limit of pivots stops it', () => {
  let stopped = 0;
  for (let seed = 0; seed < 60; seed++) {
    const whole = optimalTree(seed);
    const masses = otherMasses(whole.draw, whole.tree.sources, whole.tree.sinks);
    const { pivots } = dualSimplex(whole.tree, whole.scanner, masses, 1000);
    const exactly = optimalTree(seed);
    assert.deepEqual(
      dualSimplex(exactly.tree, exactly.scanner, masses, pivots).optimal,
      true,
    );
    if (pivots === 0) continue;
    const short = optimalTree(seed);
    const result = dualSimplex(short.tree, short.scanner, masses, pivots - 1);
    assert.deepEqual([result.optimal, result.pivots], [false, pivots - 1]);
    stopped++;
  }
  assert.ok(stopped > 20);
}); // prettier-ignore
