import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFloat64 } from '../../lib/io/index.js';

test('numbers become binary64 without loss', () => {
  const third = Math.fround(1 / 3);
  assert.deepEqual(toFloat64({ shape: [2], data: Float32Array.of(third, -0) }), Float64Array.of(third, -0));
  assert.deepEqual(toFloat64({ shape: [1], data: Uint8Array.of(255) }), Float64Array.of(255));
  const largest = 2n ** 53n - 1n;
  assert.deepEqual(
    toFloat64({ shape: [2], data: BigInt64Array.of(largest, -largest) }),
    Float64Array.of(2 ** 53 - 1, 1 - 2 ** 53),
  );
}); // prettier-ignore

test('a 64-bit integer that binary64 may not hold is refused', () => {
  for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 62n + 1n]) {
    assert.throws(
      () => toFloat64({ shape: [2], data: BigInt64Array.of(0n, value) }),
      RegExp(`^RangeError: array: expected integers within .* got ${value} at element 1$`),
    );
  }
});
