/** Binary16 numbers (1 sign, 5 exponent, 10 fraction bits) as binary32, which holds them all exactly. */
export function fromBinary16(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let k = 0; k < halves.length; k++) {
    const exponent = (halves[k] >>> 10) & 0x1f;
    const fraction = halves[k] & 0x3ff;
    const magnitude =
      exponent === 0x1f
        ? fraction === 0
          ? Infinity
          : NaN
        : exponent === 0
          ? fraction / 0x1000000 // subnormal: fraction · 2⁻²⁴
          : ((0x400 + fraction) * (1 << exponent)) / 0x2000000; // (1024 + fraction) · 2^(exponent − 25)
    out[k] = (halves[k] & 0x8000) !== 0 ? -magnitude : magnitude;
  }
  return out;
}

/** Bfloat16 numbers, the upper halves of binary32 numbers. */
export function fromBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half * 0x10000).buffer);
}
