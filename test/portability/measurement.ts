/**
 * Numbers that every engine must compute to the same bits, under a name: `transport/points`. Where
 * several executors compute the same numbers, each makes a measurement of that name.
 */
export interface Measurement {
  readonly name: string;
  readonly executor?: string;
  /** integers, or numbers of binary32, are taken as the binary64 numbers that they are */
  readonly numbers: ArrayLike<number>;
}

/** Where each number of `parts` follows the one before it. */
export function joined(...parts: readonly ArrayLike<number>[]): Float64Array {
  const out = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Binary64, the lowest byte first whatever the processor; every NaN is the same one (docs/arithmetic.md 1.4). */
export function bytesOf(numbers: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let k = 0; k < numbers.length; k++) {
    if (Number.isNaN(numbers[k])) view.setBigUint64(8 * k, 0x7ff8n << 48n, true);
    else view.setFloat64(8 * k, numbers[k], true);
  }
  return new Uint8Array(view.buffer);
}

/** SHA-256, hexadecimal, by Web Crypto, which browsers have too. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
