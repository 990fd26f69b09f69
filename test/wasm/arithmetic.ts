/** Integer and floating-point arithmetic in plain JavaScript, independent of the library. */

/** What division does where it has no result. */
export class Trap extends Error {}

/** Integers of 32 or 64 bits, as signed bigint. */
export function integer(bits: number) {
  const s = (x: bigint): bigint => BigInt.asIntN(bits, x);
  const u = (x: bigint): bigint => BigInt.asUintN(bits, x);
  const digits = (x: bigint): string => u(x).toString(2).padStart(bits, '0');
  const count = (x: bigint): bigint => u(x) % BigInt(bits);
  const divisor = (b: bigint): bigint => {
    if (b === 0n) throw new Trap();
    return b;
  };
  const rotate = (x: bigint, k: bigint): bigint => s((u(x) << k) | (u(x) >> (BigInt(bits) - k)));
  const unary = {
    clz: (x: bigint) => BigInt(`${digits(x)}1`.indexOf('1')),
    ctz: (x: bigint) => BigInt(bits - `1${digits(x)}`.lastIndexOf('1')),
    popcnt: (x: bigint) => BigInt(digits(x).replaceAll('0', '').length),
  };
  const binary = {
    add: (a: bigint, b: bigint) => s(a + b),
    sub: (a: bigint, b: bigint) => s(a - b),
    mul: (a: bigint, b: bigint) => s(a * b),
    div_s: (a: bigint, b: bigint) => {
      const quotient = s(a) / divisor(s(b));
      if (quotient !== s(quotient)) throw new Trap();
      return quotient;
    },
    div_u: (a: bigint, b: bigint) => s(u(a) / divisor(u(b))),
    rem_s: (a: bigint, b: bigint) => s(a) % divisor(s(b)),
    rem_u: (a: bigint, b: bigint) => s(u(a) % divisor(u(b))),
    and: (a: bigint, b: bigint) => s(a & b),
    or: (a: bigint, b: bigint) => s(a | b),
    xor: (a: bigint, b: bigint) => s(a ^ b),
    shl: (a: bigint, b: bigint) => s(a << count(b)),
    shr_s: (a: bigint, b: bigint) => s(a) >> count(b),
    shr_u: (a: bigint, b: bigint) => s(u(a) >> count(b)),
    rotl: (a: bigint, b: bigint) => rotate(a, count(b)),
    rotr: (a: bigint, b: bigint) => rotate(a, (BigInt(bits) - count(b)) % BigInt(bits)),
  };
  const comparison = {
    eq: (a: bigint, b: bigint) => s(a) === s(b),
    ne: (a: bigint, b: bigint) => s(a) !== s(b),
    lt_s: (a: bigint, b: bigint) => s(a) < s(b),
    lt_u: (a: bigint, b: bigint) => u(a) < u(b),
    gt_s: (a: bigint, b: bigint) => s(a) > s(b),
    gt_u: (a: bigint, b: bigint) => u(a) > u(b),
    le_s: (a: bigint, b: bigint) => s(a) <= s(b),
    le_u: (a: bigint, b: bigint) => u(a) <= u(b),
    ge_s: (a: bigint, b: bigint) => s(a) >= s(b),
    ge_u: (a: bigint, b: bigint) => u(a) >= u(b),
  };
  const { add, sub, mul } = binary;
  const laneWise = {
    abs: (x: bigint) => (x < 0n ? s(-x) : x),
    neg: (x: bigint) => s(-x),
    add,
    sub,
    mul,
    min_s: (a: bigint, b: bigint) => (a < b ? a : b),
    max_s: (a: bigint, b: bigint) => (a > b ? a : b),
    min_u: (a: bigint, b: bigint) => (u(a) < u(b) ? a : b),
    max_u: (a: bigint, b: bigint) => (u(a) > u(b) ? a : b),
  };
  const { shl, shr_s, shr_u } = binary;
  return { unary, binary, comparison, laneWise, shift: { shl, shr_s, shr_u } };
}

/** To the nearest integer, ties to even. */
function nearest(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return x < 0 && x >= -0.5 ? -0 : Math.round(x);
  const even = below % 2 === 0 ? below : below + 1;
  return even === 0 && x < 0 ? -0 : even;
}

/** binary64, or binary32 with `round` = Math.fround: exact for + − × ÷ √ (Figueroa 1995). */
export function floating(round: (x: number) => number) {
  return {
    abs: Math.abs,
    neg: (x: number) => -x,
    ceil: Math.ceil,
    floor: Math.floor,
    trunc: Math.trunc,
    nearest,
    sqrt: (x: number) => round(Math.sqrt(x)),
    add: (a: number, b: number) => round(a + b),
    sub: (a: number, b: number) => round(a - b),
    mul: (a: number, b: number) => round(a * b),
    div: (a: number, b: number) => round(a / b),
    min: (a: number, b: number) => Math.min(a, b),
    max: (a: number, b: number) => Math.max(a, b),
  };
}

export const pseudo = {
  pmin: (a: number, b: number) => (b < a ? b : a),
  pmax: (a: number, b: number) => (a < b ? b : a),
};

export const copysign = {
  copysign: (a: number, b: number) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
};

export const floatComparison = {
  eq: (a: number, b: number) => a === b,
  ne: (a: number, b: number) => a !== b,
  lt: (a: number, b: number) => a < b,
  gt: (a: number, b: number) => a > b,
  le: (a: number, b: number) => a <= b,
  ge: (a: number, b: number) => a >= b,
};

function saturate(x: number, low: number, high: number): number {
  if (Number.isNaN(x)) return 0;
  return Math.min(Math.max(Math.trunc(x), low), high) | 0;
}
export const toSigned = (x: number): number => saturate(x, -(2 ** 31), 2 ** 31 - 1);
export const toUnsigned = (x: number): number => saturate(x, 0, 2 ** 32 - 1);
