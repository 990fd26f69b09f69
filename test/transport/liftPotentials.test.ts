import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capEmptyRows, liftColumns } from '../../lib/transport/liftPotentials.js';
import type { CheckedProblem } from '../../lib/transport/problem.js';

const F = Infinity;

function checked(costs: readonly (readonly number[])[], a: number[], b: number[]): CheckedProblem {
  const kept = (masses: number[]): Int32Array =>
    Int32Array.from([...masses.keys()].filter((k) => masses[k] > 0));
  return {
    rows: a.length,
    columns: b.length,
    a: Float64Array.from(a),
    b: Float64Array.from(b),
    bLow: new Float64Array(b.length),
    source: { kind: 'matrix', costs: Float64Array.from(costs.flat()) },
    keptRows: kept(a),
    keptColumns: kept(b),
  };
}

test('the first column with mass gets 0, those without as much as the rows with mass allow, at most the largest', () => {
  const costs = [
    [-99, 0, -99, -99, 0, -99],
    [11, 99, 20, 25, 99, F],
    [13, 99, 21, 26, 99, 1e30],
  ];
  const problem = checked(costs, [0, 0.5, 0.5], [0, 0.25, 0, 0, 0.75, 0]);
  // u and v of what has mass; with v_0 = 3 taken off, u = 14, 12 and v = 0, 10
  const v = liftColumns(problem, Float64Array.of(11, 9), Float64Array.of(3, 13));
  assert.deepEqual([...v], [-3, 0, 6, 10, 10, 10]);
  const lower = liftColumns(problem, Float64Array.of(11, 9), Float64Array.of(3, -1));
  assert.deepEqual([...lower], [-3, 0, 0, 0, -4, 0]);
});

test('rows without mass get no more than the largest finite potential of those with mass', () => {
  const problem = checked([[0], [0], [0], [0], [0]], [0, 0.25, 0.5, 0.25, 0], [1]);
  const u = Float64Array.of(9, 3, 4, F, -7);
  capEmptyRows(u, problem);
  assert.deepEqual([...u], [4, 3, 4, F, -7]);
});

test('without rounding a column without mass stays below what the rows with mass allow', () => {
  const third = 1 / 3;
  const problem = checked([[0, 2 * third], [0, 10]], [0.5, 0.5], [1, 0]); // prettier-ignore
  const u = Float64Array.of(third, -third);
  const [first, v] = liftColumns(problem, u, Float64Array.of(1), true);
  assert.equal(first, 1);
  // 2/3 - 1/3, less 2⁻⁵¹ (2/3 + 1/3)
  const below = 2 * third - third - v;
  assert.ok(below >= 2 ** -51 * 0.9 && below <= 2 ** -51 * 1.1, `${below}`);
  const far = checked([[0, 9], [0, F]], [0.5, 0.5], [1, 0]); // prettier-ignore
  assert.deepEqual([...liftColumns(far, u, Float64Array.of(1), true)], [1, 1]);
});
