import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hugeLimit } from '../../lib/transport/hugeCosts.js';

const F = Infinity;

function limitOf(rows: readonly (readonly number[])[]): number {
  const columns = rows[0].length;
  return hugeLimit({
    kind: 'matrix',
    entries: Float64Array.from(rows.flat()),
    rowPlace: Float64Array.from(rows, (_, i) => i * columns),
    columnPlace: Float64Array.from(rows[0], (_, j) => j),
  });
}

test('costs are huge above 1024 times what the dearest row or column needs, all counted from the least cost', () => {
  // the least of the rows are -2, 1, 3 and of the columns -2, 3, 5
  const rows = [[-2, 9, 1e32], [1, 8, 5], [4, 3, 6]]; // prettier-ignore
  assert.equal(limitOf(rows), -2 + 1024 * 7);
  const transposed = rows[0].map((_, j) => rows.map((row) => row[j]));
  assert.equal(limitOf(transposed), -2 + 1024 * 7);
});

test('where no finite cost is above that, there is no limit', () => {
  for (const [dearest, limit] of [
    [2050, F],
    [2051, 2050],
    [F, F],
  ]) {
    assert.equal(limitOf([[2, 3, 4], [3, 4, dearest]]), limit); // prettier-ignore
    assert.equal(limitOf([[2, 2, dearest], [2, 2, 4]]), limit); // prettier-ignore
  }
});

test('rows and columns of forbidden arcs need nothing', () => {
  const rows = [[F, 1, 5000], [F, 3, 2], [F, F, F]]; // prettier-ignore
  assert.equal(limitOf(rows), 1 + 1024 * 1);
  assert.equal(limitOf([[F, F]]), F);
});
