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
import { exactTransport } from '../support/exactTransport.js';
import { drawUnits, scannedMatrix } from '../support/scannedMatrix.js';

interface Situation {
  costs: number[][];
  tree: SpanningTree;
  scanner: RowScanner;
  draw: Draws;
}

/** A tree that is optimal for masses of its own, to the last bit. */
function optimalTree(seed: number, forbid = 0): Situation {
  const draw = new Draws(seed);
  const [n, m] = [draw.integer(1, 6), draw.integer(1, 6)];
  const ties = draw.chance(0.6);
  const cost = (): number => {
    if (draw.chance(forbid)) return Infinity;
    return ties ? draw.integer(0, 2) : draw.unit();
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
      const truth = exactTransport({
        rows: n,
        columns: m,
        costs: Float64Array.from(costs.flat()),
        a: Float64Array.from(masses.supply, Number),
        b: Float64Array.from(masses.demand, Number),
      });
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
      const truth = exactTransport({
        rows: n,
        columns: m,
        costs: Float64Array.from(costs.flat()),
        a: Float64Array.from(masses.supply, Number),
        b: Float64Array.from(masses.demand, Number),
      });
      assert.equal(isPlan, truth.feasible);
      if (!isPlan) stuck++;
    }),
    { numRuns: 400 },
  );
  assert.ok(stuck > 20, `${stuck} without a plan`);
});

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
