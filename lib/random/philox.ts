/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11):
 * a bijection of 128-bit counters keyed by 64 bits, ten rounds of two 32×32→64-bit products.
 */

/** Multipliers of a round, in halves of 16 bits for exact products. */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
/** Weyl increments of the key: the golden ratio and √3 − 1 in 32 bits. */
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function high(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carry = (middle & 0xffff) + a0 * b1;
  return (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Encrypts the counter `c0 … c3` (low word first) under the key `k0, k1` and writes the four words to
 * `out` at `offset`.
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  offset: number,
): void {
  // prettier-ignore
  for (let round = 0; round < 10; round++) {
    const h0 = high(M0, c0);
    const l0 = Math.imul(M0, c0);
    const h1 = high(M1, c2);
    const l1 = Math.imul(M1, c2);
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c1 = l1 >>> 0;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c3 = l0 >>> 0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}
