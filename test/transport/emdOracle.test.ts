import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Metric } from '../../lib/transport/index.js';
import { emd } from '../../lib/transport/index.js';
import { successivePaths } from '../support/successivePaths.js';
import { assertOptimal, costScale, masses } from '../support/transportProblems.js';

interface Matrix {
  costs: Float64Array;
  a: number[];
  b: number[];
}

/** Matrices up to 9 × 9 with masses that are integers, some of them 0. */
function matrices(entry: fc.Arbitrary<number>): fc.Arbitrary<Matrix> {
  return fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([n, m]) =>
      fc
        .tuple(fc.array(entry, { minLength: n * m, maxLength: n * m }), masses(n, m))
        .map(([costs, { a, b }]) => ({ costs: Float64Array.from(costs), a, b })),
    );
}

function solve({ costs, a, b }: Matrix): ReturnType<typeof emd> {
  return emd({
    costs,
    rows: a.length,
    columns: b.length,
    a: Float64Array.from(a),
    b: Float64Array.from(b),
  });
}

test('integer costs with many ties: the exact optimum of successive shortest paths', () => {
  fc.assert(
    fc.property(matrices(fc.integer({ min: -4, max: 6 })), (matrix) => {
      assert.equal(solve(matrix).cost, successivePaths(matrix.costs, matrix.a, matrix.b));
    }),
    { numRuns: 500 },
  );
});

test('costs of every scale from 1e-12 to 1e12', () => {
  const scales = fc.constantFrom(1e-12, 1e-5, 1 / 3, 1e12);
  fc.assert(
    fc.property(matrices(fc.nat({ max: 1_000_000 })), scales, (matrix, scale) => {
      const scaled = { ...matrix, costs: matrix.costs.map((cost) => cost * scale) };
      const expected = successivePaths(matrix.costs, matrix.a, matrix.b)! * scale;
      const { cost } = solve(scaled);
      assert.ok(Math.abs(cost - expected) <= 1e-14 * expected, `${cost}, expected ${expected}`);
    }),
    { numRuns: 300 },
  );
});

test('costs of mixed magnitude are solved at the scale of those that are used', () => {
  const mixed = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.constantFrom(1e7, 1e15, 1e32, Infinity),
  );
  fc.assert(
    fc.property(matrices(mixed), (matrix) => {
      const expected = successivePaths(
        matrix.costs.map((cost) => (cost < 1e6 ? cost : Infinity)),
        matrix.a,
        matrix.b,
      );
      fc.pre(expected !== undefined);
      assert.equal(solve(matrix).cost, expected);
    }),
    { numRuns: 300 },
  );
});

test('forbidden arcs: the optimum without them, or an error that names them', () => {
  const sparse = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity));
  fc.assert(
    fc.property(matrices(sparse), (matrix) => {
      const expected = successivePaths(matrix.costs, matrix.a, matrix.b);
      if (expected === undefined) {
        assert.throws(() => solve(matrix), /forbidden arcs .* make the problem infeasible/);
      } else {
        const solution = solve(matrix);
        assert.equal(solution.cost, expected);
        const { costs, a, b } = matrix;
        assertOptimal(
          {
            costs,
            rows: a.length,
            columns: b.length,
            a: Float64Array.from(a),
            b: Float64Array.from(b),
          },
          solution,
          60 * Math.max(1, costScale(costs)),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test("POT's values on forty problems, to 1e-12", () => {
  interface Case {
    metric: Metric;
    dimension: number;
    x: number[];
    y: number[];
    a?: number[];
    b?: number[];
    cost: number;
  }
  const file = join(import.meta.dirname, '../../../test/fixtures/transport/pot.json');
  const { problems } = JSON.parse(readFileSync(file, 'utf8')) as { problems: Case[] };
  assert.equal(problems.length, 40);
  for (const { metric, dimension, cost, ...rest } of problems) {
    const solution = emd({
      metric,
      dimension,
      x: Float64Array.from(rest.x),
      y: Float64Array.from(rest.y),
      a: rest.a && Float64Array.from(rest.a),
      b: rest.b && Float64Array.from(rest.b),
    });
    assert.ok(Math.abs(solution.cost - cost) <= 1e-12 * cost, `${solution.cost}, by POT ${cost}`);
  }
});
