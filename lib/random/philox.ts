/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11):
 * a bijection of 128-bit counters keyed by 64 bits, ten rounds of two 32×32→64-bit products.
 */

/** Multipliers of a round, and their halves of 16 bits. */
const M0 = 0xd2511f53 | 0;
const M0_LOW = 0x1f53;
const M0_HIGH = 0xd251;
const M1 = 0xcd9e8d57 | 0;
const M1_LOW = 0x8d57;
const M1_HIGH = 0xcd9e;
/** Weyl increments of the key: the golden ratio and √3 − 1 in 32 bits. */
const W0 = 0x9e3779b9 | 0;
const W1 = 0xbb67ae85 | 0;

/**
 * Fills `out`, a whole number of blocks of four words, with the encryptions of the counters
 * (c0, c1, c2, c3), (c0 + 1, …), … under the key (k0, k1). The first word of the counter is the lowest;
 * the count carries from c0 into c1 and no further.
 *
 * The upper half of a product m·x is built from halves of 16 bits,
 *   u = mₕxₗ + ⌊mₗxₗ/2¹⁶⌋,  v = mₗxₕ + (u mod 2¹⁶),  ⌊mx/2³²⌋ = mₕxₕ + ⌊u/2¹⁶⌋ + ⌊v/2¹⁶⌋,
 * where u and v stay below 2³², so that 32-bit integers hold every intermediate.
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let at = 0; at < out.length; at += 4) {
    let x0 = c0 | 0;
    let x1 = c1 | 0;
    let x2 = c2 | 0;
    let x3 = c3 | 0;
    let w0 = k0 | 0;
    let w1 = k1 | 0;
    for (let round = 0; round < 10; round++) {
      const low0 = x0 & 0xffff;
      const high0 = x0 >>> 16;
      const u0 = (Math.imul(M0_HIGH, low0) + (Math.imul(M0_LOW, low0) >>> 16)) | 0;
      const v0 = (Math.imul(M0_LOW, high0) + (u0 & 0xffff)) | 0;
      const upper0 = (Math.imul(M0_HIGH, high0) + (u0 >>> 16) + (v0 >>> 16)) | 0;

      const low1 = x2 & 0xffff;
      const high1 = x2 >>> 16;
      const u1 = (Math.imul(M1_HIGH, low1) + (Math.imul(M1_LOW, low1) >>> 16)) | 0;
      const v1 = (Math.imul(M1_LOW, high1) + (u1 & 0xffff)) | 0;
      const upper1 = (Math.imul(M1_HIGH, high1) + (u1 >>> 16) + (v1 >>> 16)) | 0;

      const lower0 = Math.imul(M0, x0);
      x0 = upper1 ^ x1 ^ w0;
      x1 = Math.imul(M1, x2);
      x2 = upper0 ^ x3 ^ w1;
      x3 = lower0;
      w0 = (w0 + W0) | 0;
      w1 = (w1 + W1) | 0;
    }
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
    c0 = (c0 + 1) | 0;
    if (c0 === 0) c1 = (c1 + 1) | 0;
  }
}
