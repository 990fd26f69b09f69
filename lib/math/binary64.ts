/** The binary64 format taken apart: exponent, powers of two, one rounding into the subnormal range. */

const value = new Float64Array(1);
const words = new Uint32Array(value.buffer);
value[0] = 1;
/** Where the word with sign, exponent and the leading 20 fraction bits lies: depends on the byte order. */
const HIGH = words[1] === 0 ? 0 : 1;

/** Sign (1 bit), biased exponent (11 bits), leading fraction bits (20) of x. */
export function highWord(x: number): number {
  value[0] = x;
  return words[HIGH];
}

/** powersOfTwo[k + 1074] = 2^k for k = −1074 … 1023. */
export const powersOfTwo = new Float64Array(2098);
powersOfTwo[1074] = 1;
for (let k = 1; k <= 1023; k++) powersOfTwo[1074 + k] = powersOfTwo[1073 + k] * 2;
for (let k = 1; k <= 1074; k++) powersOfTwo[1074 - k] = powersOfTwo[1075 - k] / 2;

/** 2^k for an integer −1074 ≤ k ≤ 1023. */
export function twoTo(k: number): number {
  return powersOfTwo[k + 1074];
}

/**
 * (hi + lo)·2^k rounded once, also where the result is subnormal or overflows.
 * Expects |lo| ≤ ulp(hi) and 2^-100 ≤ hi ≤ 2^540, k ≤ 1100.
 */
export function roundScaled(hi: number, lo: number, k: number): number {
  const y = hi + lo;
  if (k > 900) return y * twoTo(k - 900) * twoTo(900);
  if (k > -900) return y * twoTo(k);
  if (k < -1500) return 0;
  const down = twoTo(k + 500);
  if (y >= twoTo(-1022 - k)) return y * down * twoTo(-500);
  // Adding 2^52 units of the smallest subnormal rounds to a whole number of them.
  const shift = twoTo(52 - 1074 - k);
  const s = shift + hi;
  const rest = hi - (s - shift) + lo;
  return (s + rest - shift) * down * twoTo(-500);
}
