import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orient, type OrientedProblem } from '../../lib/transport/orientation.js';
import { checkProblem, type TransportProblem } from '../../lib/transport/problem.js';

/** Sides of an oriented problem as plain arrays, and its costs as rows. */
function shown(problem: TransportProblem): unknown {
  const { swapped, a, b, rowIndex, columnIndex, costs }: OrientedProblem = orient(
    checkProblem(problem),
  );
  const sides = { swapped, a: [...a], b: [...b], rows: [...rowIndex], columns: [...columnIndex] };
  if (costs.kind === 'points') return { ...sides, x: [...costs.x], y: [...costs.y] };
  const { entries, rowPlace, columnPlace } = costs;
  return {
    ...sides,
    costs: [...rowPlace].map((row) => [...columnPlace].map((column) => entries[row + column])),
  };
}

const a = Float64Array.of(0.25, 0, 0.5, 0.25);
const b = Float64Array.of(0, 0.5, 0.25, 0, 0.25, 0);

test('rows and columns without mass are left out of a matrix', () => {
  const costs = Float64Array.from({ length: 24 }, (_, k) => k);
  assert.deepEqual(shown({ costs, rows: 4, columns: 6, a, b }), {
    swapped: false,
    a: [0.25, 0.5, 0.25],
    b: [0.5, 0.25, 0.25],
    rows: [0, 2, 3],
    columns: [1, 2, 4],
    costs: [
      [1, 2, 4],
      [13, 14, 16],
      [19, 20, 22],
    ],
  });
});

test('a matrix of fewer rows than columns is turned round', () => {
  const costs = Float64Array.from({ length: 24 }, (_, k) => k);
  const few = Float64Array.of(0, 0, 0.5, 0.5);
  assert.deepEqual(shown({ costs, rows: 4, columns: 6, a: few, b }), {
    swapped: true,
    a: [0.5, 0.25, 0.25],
    b: [0.5, 0.5],
    rows: [1, 2, 4],
    columns: [2, 3],
    costs: [
      [13, 19],
      [14, 20],
      [16, 22],
    ],
  });
});

test('so are points, with all their coordinates', () => {
  const x = Float64Array.from({ length: 8 }, (_, k) => k);
  const y = Float64Array.from({ length: 12 }, (_, k) => 100 + k);
  const points = { x, y, dimension: 2, metric: 'euclidean' as const };
  const kept = { x: [0, 1, 4, 5, 6, 7], y: [102, 103, 104, 105, 108, 109] };
  assert.deepEqual(shown({ ...points, a, b }), {
    swapped: false,
    a: [0.25, 0.5, 0.25],
    b: [0.5, 0.25, 0.25],
    rows: [0, 2, 3],
    columns: [1, 2, 4],
    ...kept,
  });
  assert.deepEqual(shown({ ...points, b }), {
    swapped: false,
    a: [0.25, 0.25, 0.25, 0.25],
    b: [0.5, 0.25, 0.25],
    rows: [0, 1, 2, 3],
    columns: [1, 2, 4],
    x: [...x],
    y: kept.y,
  });
  assert.deepEqual(shown({ ...points, a }), {
    swapped: true,
    a: Array(6).fill(1 / 6),
    b: [0.25, 0.5, 0.25],
    rows: [0, 1, 2, 3, 4, 5],
    columns: [0, 2, 3],
    x: [...y],
    y: kept.x,
  });
});
