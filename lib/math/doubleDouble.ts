/**
 * Double-double arithmetic: a number as the unevaluated sum hi + lo of two binary64 numbers with
 * |lo| ≤ ulp(hi)/2, about 106 bits. Without a fused multiply-add, a product's rounding error comes
 * from splitting the factors into halves (T. J. Dekker, Numer. Math. 18, 1971; D. E. Knuth, TAOCP 2,
 * section 4.2.2). Relative errors of the operations below: at most a few times 2^-104.
 *
 * Two styles share this file. Tables are built once, at load, with `DoubleDouble` objects. Functions
 * called millions of times return the high part and leave the low part in `low[0]`, which must be
 * read before the next such call: no allocation.
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** The low part left behind by the last function that returned a high part. */
export const low = new Float64Array(1);

/** 2^27 + 1: x·SPLITTER cut at 26 bits (Veltkamp). Overflows for |x| > 2^996. */
const SPLITTER = 134217729;

/** The leading 26 bits of x, so that products of two heads are exact. */
export function head(x: number): number {
  const c = SPLITTER * x;
  return c - (c - x);
}

/** a + b exactly, any a and b. */
export function twoSum(a: number, b: number): number {
  const s = a + b;
  const t = s - a;
  low[0] = a - (s - t) + (b - t);
  return s;
}

/** a + b exactly, for |a| ≥ |b| or a = 0. */
export function fastTwoSum(a: number, b: number): number {
  const s = a + b;
  low[0] = b - (s - a);
  return s;
}

/** a·b exactly, barring overflow and underflow of the error. */
export function twoProduct(a: number, b: number): number {
  const p = a * b;
  const ah = head(a);
  const bh = head(b);
  const al = a - ah;
  const bl = b - bh;
  low[0] = al * bl - (p - ah * bh - al * bh - ah * bl);
  return p;
}

/** (aHi + aLo)/(bHi + bLo), rounded once to binary64 with an error far below its last bit. */
export function quotient(aHi: number, aLo: number, bHi: number, bLo: number): number {
  const inverse = 1 / bHi;
  const q = aHi * inverse;
  const p = twoProduct(q, bHi);
  return q + (aHi - p - low[0] + (aLo - q * bLo)) * inverse;
}

/** The number hi + lo, renormalised; lo may be as large as hi. */
export function doubleDouble(hi: number, lo = 0): DoubleDouble {
  const s = twoSum(hi, lo);
  return { hi: s, lo: low[0] };
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { hi: -a.hi, lo: -a.lo };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const s = twoSum(a.hi, b.hi);
  const sLow = low[0];
  const t = twoSum(a.lo, b.lo);
  const tLow = low[0];
  const u = fastTwoSum(s, sLow + t);
  return doubleDouble(u, low[0] + tLow);
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, negate(b));
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const p = twoProduct(a.hi, b.hi);
  return doubleDouble(p, low[0] + (a.hi * b.lo + a.lo * b.hi));
}

/** a·2^k for a power of two given as a number: exact. */
export function scale(a: DoubleDouble, power: number): DoubleDouble {
  return { hi: a.hi * power, lo: a.lo * power };
}

/** The quotient of the high parts, corrected once by the exact remainder. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const q = a.hi / b.hi;
  const p = twoProduct(q, b.hi);
  return doubleDouble(q, (a.hi - p - low[0] + (a.lo - q * b.lo)) / b.hi);
}

/** One Newton step from the correctly rounded root of the high part. */
export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a.hi);
  const p = twoProduct(root, root);
  return doubleDouble(root, (a.hi - p - low[0] + a.lo) / (2 * root));
}

/** 1/n! for n = 16 … 1. */
const inverseFactorials: DoubleDouble[] = [{ hi: 1, lo: 0 }];
for (let n = 2; n <= 16; n++) {
  inverseFactorials.unshift(divide(inverseFactorials[0], { hi: n, lo: 0 }));
}

/** e^a for |a| ≤ 6, for tables: Taylor series at a/2^7, then seven squarings. Error about 2^-95. */
export function exponential(a: DoubleDouble): DoubleDouble {
  const x = scale(a, 1 / 128);
  let sum: DoubleDouble = { hi: 0, lo: 0 };
  for (const coefficient of inverseFactorials) sum = multiply(x, add(coefficient, sum));
  // (1 + s)² − 1 = 2s + s²: squaring the difference from 1 keeps its relative accuracy.
  for (let i = 0; i < 7; i++) sum = add(scale(sum, 2), multiply(sum, sum));
  return add({ hi: 1, lo: 0 }, sum);
}
