/**
 * Arbitrary-precision numbers on BigInt, an oracle independent of lib/math. Values are fixed-point
 * integers: `v` at precision `P` stands for v·2^-P. The functions round carelessly in the last few of P
 * bits, so callers ask for 64 bits more than they rely on.
 */

/** mantissa·2^exponent, exactly. */
export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const bits = new DataView(new ArrayBuffer(8));

/** A finite binary64 number, exactly. */
export function fromNumber(x: number): BigFloat {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: word >> 63n ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

function shift(v: bigint, by: number): bigint {
  return by >= 0 ? v << BigInt(by) : v >> BigInt(-by);
}

/** A binary64 number as fixed point, exactly if P ≥ 1074 or x has no bits below 2^-P. */
export function toFixed(x: number, P: number): bigint {
  const { mantissa, exponent } = fromNumber(x);
  return shift(mantissa, exponent + P);
}

export function bitLength(v: bigint): number {
  const hex = (v < 0n ? -v : v).toString(16);
  return hex === '0' ? 0 : 4 * hex.length - Math.clz32(parseInt(hex[0], 16)) + 28;
}

/** x to about 60 bits as a number, for messages and seeds. */
export function toNumber({ mantissa, exponent }: BigFloat): number {
  const excess = Math.max(0, bitLength(mantissa) - 64);
  const half = Math.trunc((exponent + excess) / 2);
  return Number(mantissa >> BigInt(excess)) * 2 ** half * 2 ** (exponent + excess - half);
}

/** ⌊log₂|x|⌋, −∞ for zero. */
function topExponent({ mantissa, exponent }: BigFloat): number {
  return mantissa === 0n ? -Infinity : bitLength(mantissa) - 1 + exponent;
}

/** ±∞ where rounding to nearest gives it, otherwise NaN. */
function roundedToInfinity({ mantissa, exponent }: BigFloat): number {
  const size = bitLength(mantissa) + exponent;
  const least = size > 1024 ? 0n : shift((1n << 54n) - 1n, 970 - exponent);
  if (size < 1024 || (mantissa < 0n ? -mantissa : mantissa) < least) return NaN;
  return mantissa < 0n ? -Infinity : Infinity;
}

/**
 * |computed − exact|/ulp(exact), where ulp is the distance of the binary64 numbers around `exact`. An
 * infinite result is right from 2^1024 − ulp/2 on, where IEEE 754 rounds to it; below it counts as 2^1024.
 */
export function ulpError(computed: number, exact: BigFloat): number {
  if (Number.isNaN(computed)) return Infinity;
  if (computed === roundedToInfinity(exact)) return 0;
  const c = Number.isFinite(computed)
    ? fromNumber(computed)
    : { mantissa: computed > 0 ? 1n : -1n, exponent: 1024 };
  const ulp = Math.min(Math.max(topExponent(exact), -1022), 1023) - 52;
  const { mantissa, exponent } = difference(c, exact);
  return Math.abs(toNumber({ mantissa, exponent: exponent - ulp }));
}

/** a − b, exactly. */
export function difference(a: BigFloat, b: BigFloat): BigFloat {
  const exponent = Math.min(a.exponent, b.exponent);
  const mantissa =
    shift(a.mantissa, a.exponent - exponent) - shift(b.mantissa, b.exponent - exponent);
  return { mantissa, exponent };
}

/** log₂ of |hi + lo − exact|/|exact|: the number of correct bits, negated. */
export function errorBits(hi: number, lo: number, exact: BigFloat): number {
  const error = toNumber(difference(difference(exact, fromNumber(hi)), fromNumber(lo)));
  return Math.log2(Math.abs(error / toNumber(exact)));
}

export function times(a: bigint, b: bigint, P: number): bigint {
  return (a * b) >> BigInt(P);
}

export function over(a: bigint, b: bigint, P: number): bigint {
  return (a << BigInt(P)) / b;
}

/** The integer square root, by Newton's method from above. */
export function integerRoot(v: bigint): bigint {
  let x = 1n << BigInt((bitLength(v) + 1) >> 1);
  for (;;) {
    const next = (x + v / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

function arctanOfInverse(n: number, P: number): bigint {
  let power = (1n << BigInt(P)) / BigInt(n);
  let sum = power;
  for (let i = 3; power !== 0n; i += 2) {
    power = -power / BigInt(n * n);
    sum += power / BigInt(i);
  }
  return sum;
}

const cache = new Map<string, bigint>();
function cached(name: string, P: number, compute: () => bigint): bigint {
  const key = `${name}${P}`;
  let value = cache.get(key);
  if (value === undefined) cache.set(key, (value = compute()));
  return value;
}

/** π by Størmer's formula: π/4 = 44 arctan 1/57 + 7 arctan 1/239 − 12 arctan 1/682 + 24 arctan 1/12943. */
export function pi(P: number): bigint {
  return cached('pi', P, () => {
    const arctan = (n: number): bigint => arctanOfInverse(n, P + 32);
    const quarter = 44n * arctan(57) + 7n * arctan(239) - 12n * arctan(682) + 24n * arctan(12943);
    return (4n * quarter) >> 32n;
  });
}

/** ln 2 = Σ 1/(n 2^n). */
export function ln2(P: number): bigint {
  return cached('ln2', P, () => {
    let sum = 0n;
    for (let n = 1; n <= P + 32; n++) sum += (1n << BigInt(P + 32 - n)) / BigInt(n);
    return sum >> 32n;
  });
}

/** √π. */
export function rootPi(P: number): bigint {
  return cached('rootPi', P, () => integerRoot(pi(2 * P)));
}

/** e^x as mantissa·2^exponent with 1/2 < mantissa < 2 in P bits: x = k·ln2 + r, series at r/2^8. */
export function expParts(x: bigint, P: number): { mantissa: bigint; exponent: number } {
  const Q = P + 40;
  const k = Number((x << 8n) / ln2(P)) >> 8;
  const r = (x << 40n) - BigInt(k) * ln2(Q);
  let term = r >> 8n;
  let sum = term;
  const s = term;
  for (let n = 2n; term !== 0n && term !== -1n; n++) {
    term = times(term, s, Q) / n;
    sum += term;
  }
  // (1 + s)² − 1 = 2s + s²
  for (let i = 0; i < 8; i++) sum = 2n * sum + times(sum, sum, Q);
  return { mantissa: ((1n << BigInt(Q)) + sum) >> 40n, exponent: k };
}

/** e^x in fixed point. */
export function expFixed(x: bigint, P: number): bigint {
  const { mantissa, exponent } = expParts(x, P);
  return shift(mantissa, exponent);
}

/** log x for x > 0 of moderate exponent, by y += 2(x − e^y)/(x + e^y) (Halley's method). */
export function logFixed(x: bigint, P: number): bigint {
  const e = bitLength(x) - P;
  const m = shift(x, -e);
  let y = toFixed(Math.log(toNumber({ mantissa: m, exponent: -P })), P);
  // Each step triples the correct bits, from about 50 at worst.
  for (let correct = 48; correct < P; correct *= 3) {
    const power = expFixed(y, P);
    y += 2n * over(m - power, m + power, P);
  }
  return y + BigInt(e) * ln2(P);
}

/** sin r and cos r for |r| ≤ 1 by their Taylor series. */
export function sinCos(r: bigint, P: number): { sin: bigint; cos: bigint } {
  let sin = 0n;
  let cos = 0n;
  let term = 1n << BigInt(P);
  for (let n = 0n; term !== 0n && term !== -1n; n++) {
    if ((n & 1n) === 0n) cos += (n & 2n) === 0n ? term : -term;
    else sin += (n & 2n) === 0n ? term : -term;
    term = times(term, r, P) / (n + 1n);
  }
  return { sin, cos };
}
