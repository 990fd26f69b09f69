import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Key } from '../../lib/random/index.js';
import {
  fold, key, normal, philox4x32, split, stream, STREAM_VERSION, uniform,
} from '../../lib/random/index.js'; // prettier-ignore
import { scaledCorrelation } from '../support/statistics.js';

test('the version of the streams is the one that docs/arithmetic.md defines', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/arithmetic.md'), 'utf8');
  assert.match(
    page,
    new RegExp(`^## 3\\. Randomness {2}\\(stream version ${STREAM_VERSION}\\)$`, 'm'),
  );
});

test('a seed of 64 bits is split into its low and high half', () => {
  assert.deepEqual(key(0), { k0: 0, k1: 0 });
  assert.deepEqual(key(2 ** 53 - 1), { k0: 0xffffffff, k1: 0x1fffff });
  assert.deepEqual(key(0x0123456789abcdefn), { k0: 0x89abcdef, k1: 0x01234567 });
  assert.deepEqual(key(2n ** 64n - 1n), { k0: 0xffffffff, k1: 0xffffffff });
});

test('what is no seed, fold or number of keys is an error in one sentence', () => {
  for (const seed of [-1, 1.5, NaN, Infinity, 2 ** 53, -1n, 2n ** 64n]) {
    assert.throws(() => key(seed), /^RangeError: key: expected a seed that is an integer .* got /);
  }
  for (const n of [-1, 0.5, NaN, 2 ** 53]) {
    assert.throws(() => fold(key(0), n), /^RangeError: fold: expected an integer from 0/);
    assert.throws(() => split(key(0), n), /^RangeError: split: expected a number of keys/);
  }
});

/** The first two words of the block with this counter. */
function blockKey({ k0, k1 }: Key, c0: number, c1: number, c3: number): Key {
  const out = new Uint32Array(4);
  philox4x32(c0, c1, 0, c3, k0, k1, out);
  return { k0: out[0], k1: out[1] };
}

test('a fold is the block with counter (n low, n high, 0, 1), a split the first folds', () => {
  const root = key(99);
  assert.deepEqual(fold(root, 2 ** 32 * 5 + 6), blockKey(root, 6, 5, 1));
  assert.deepEqual(split(root, 3), [fold(root, 0), fold(root, 1), fold(root, 2)]);
  assert.deepEqual(split(root, 0), []);
});

test('a name goes in word by word, then its length', () => {
  const root = key(7);
  assert.deepEqual(stream(root, ''), blockKey(root, 0, 0xffffffff, 2));
  // σ is the bytes cf 83 in UTF-8.
  const first = blockKey(root, 0x83cf6261, 0, 2);
  const second = blockKey(first, 0x63, 4, 2);
  assert.deepEqual(stream(root, 'abσc'), blockKey(second, 5, 0xffffffff, 2));
});

test('different names, folds and parents give different keys', () => {
  const seen = new Set<string>();
  const names = ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', 'noise', 'Noise', 'noise ', 'uniforms'];
  for (const seed of [0, 1, 2n ** 32n]) {
    const root = key(seed);
    const keys = [root, ...split(root, 1000), ...names.map((name) => stream(root, name))];
    for (const { k0, k1 } of keys) seen.add(`${k0} ${k1}`);
  }
  assert.equal(seen.size, 3 * (1 + 1000 + names.length));
});

test('derivation is a function of its arguments and leaves the parent as it is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.string(), fc.maxSafeNat(), (seed, name, n) => {
      const root = Object.freeze(key(seed));
      assert.deepEqual(stream(root, name), stream(key(seed), name));
      assert.deepEqual(fold(root, n), fold(key(seed), n));
    }),
  ); // prettier-ignore
});

test('the draws of keys that belong together are uncorrelated (|z| < 4.9, each p = 1e-6)', () => {
  const n = 20000;
  const root = key(2024);
  const keys = [root, key(2025), ...split(root, 6), stream(root, 'a'), stream(root, 'b')];
  const draws = keys.map((k) => normal(k, n));
  draws.forEach((a, i) => {
    draws.slice(0, i).forEach((b, j) => {
      const z = scaledCorrelation(a, b);
      assert.ok(Math.abs(z) < 4.9, `keys ${i} and ${j}: z = ${z}`);
    });
    const shifted = scaledCorrelation(a.subarray(1), a.subarray(0, n - 1));
    assert.ok(Math.abs(shifted) < 4.9, `key ${i}, successive draws: z = ${shifted}`);
  });
  assert.notDeepEqual(uniform(keys[0], 4), uniform(keys[1], 4));
});
