import { normalQuantile } from '../math/index.js';
import { bits } from './bits.js';
import type { Key } from './key.js';

/*
 * Draws offset … offset + count − 1 of a key's stream. Draw e is a function of (key, e) alone: the same
 * whoever computes it, and in whatever portions.
 */

/**
 * Uniform draws from the open interval (0, 1): (k + ½)·2⁻⁵², where k takes the 32 bits of word 2e as its
 * low and the upper 20 bits of word 2e + 1 as its high part. Symmetric about ½; never 0 or 1.
 */
export function uniform(key: Key, count: number, offset = 0): Float64Array {
  const words = bits(key, 2 * count, 2 * offset);
  const out = new Float64Array(count);
  for (let e = 0; e < count; e++) {
    const k = (words[2 * e + 1] >>> 12) * 0x100000000 + words[2 * e];
    out[e] = (k + 0.5) * TWO_TO_MINUS_52;
  }
  return out;
}

const TWO_TO_MINUS_52 = 1 / 0x10000000000000;

/** Standard normal draws: the normal quantile of the uniform draws. */
export function normal(key: Key, count: number, offset = 0): Float64Array {
  const out = uniform(key, count, offset);
  for (let e = 0; e < count; e++) out[e] = normalQuantile(out[e]);
  return out;
}

/** 1 with probability p, else 0: whether the uniform draw is below p. */
export function bernoulli(key: Key, p: number, count: number, offset = 0): Uint8Array {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(`bernoulli: expected a probability in [0, 1], got ${p}`);
  }
  return Uint8Array.from(uniform(key, count, offset), (u) => (u < p ? 1 : 0));
}

/**
 * Integers from 0 to bound − 1, bound ≤ 2³¹: ⌊u·bound⌋ of the uniform draw. An integer's probability
 * differs from 1/bound by less than 2⁻⁵².
 */
export function integers(key: Key, bound: number, count: number, offset = 0): Int32Array {
  if (!Number.isInteger(bound) || bound < 1 || bound > 0x80000000) {
    throw new RangeError(`integers: expected a bound from 1 to 2^31, got ${bound}`);
  }
  return Int32Array.from(uniform(key, count, offset), (u) => Math.floor(u * bound));
}
