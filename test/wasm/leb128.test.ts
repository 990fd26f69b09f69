import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { signedLeb128, unsignedLeb128 } from '../../lib/wasm/leb128.js';

/** The number that the bytes stand for, by the formula of the spec: the sum of their septets. */
function decode(bytes: readonly number[], signed: boolean): bigint {
  const value = bytes.reduce((sum, byte, k) => sum + (BigInt(byte & 0x7f) << BigInt(7 * k)), 0n);
  return signed ? BigInt.asIntN(7 * bytes.length, value) : value;
}

function assertContinued(bytes: readonly number[]): void {
  bytes.forEach((byte, k) => assert.equal(byte >= 0x80, k < bytes.length - 1));
}

test('unsigned LEB128 has the known bytes at the borders of its lengths', () => {
  const known: [number, number[]][] = [
    [0, [0x00]],
    [1, [0x01]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16383, [0xff, 0x7f]],
    [16384, [0x80, 0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ];
  for (const [value, bytes] of known) assert.deepEqual(unsignedLeb128(value), bytes);
});

test('signed LEB128 has the known bytes at the borders of its lengths', () => {
  const known: [bigint, number[]][] = [
    [0n, [0x00]],
    [-1n, [0x7f]],
    [63n, [0x3f]],
    [64n, [0xc0, 0x00]],
    [-64n, [0x40]],
    [-65n, [0xbf, 0x7f]],
    [127n, [0xff, 0x00]],
    [-128n, [0x80, 0x7f]],
    [-123456n, [0xc0, 0xbb, 0x78]],
    [2n ** 31n - 1n, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2n ** 31n), [0x80, 0x80, 0x80, 0x80, 0x78]],
    [2n ** 63n - 1n, [...new Array(9).fill(0xff), 0x00]],
    [-(2n ** 63n), [...new Array(9).fill(0x80), 0x7f]],
  ];
  for (const [value, bytes] of known) assert.deepEqual(signedLeb128(value), bytes);
});

test('LEB128 reads back as the same number and takes the fewest bytes', () => {
  const powers = fc.integer({ min: 0, max: 63 }).map((k) => 1n << BigInt(k));
  const near = fc.tuple(powers, fc.integer({ min: -2, max: 2 })).map(([p, d]) => p + BigInt(d));
  const signed = fc
    .oneof(near, near.map((x) => -x), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))
    .map((x) => BigInt.asIntN(64, x)); // prettier-ignore
  fc.assert(
    fc.property(signed, (value) => {
      const bytes = signedLeb128(value);
      assertContinued(bytes);
      assert.equal(decode(bytes, true), value);
      const shorter = 7 * (bytes.length - 1);
      assert.ok(bytes.length === 1 || BigInt.asIntN(shorter, value) !== value);
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.oneof(near, fc.bigInt(0n, 2n ** 32n - 1n)), (wide) => {
      const value = BigInt.asUintN(32, wide);
      const bytes = unsignedLeb128(Number(value));
      assertContinued(bytes);
      assert.equal(decode(bytes, false), value);
      assert.ok(bytes.length === 1 || value >> BigInt(7 * (bytes.length - 1)) > 0n);
    }),
    { numRuns: 1000 },
  );
});

test('LEB128 refuses what it cannot write', () => {
  for (const value of [-1, 0.5, NaN, 2 ** 32, Infinity]) {
    assert.throws(() => unsignedLeb128(value), /expected an integer from 0 to 4294967295, got/);
  }
  for (const value of [2n ** 63n, -(2n ** 63n) - 1n]) {
    assert.throws(() => signedLeb128(value), /expected an integer from -2\^63 to 2\^63 - 1, got/);
  }
});
