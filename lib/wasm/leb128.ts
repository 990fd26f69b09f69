/** Integers of variable length, seven bits a byte, low bits first (core spec 2.0, 5.2.2). */

/** `value` from 0 to 2³² − 1, in the fewest bytes. */
export function unsignedLeb128(value: number): number[] {
  if (!(Number.isInteger(value) && value >= 0 && value <= 0xffffffff)) {
    throw new RangeError(
      `unsignedLeb128: expected an integer from 0 to 4294967295, got ${value}; pass an index, a size or an offset`,
    );
  }
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** `value` from −2⁶³ to 2⁶³ − 1, in the fewest bytes: the last one's bit 6 is the sign. */
export function signedLeb128(value: bigint): number[] {
  if (value !== BigInt.asIntN(64, value)) {
    throw new RangeError(
      `signedLeb128: expected an integer from -2^63 to 2^63 - 1, got ${value}; wrap it with BigInt.asIntN`,
    );
  }
  const bytes: number[] = [];
  for (; value < -0x40n || value > 0x3fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  return [...bytes, Number(value & 0x7fn)];
}
