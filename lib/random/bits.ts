import type { Key } from './key.js';
import { philox4x32 } from './philox.js';

/**
 * Words `offset … offset + count − 1` of the key's stream: word w is word w mod 4 of the block with
 * counter (⌊w/4⌋ mod 2³², ⌊w/2³⁴⌋, 0, 0). A count or a position that is no integer from 0 to 2⁵³ − 1 is
 * a RangeError.
 */
export function bits(key: Key, count: number, offset = 0): Uint32Array {
  checkRange('bits', count, offset, Number.MAX_SAFE_INTEGER);
  return words(key, count, offset);
}

/** A RangeError unless count and offset are integers ≥ 0 whose sum is at most `limit`. */
export function checkRange(caller: string, count: number, offset: number, limit: number): void {
  for (const [name, value] of [
    ['count', count],
    ['offset', offset],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${caller}: expected ${name} to be an integer ≥ 0, got ${value}`);
    }
  }
  if (count + offset > limit) {
    throw new RangeError(
      `${caller}: expected draws below position ${limit}, got ${count} from ${offset}`,
    );
  }
}

/** `bits` of arguments that are known to be good. */
export function words({ k0, k1 }: Key, count: number, offset: number): Uint32Array {
  const first = Math.floor(offset / 4);
  const skipped = offset - 4 * first;
  const out = new Uint32Array(4 * Math.ceil((skipped + count) / 4));
  philox4x32(first >>> 0, Math.floor(first / 0x100000000), 0, 0, k0, k1, out);
  return out.length === count ? out : out.slice(skipped, skipped + count);
}
