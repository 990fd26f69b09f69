import type { Key } from './key.js';
import { philox4x32 } from './philox.js';

/**
 * Words `offset … offset + count − 1` of the key's stream: word w is word w mod 4 of the block with
 * counter (⌊w/4⌋ low, ⌊w/4⌋ high, 0, 0).
 */
export function bits({ k0, k1 }: Key, count: number, offset = 0): Uint32Array {
  for (const [name, value] of [
    ['count', count],
    ['offset', offset],
  ] as const) {
    // prettier-ignore
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`random: expected ${name} to be an integer ≥ 0, got ${value}`);
    }
  }
  const first = Math.floor(offset / 4);
  const skipped = offset - 4 * first;
  const blocks = Math.ceil((skipped + count) / 4);
  const words = new Uint32Array(4 * blocks);
  for (let block = 0; block < blocks; block++) {
    const counter = first + block;
    philox4x32(counter >>> 0, Math.floor(counter / 0x100000000), 0, 0, k0, k1, words, 4 * block);
  }
  return words.subarray(skipped, skipped + count);
}
