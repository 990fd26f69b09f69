/** Exact arithmetic on binary64 numbers: fractions of BigInts, and integers over one power of two. */
import { bitLength, fromNumber, toNumber } from './bigFloat.js';

/** numerator · 2^exponent / denominator, the denominator positive. */
export interface Exact {
  readonly numerator: bigint;
  readonly exponent: number;
  readonly denominator: bigint;
}

export function exactly(x: number): Exact {
  const { mantissa, exponent } = fromNumber(x);
  return { numerator: mantissa, exponent, denominator: 1n };
}

export function add(p: Exact, q: Exact): Exact {
  const exponent = Math.min(p.exponent, q.exponent);
  const left = p.numerator << BigInt(p.exponent - exponent);
  const right = q.numerator << BigInt(q.exponent - exponent);
  return p.denominator === q.denominator
    ? { numerator: left + right, exponent, denominator: p.denominator }
    : {
        numerator: left * q.denominator + right * p.denominator,
        exponent,
        denominator: p.denominator * q.denominator,
      };
}

export function subtract(p: Exact, q: Exact): Exact {
  return add(p, { ...q, numerator: -q.numerator });
}

export function magnitude(p: Exact): Exact {
  return p.numerator < 0n ? { ...p, numerator: -p.numerator } : p;
}

/** Whether p ≤ q, both exact. */
export function atMost(p: Exact, q: Exact): boolean {
  return subtract(p, q).numerator <= 0n;
}

/** To about 60 bits, rounded to a number. */
export function rounded({ numerator, exponent, denominator }: Exact): number {
  const places = Math.max(0, 64 + bitLength(denominator) - bitLength(numerator));
  const mantissa = (numerator << BigInt(places)) / denominator;
  return toNumber({ mantissa, exponent: exponent - places });
}

/** x - q, rounded once. */
export function difference(x: number, q: Exact): number {
  return rounded(subtract(exactly(x), q));
}

/** Numbers as integers · 2^exponent, without rounding; undefined stands for Infinity. */
export interface Integers<T = bigint> {
  readonly integers: T[];
  readonly exponent: number;
}

export function integersOf(values: ArrayLike<number>): Integers<bigint | undefined> {
  const parts = Array.from(values, (value) => (value === Infinity ? undefined : fromNumber(value)));
  let exponent = Infinity;
  for (const part of parts) {
    if (part !== undefined && part.mantissa !== 0n) exponent = Math.min(exponent, part.exponent);
  }
  if (exponent === Infinity) exponent = 0;
  const integers = parts.map((part) => {
    if (part === undefined || part.mantissa === 0n) return part?.mantissa;
    return part.mantissa << BigInt(part.exponent - exponent);
  });
  return { integers, exponent };
}

/** The same for numbers that are all finite. */
export function finiteIntegersOf(values: ArrayLike<number>): Integers {
  const { integers, exponent } = integersOf(values);
  return { integers: integers as bigint[], exponent };
}

/** Σ p_k q_k without rounding. */
export function sumOfProducts(p: ArrayLike<number>, q: ArrayLike<number>): Exact {
  const left = finiteIntegersOf(p);
  const right = finiteIntegersOf(q);
  const numerator = left.integers.reduce((sum, x, k) => sum + x * right.integers[k], 0n);
  return { numerator, exponent: left.exponent + right.exponent, denominator: 1n };
}
