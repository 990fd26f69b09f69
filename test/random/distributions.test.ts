import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalCdf, normalQuantile } from '../../lib/math/index.js';
import type { Key } from '../../lib/random/index.js';
import { bernoulli, bits, integers, key, normal, philox4x32, uniform } from '../../lib/random/index.js';
import {
  chiSquare, chiSquareLimit, histogram, kolmogorovSmirnov, KOLMOGOROV_LIMIT, mean,
} from '../support/statistics.js'; // prettier-ignore

type Draw = (k: Key, count: number, offset?: number) => ArrayLike<number>;

const draws: Readonly<Record<string, Draw>> = {
  bits,
  uniform,
  normal,
  bernoulli: (k, count, offset) => bernoulli(k, 0.3, count, offset),
  integers: (k, count, offset) => integers(k, 1000, count, offset),
};

for (const [name, draw] of Object.entries(draws)) {
  test(`${name}: draws from an offset are a slice of a longer draw`, () => {
    const small = fc.nat({ max: 40 });
    fc.assert(
      fc.property(fc.nat(), small, small, (seed, offset, count) => {
        const whole = Array.from(draw(key(seed), offset + count + 3));
        const part = draw(key(seed), count, offset);
        assert.deepEqual(Array.from(part), whole.slice(offset, offset + count));
      }),
    );
  });

  test(`${name}: what comes back owns its memory`, () => {
    const part = draw(key(1), 3, 1) as Float64Array;
    assert.equal(part.buffer.byteLength, part.byteLength);
  });

  test(`${name}: a bad count or offset is an error in one sentence`, () => {
    for (const bad of [-1, 0.5, NaN, Infinity]) {
      assert.throws(() => draw(key(1), bad), RegExp(`RangeError: ${name}: expected count to be`));
      assert.throws(() => draw(key(1), 1, bad), RegExp(`RangeError: ${name}: expected offset to`));
    }
    assert.throws(() => draw(key(1), 2, 2 ** 53 - 1), RegExp(`${name}: expected draws below`));
  });
}

test('the last position of a stream can be drawn, and no further one', () => {
  for (const [name, draw] of Object.entries(draws)) {
    const last = name === 'bits' ? 2 ** 53 - 2 : 2 ** 52 - 1;
    assert.equal(draw(key(1), 1, last).length, 1);
    assert.throws(() => draw(key(1), 1, last + 1), RegExp(`${name}: expected`));
  }
});

test('far positions use the second word of the counter', () => {
  const out = new Uint32Array(4);
  philox4x32(5, 3, 0, 0, 1, 0, out);
  assert.deepEqual([...bits(key(1), 4, 4 * (3 * 2 ** 32 + 5))], [...out]);
});

test('a uniform draw is (k + ½)·2⁻⁵², k the upper 52 bits of its two words, low word first', () => {
  const words = bits(key(3), 200);
  const expected = Array.from({ length: 100 }, (_, e) => {
    const lane = BigInt(words[2 * e]) + (BigInt(words[2 * e + 1]) << 32n);
    return (2 * Number(lane >> 12n) + 1) * 2 ** -53;
  });
  assert.deepEqual(Array.from(uniform(key(3), 100)), expected);
});

test('normal draws are the normal quantiles of the uniform draws', () => {
  const expected = Array.from(uniform(key(4), 500), (u) => normalQuantile(u));
  assert.deepEqual(Array.from(normal(key(4), 500)), expected);
});

test('an integer is the floor of u times the bound, and 2³¹ is the last bound', () => {
  for (const bound of [1, 2, 3, 1000, 2 ** 31 - 1, 2 ** 31]) {
    const expected = Array.from(uniform(key(5), 500), (u) => Math.floor(u * bound));
    assert.deepEqual(Array.from(integers(key(5), bound, 500)), expected);
    assert.ok(Math.floor((1 - 2 ** -53) * bound) < bound);
  }
  for (const bound of [0, -1, 1.5, NaN, 2 ** 31 + 1]) {
    assert.throws(() => integers(key(5), bound, 1), /^RangeError: integers: expected a bound from/);
  }
});

test('bernoulli is 1 where the uniform draw is below p, not at p', () => {
  const u = uniform(key(6), 100);
  const expected = Array.from(u, (value) => (value < u[7] ? 1 : 0));
  assert.deepEqual(Array.from(bernoulli(key(6), u[7], 100)), expected);
  assert.equal(expected[7], 0);
});

test('bernoulli is certain at 0 and 1 and refuses what is no probability', () => {
  assert.deepEqual(histogram(bernoulli(key(6), 0, 1000), 2), Float64Array.of(1000, 0));
  assert.deepEqual(histogram(bernoulli(key(6), 1, 1000), 2), Float64Array.of(0, 1000));
  for (const p of [-0.1, 1.1, NaN]) {
    assert.throws(() => bernoulli(key(6), p, 1), /^RangeError: bernoulli: expected a probability/);
  }
});

// Statistics with fixed seeds: each would fail for one seed in 10,000 if the draws were ideal.
const ALPHA = 1e-4;
const Z = -normalQuantile(ALPHA / 2);
const N = 50000;

test('uniform draws pass Kolmogorov and Smirnov, and χ² in 256 cells and in pairs of 16 × 16', () => {
  for (const seed of [1, 2, 3]) {
    const u = uniform(key(seed), N);
    assert.ok(kolmogorovSmirnov(u, (x) => x) < KOLMOGOROV_LIMIT);
    const cells = histogram(u.map((x) => Math.floor(256 * x)), 256); // prettier-ignore
    assert.ok(chiSquare(cells, () => N / 256) < chiSquareLimit(255, ALPHA));
    const pairs = Float64Array.from(
      { length: N / 2 },
      (_, i) => 16 * Math.floor(16 * u[2 * i]) + Math.floor(16 * u[2 * i + 1]),
    );
    assert.ok(chiSquare(histogram(pairs, 256), () => N / 512) < chiSquareLimit(255, ALPHA));
  }
});

test('every bit of a word is set half of the time', () => {
  const words = bits(key(8), N);
  for (let bit = 0; bit < 32; bit++) {
    const set = words.reduce((sum, word) => sum + ((word >>> bit) & 1), 0);
    assert.ok(Math.abs(2 * set - N) < Z * Math.sqrt(N), `bit ${bit}: ${set} of ${N}`);
  }
});

test('normal draws pass Kolmogorov and Smirnov and have the first four moments', () => {
  for (const seed of [1, 2, 3]) {
    const x = normal(key(seed), N);
    assert.ok(kolmogorovSmirnov(x, normalCdf) < KOLMOGOROV_LIMIT);
    // Variances of x, x², x³, x⁴ of a standard normal: 1, 2, 15, 96.
    const expected = [0, 1, 0, 3];
    [1, 2, 15, 96].forEach((variance, k) => {
      const moment = mean(x.map((value) => value ** (k + 1)));
      const z = (moment - expected[k]) / Math.sqrt(variance / N);
      assert.ok(Math.abs(z) < Z, `seed ${seed}, moment ${k + 1}: z = ${z}`);
    });
  }
});

test('bernoulli and integers come with their probabilities', () => {
  const ones = histogram(bernoulli(key(9), 0.3, N), 2)[1];
  assert.ok(Math.abs(ones - 0.3 * N) < Z * Math.sqrt(0.21 * N));
  for (const bound of [2, 7, 100]) {
    const counts = histogram(integers(key(9), bound, N), bound);
    const limit = bound === 2 ? Z * Z : chiSquareLimit(bound - 1, ALPHA);
    assert.ok(chiSquare(counts, () => N / bound) < limit);
  }
});
