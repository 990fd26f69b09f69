import { philox4x32 } from './philox.js';

/** Version of all rules by which draws follow from keys; stored with every run. */
export const STREAM_VERSION = 1;

/** The 64 bits that determine a stream of draws: two integers from 0 to 2³² − 1. */
export interface Key {
  readonly k0: number;
  readonly k1: number;
}

/** Uses of a key are kept apart by the highest word of the counter (docs/arithmetic.md 3.3). */
const FOLD = 1;
const NAME = 2;

/** The key of a seed, an integer from 0 to 2⁶⁴ − 1 (as a number, to 2⁵³ − 1): k0 its low, k1 its high half. */
export function key(seed: number | bigint): Key {
  const valid =
    typeof seed === 'bigint'
      ? seed >= 0n && seed < 1n << 64n
      : Number.isSafeInteger(seed) && seed >= 0;
  if (!valid) {
    throw new RangeError(
      `key: expected a seed that is an integer from 0 to 2^53 − 1, or a bigint to 2^64 − 1, got ${seed}`,
    );
  }
  const bits = BigInt(seed);
  return { k0: Number(bits & 0xffffffffn), k1: Number(bits >> 32n) };
}

/** The key number `n` (an integer from 0 to 2⁵³ − 1) below `parent`. */
export function fold(parent: Key, n: number): Key {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`fold: expected an integer from 0 to 2^53 − 1, got ${n}`);
  }
  return derived(parent, n >>> 0, Math.floor(n / 0x100000000), FOLD);
}

/** The keys `fold(parent, 0)` … `fold(parent, count − 1)`. */
export function split(parent: Key, count: number): Key[] {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`split: expected a number of keys that is an integer ≥ 0, got ${count}`);
  }
  return Array.from({ length: count }, (_, n) => fold(parent, n));
}

/**
 * The key below `parent` named `name`: its UTF-8 bytes, padded with zeros to a multiple of four and
 * read as little-endian words, go one by one into the counter (word, byte position, 0, 2), then
 * (number of bytes, 2³² − 1, 0, 2), each encrypted under the key that the one before it left.
 */
export function stream(parent: Key, name: string): Key {
  const bytes = new TextEncoder().encode(name);
  let current = parent;
  for (let start = 0; start < bytes.length; start += 4) {
    let word = 0;
    for (let k = 3; k >= 0; k--) word = (word << 8) | (bytes[start + k] ?? 0);
    current = derived(current, word >>> 0, start, NAME);
  }
  return derived(current, bytes.length, 0xffffffff, NAME);
}

/** The first two words of the block with counter (low, high, 0, use). */
function derived({ k0, k1 }: Key, low: number, high: number, use: number): Key {
  const words = new Uint32Array(4);
  philox4x32(low, high, 0, use, k0, k1, words);
  return { k0: words[0], k1: words[1] };
}
