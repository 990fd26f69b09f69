/** The functions of lib/math to at least 200 bits, from their definitions, on test/support/bigFloat.ts. */
import type { BigFloat } from './bigFloat.js';
import {
  bitLength,
  expFixed,
  expParts,
  fromNumber,
  integerRoot,
  ln2,
  logFixed,
  over,
  pi,
  rootPi,
  sinCos,
  times,
  toFixed,
} from './bigFloat.js';

/** Bits to work with so that x, x², … keep 200 significant bits; few different ones, as π is cached. */
function precision(x: number, powers = 2): number {
  return roundUp(272 + powers * Math.max(0, -exponentOf(x)));
}

function roundUp(P: number): number {
  return 128 * Math.ceil(P / 128);
}

function exponentOf(x: number): number {
  return x === 0 ? 0 : Math.floor(Math.log2(Math.abs(x)));
}

const fixed = (mantissa: bigint, P: number): BigFloat => ({ mantissa, exponent: -P });
const one = (P: number): bigint => 1n << BigInt(P);
const absolute = (v: bigint): bigint => (v < 0n ? -v : v);

export function exp(x: number): BigFloat {
  const P = precision(x, 1);
  const { mantissa, exponent } = expParts(toFixed(x, P), P);
  return { mantissa, exponent: exponent - P };
}

export function expm1(x: number): BigFloat {
  const P = precision(x);
  return fixed(expFixed(toFixed(x, P), P) - one(P), P);
}

/** x = m·2^e; a double differs from 1 by at least 2^-53, so P = 320 keeps 260 bits. */
export function log(x: number): BigFloat {
  if (x === 1) return fromNumber(0);
  const P = 320;
  const e = exponentOf(x);
  const { mantissa, exponent } = fromNumber(x);
  const m = mantissa << BigInt(P + exponent - e);
  return fixed(logFixed(m, P) + BigInt(e) * ln2(P), P);
}

export function log1p(x: number): BigFloat {
  if (x === 0) return fromNumber(0);
  if (x < 2 ** 60) {
    const P = precision(x);
    return fixed(logFixed(one(P) + toFixed(x, P), P), P);
  }
  const v = BigInt(x) + 1n;
  const P = 320;
  const m = (v << BigInt(P)) >> BigInt(bitLength(v));
  return fixed(logFixed(m, P) + BigInt(bitLength(v)) * ln2(P), P);
}

export function tanh(x: number): BigFloat {
  const P = precision(x);
  if (Math.abs(x) > 300) return fixed(x < 0 ? -one(P) : one(P), P);
  const e = expFixed(2n * toFixed(x, P), P);
  return fixed(over(e - one(P), e + one(P), P), P);
}

/** 1/(1 + e^-x), with the large power in the denominator scaled away. */
export function sigmoid(x: number): BigFloat {
  const P = precision(x, 1);
  if (x < -300) return exp(x);
  if (x > 300) return fromNumber(1);
  const e = expFixed(-toFixed(x, P), P);
  return { mantissa: over(one(P), one(P) + e, 3 * P), exponent: -3 * P };
}

export function softplus(x: number): BigFloat {
  if (x < -300) return exp(x);
  if (x > 300) return fromNumber(x);
  const Q = roundUp(272 + 3 * Math.max(0, -x));
  return fixed(logFixed(one(Q) + expFixed(toFixed(x, Q), Q), Q), Q);
}

export function logCosh(x: number): BigFloat {
  if (x === 0) return fromNumber(0);
  const P = precision(x, 3);
  const z = toFixed(Math.abs(x), P);
  if (Math.abs(x) > 300) return fixed(z - ln2(P), P);
  // z + log(1 + e^-2z) − log 2
  return fixed(z + logFixed(one(P) + expFixed(-2n * z, P), P) - ln2(P), P);
}

function quadrant(x: number): { k: number; sin: bigint; cos: bigint; P: number } {
  const P = roundUp(precision(x) + Math.max(0, exponentOf(x)));
  const z = toFixed(x, P);
  const half = pi(P) >> 1n;
  const k = (2n * z + half) / (2n * half) - (2n * z + half < 0n ? 1n : 0n);
  // π to P bits times k loses the bits of k.
  const r = z - ((k * pi(P + 1152)) >> 1153n);
  return { k: Number(BigInt.asUintN(2, k)), ...sinCos(r, P), P };
}

export function sin(x: number): BigFloat {
  const { k, sin, cos, P } = quadrant(x);
  return fixed([sin, cos, -sin, -cos][k], P);
}

export function cos(x: number): BigFloat {
  const { k, sin, cos, P } = quadrant(x);
  return fixed([cos, -sin, -cos, sin][k], P);
}

/** Σ 2^n x^(2n+1)/(2n + 1)!! = √π/2·e^(x²)·erf x: all terms positive. */
function erfSeries(x: bigint, P: number): bigint {
  const twiceSquare = 2n * times(x, x, P);
  let term = x;
  let sum = x;
  for (let n = 3n; term > 1n; n += 2n) {
    term = times(term, twiceSquare, P) / n;
    sum += term;
  }
  return sum;
}

/** erf of a fixed-point z, |z| < 8, absolute error about 2^-P. */
function erfFixed(z: bigint, P: number): bigint {
  const Q = P + 110;
  const x = absolute(z) << 110n;
  const e = expFixed(-times(x, x, Q), Q);
  const value = over(2n * times(e, erfSeries(x, Q), Q), rootPi(Q), Q) >> 110n;
  return z < 0n ? -value : value;
}

/** erfc of a fixed-point z ≥ 0 to P significant bits; from 4 on by its continued fraction. */
function erfcParts(z: bigint, P: number): BigFloat {
  const size = Number(z >> BigInt(P - 20)) / 2 ** 20;
  if (size < 4) return fixed(one(P) - erfFixed(z, P), P);
  // erfc x = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))
  let tail = z;
  const depth = Math.ceil((P * 0.3) ** 2 / (size * size)) + 10;
  const half = one(P) >> 1n;
  for (let n = depth; n >= 1; n--) tail = z + over(BigInt(n) * half, tail, P);
  const { mantissa, exponent } = expParts(-times(z, z, P), P);
  return { mantissa: over(mantissa, times(tail, rootPi(P), P), P), exponent: exponent - P };
}

function complement(a: BigFloat, from: bigint, P: number): BigFloat {
  const by = P + a.exponent;
  const v = by >= 0 ? a.mantissa << BigInt(by) : a.mantissa >> BigInt(-by);
  return fixed(from - v, P);
}

export function erf(x: number): BigFloat {
  const P = precision(x);
  if (Math.abs(x) < 4) return fixed(erfFixed(toFixed(x, P), P), P);
  const tail = complement(erfcParts(toFixed(Math.min(Math.abs(x), 30), P), P), one(P), P);
  return x < 0 ? { mantissa: -tail.mantissa, exponent: -P } : tail;
}

export function erfc(x: number): BigFloat {
  const P = precision(x);
  if (Math.abs(x) < 4) return fixed(one(P) - erfFixed(toFixed(x, P), P), P);
  const tail = erfcParts(toFixed(Math.min(Math.abs(x), 30), P), P);
  return x < 0 ? complement(tail, 2n * one(P), P) : tail;
}

/** 2Φ(−z) for a fixed-point z. */
function twoTails(z: bigint, P: number): BigFloat {
  const u = over(z, integerRoot(2n * one(2 * P)), P);
  return z < 0n ? fixed(one(P) - erfFixed(u, P), P) : erfcParts(u, P);
}

export function normalCdf(x: number): BigFloat {
  const P = precision(x);
  const z = toFixed(Math.max(-40, Math.min(40, x)), P);
  const tail = twoTails(absolute(z), P);
  const { mantissa, exponent } = x < 0 ? tail : complement(tail, 2n * one(P), P);
  return { mantissa, exponent: exponent - 1 };
}

/**
 * Φ⁻¹(p) from an approximation `near` good to 2^-40 or so, by x + δ + xδ²/2 + (2x² + 1)δ³/6 with
 * δ = (q − Φ(x))/φ(x): the error left is of order δ⁴. Throws where `near` is no such approximation.
 */
export function normalQuantile(p: number, near: number): BigFloat {
  const q = p < 0.5 ? p : 1 - p;
  const P = precision(near) + 64;
  const x = absolute(toFixed(near, P));
  const tail = twoTails(x, P);
  const { mantissa, exponent } = fromNumber(q);
  // δ = (Φ(−x) − q)/φ(x), both scaled by 2^-tail.exponent; then x measures the distance from 0.
  const by = exponent + 1 - tail.exponent;
  const difference = tail.mantissa - (by >= 0 ? mantissa << BigInt(by) : mantissa >> BigInt(-by));
  const power = expParts(times(x, x, P) >> 1n, P);
  // 1/φ = √(2π) e^(x²/2); the tail counts twice.
  const rootTwoPi = integerRoot(2n * pi(2 * P));
  const scaled = times(times(difference, power.mantissa, P), rootTwoPi, P);
  const move = power.exponent + tail.exponent + P - 1;
  const delta = move >= 0 ? scaled << BigInt(move) : scaled >> BigInt(-move);
  const relative = Number(over(absolute(delta), x === 0n ? one(P) : x, 80)) / 2 ** 80;
  if (relative > 2 ** -36)
    throw new Error(`normalQuantile: ${near} is far from the quantile of ${p}`);
  const square = times(delta, delta, P);
  const cubic = times(times(square, delta, P), 2n * times(x, x, P) + one(P), P) / 6n;
  const value = x + delta + (times(x, square, P) >> 1n) + cubic;
  return fixed(p < 0.5 ? -value : value, P);
}
