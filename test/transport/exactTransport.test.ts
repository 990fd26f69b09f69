/** The exact solver that the others are held against, itself held against enumeration and another method. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Draws } from '../support/draws.js';
import { rounded } from '../support/exactNumbers.js';
import { exactTransport } from '../support/exactTransport.js';
import { successivePaths } from '../support/successivePaths.js';
import { marginals } from '../support/transportMasses.js';

function* permutations(n: number, chosen: number[] = []): Iterable<number[]> {
  if (chosen.length === n) yield chosen;
  for (let j = 0; j < n; j++) if (!chosen.includes(j)) yield* permutations(n, [...chosen, j]);
}

test('with one unit a row and column, the optimum is the least of all permutations', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), (n, seed) => {
      const draw = new Draws(seed);
      const costs = draw.fill(n * n, () =>
        draw.chance(0.3) ? Infinity : draw.integer(-9, 99) / 16,
      );
      const ones = new Float64Array(n).fill(1);
      const result = exactTransport({ rows: n, columns: n, costs, a: ones, b: ones });
      let least = Infinity;
      for (const columns of permutations(n)) {
        least = Math.min(
          least,
          columns.reduce((sum, j, i) => sum + costs[i * n + j], 0),
        );
      }
      assert.equal(result.feasible ? rounded(result.optimum) : Infinity, least);
    }),
    { numRuns: 300 },
  );
});

test('integer masses and costs of any shape: the optimum of Bellman-Ford paths', () => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(size, size, fc.nat(), (n, m, seed) => {
      const draw = new Draws(seed);
      const costs = draw.fill(n * m, () => (draw.chance(0.3) ? Infinity : draw.integer(-9, 9)));
      const { a, b } = marginals.integers(draw, n, m);
      const masses = { a: Float64Array.from(a!), b: Float64Array.from(b!) };
      const result = exactTransport({ rows: n, columns: m, costs, ...masses });
      const expected = successivePaths(costs, [...masses.a], [...masses.b]);
      assert.equal(result.feasible ? rounded(result.optimum) : undefined, expected);
    }),
    { numRuns: 300 },
  );
});

test('b is scaled to the total of a, whichever side is longer', () => {
  const costs = Float64Array.of(1, 3);
  const [one, two] = [Float64Array.of(6), Float64Array.of(1, 2)];
  const wide = exactTransport({ rows: 1, columns: 2, costs, a: one, b: two });
  const tall = exactTransport({ rows: 2, columns: 1, costs, a: two, b: one });
  assert.ok(wide.feasible && tall.feasible);
  assert.equal(rounded(wide.optimum), 2 * 1 + 4 * 3);
  assert.equal(rounded(tall.optimum), 1 * 1 + 2 * 3);
});

test('1 + 2^-1000 and 2^-1000 are told apart', () => {
  const tiny = 2 ** -1000;
  const costs = Float64Array.of(tiny, 2 * tiny, 1, 1);
  const ones = Float64Array.of(1, 1);
  const result = exactTransport({ rows: 2, columns: 2, costs, a: ones, b: ones });
  assert.ok(result.feasible);
  const { numerator, exponent, denominator } = result.optimum;
  assert.equal(numerator << BigInt(2200 + exponent), denominator * ((1n << 2200n) + (1n << 1200n)));
});
