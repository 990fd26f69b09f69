import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auction } from '../../lib/transport/auction.js';
import type { MassUnits } from '../../lib/transport/massUnits.js';
import { Draws } from '../support/draws.js';
import { plainAuction } from '../support/plainAuction.js';
import { drawUnits, scannedMatrix } from '../support/scannedMatrix.js';

/** What an auction can be held about. */
interface Lots {
  readonly costs: readonly (readonly number[])[];
  readonly prices: readonly number[];
  readonly units: MassUnits;
  readonly step: number;
  readonly calm: number;
  readonly maxBids: number;
}

type Arc = readonly [row: number, column: number, mass: number];

const inOrder = (arcs: readonly Arc[]): Arc[] =>
  [...arcs].sort((p, q) => p[1] - q[1] || p[0] - q[0] || p[2] - q[2]);

function held({ costs, prices, units, step, calm, maxBids }: Lots): [Arc[], number[]] {
  const { lists, scanner } = scannedMatrix(costs, units, prices);
  const { row, column, mass } = auction(lists, scanner, units, step, calm, maxBids);
  const arcs = [...row.keys()].map((k): Arc => [row[k], column[k], mass[k]]);
  return [inOrder(arcs), [...scanner.prices.subarray(0, prices.length)]];
}

function expected({ costs, prices, units, step, calm, maxBids }: Lots): [Arc[], number[]] {
  const end = [...prices];
  const arcs = plainAuction(costs, end, units, step, calm, maxBids);
  return [inOrder(arcs.map(({ row, column, mass }): Arc => [row, column, mass])), end];
}

/** Costs with ties or without, starting prices of any kind, steps from 0 on. */
function drawLots(draw: Draws, rows: number, columns: number): Lots {
  const forbidden = draw.pick([0, 0, 0.2]);
  const cost = draw.pick([
    () => draw.integer(0, 3),
    () => draw.integer(-5, 20),
    () => draw.between(0, 9),
  ]);
  const price = draw.pick([() => 0, () => draw.integer(-3, 3), () => draw.between(-1, 1)]);
  const nodes = rows + columns;
  return {
    costs: Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => (draw.chance(forbidden) ? Infinity : cost())),
    ),
    prices: Array.from({ length: columns }, price),
    units: drawUnits(draw, rows, columns, draw.chance(0.5)),
    step: draw.pick([0, 2 ** -6, 0.1, 1]),
    calm: draw.integer(0, 3),
    maxBids: draw.pick([0, 1, nodes, 12 * nodes]),
  };
}

/** Asserts it of auctions of so many rows and columns. */
function assertAsPlain(rows: [number, number], columns: [number, number], numRuns: number): void {
  const count = ([min, max]: [number, number]): fc.Arbitrary<number> => fc.integer({ min, max });
  fc.assert(
    fc.property(count(rows), count(columns), fc.nat(), (n, m, seed) => {
      const lots = drawLots(new Draws(seed), n, m);
      assert.deepEqual(held(lots), expected(lots));
    }),
    { numRuns },
  );
}

test('allocation and prices are those of an auction whose bids are objects', () => {
  assertAsPlain([1, 8], [1, 8], 400);
});

test('so are they where rows list some of their columns, and list them anew when prices have risen', () => {
  assertAsPlain([2, 60], [33, 60], 60);
});

test('the step grows once after every n + m bids, be there rows without a column to bid for or not', () => {
  const X = Infinity;
  const war = [0, 0, 7.5, X, X];
  const lots: Lots = {
    // rows 0, 1, 2 bid 1, 2, … for columns 0 and 1 in turn, until the tenth bid goes to column 2; row 3 has no column
    costs: [war, war, war, [X, X, X, X, X], [X, X, X, 0, X]],
    prices: [0, 0, 0, 0, 0],
    units: {
      supply: new Float64Array(5).fill(1),
      demand: new Float64Array(5).fill(1),
      uniform: true,
    },
    step: 1,
    calm: 0,
    maxBids: 100,
  };
  const [arcs, prices] = held(lots);
  assert.deepEqual(arcs.map(([, column]) => column), [0, 1, 2, 3]); // prettier-ignore
  assert.deepEqual(prices, [8.5, 8, 1.5, 2, 0], 'row 4 offers twice the first step');
});
