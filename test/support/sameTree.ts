import { namedLeaves } from '../../lib/autodiff/index.js';
import { assertSameBits } from './naiveTensor.js';
import assert from 'node:assert/strict';

/** Trees of the same structure with the same bits in every tensor; NaN is NaN whatever its bits. */
export function assertSameTree(actual: unknown, expected: unknown): void {
  const [a, b] = [namedLeaves(actual), namedLeaves(expected)];
  assert.deepEqual(
    a.map(([name, x]) => [name, x.shape, x.dtype]),
    b.map(([name, x]) => [name, x.shape, x.dtype]),
  );
  a.forEach(([name, x], k) => assertSameBits(x, b[k][1], name));
}
