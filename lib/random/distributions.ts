import { normalQuantile } from '../math/index.js';
import { checkRange, words } from './bits.js';
import type { Key } from './key.js';

/*
 * Draws offset … offset + count − 1 of a key's stream. Draw e is a function of (key, e) alone: the same
 * whoever computes it, and in whatever portions. Two words make a draw, so positions end at 2⁵².
 */

const LAST_POSITION = 0x10000000000000;
const TWO_TO_MINUS_52 = 1 / 0x10000000000000;

/**
 * Uniform draws from the open interval (0, 1): (k + ½)·2⁻⁵², exact in binary64, where k is the upper 52
 * bits of the 64-bit integer with word 2e as its low and word 2e + 1 as its high half. Symmetric
 * about ½; never 0 or 1 (docs/arithmetic.md 3.5).
 */
export function uniform(key: Key, count: number, offset = 0): Float64Array {
  checkRange('uniform', count, offset, LAST_POSITION);
  return draw(key, count, offset);
}

function draw(key: Key, count: number, offset: number): Float64Array {
  const halves = words(key, 2 * count, 2 * offset);
  // Draw e needs the eight bytes of its own two words only, so it takes their place.
  const out = new Float64Array(halves.buffer);
  for (let e = 0; e < count; e++) {
    const k = halves[2 * e + 1] * 0x100000 + (halves[2 * e] >>> 12);
    out[e] = (k + 0.5) * TWO_TO_MINUS_52;
  }
  return out;
}

/** Standard normal draws: the normal quantile of the uniform draws (3.6). */
export function normal(key: Key, count: number, offset = 0): Float64Array {
  checkRange('normal', count, offset, LAST_POSITION);
  const out = draw(key, count, offset);
  for (let e = 0; e < count; e++) out[e] = normalQuantile(out[e]);
  return out;
}

/** 1 with probability p, else 0: whether the uniform draw is below p. Exact for p a multiple of 2⁻⁵². */
export function bernoulli(key: Key, p: number, count: number, offset = 0): Uint8Array {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(`bernoulli: expected a probability in [0, 1], got ${p}`);
  }
  checkRange('bernoulli', count, offset, LAST_POSITION);
  const u = draw(key, count, offset);
  const out = new Uint8Array(count);
  for (let e = 0; e < count; e++) out[e] = u[e] < p ? 1 : 0;
  return out;
}

/**
 * Integers from 0 to bound − 1, bound ≤ 2³¹: ⌊u·bound⌋ of the uniform draw, the product rounded to
 * binary64 (which never reaches the bound). An integer takes at most 1½ more or fewer of the 2⁵²
 * values of u than its share: its probability differs from 1/bound by less than 2⁻⁵¹.
 */
export function integers(key: Key, bound: number, count: number, offset = 0): Int32Array {
  if (!Number.isInteger(bound) || bound < 1 || bound > 0x80000000) {
    throw new RangeError(`integers: expected a bound from 1 to 2^31, got ${bound}`);
  }
  checkRange('integers', count, offset, LAST_POSITION);
  const u = draw(key, count, offset);
  const out = new Int32Array(count);
  for (let e = 0; e < count; e++) out[e] = Math.floor(u[e] * bound);
  return out;
}
