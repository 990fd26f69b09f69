/** Binary64 numbers as integers and back, for what no rounding may decide. */

const view = new DataView(new ArrayBuffer(8));

/** Every finite binary64 number is an integer times 2^-POINT. */
export const POINT = 1074n;

const FRACTION_BITS = 52n;
const INFINITY_BITS = 0x7ff0000000000000n;

/** x · 2¹⁰⁷⁴, an integer for every finite binary64 number x. */
export function toInteger(x: number): bigint {
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = bits >> FRACTION_BITS;
  const size =
    exponent === 0n ? bits : (bits - ((exponent - 1n) << FRACTION_BITS)) << (exponent - 1n);
  return x < 0 ? -size : size;
}

export function toIntegers(values: Float64Array): bigint[] {
  return Array.from(values, toInteger);
}

export function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

export function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Number of binary digits; 0 for 0. */
function bitLength(size: bigint): number {
  const digits = size.toString(16);
  return 4 * digits.length - (Math.clz32(parseInt(digits[0], 16)) - 28);
}

/** Binary digits behind the last 1 of a positive integer. */
export function trailingZeros(value: bigint): bigint {
  return BigInt(bitLength(value & -value) - 1);
}

/** Towards -Infinity, to the nearest number (of two the even one), towards Infinity. */
export type Rounding = 'down' | 'nearest' | 'up';

/** numerator / denominator as a binary64 number; the denominator is positive. */
export function toNumber(numerator: bigint, denominator: bigint, rounding: Rounding): number {
  const isNegative = numerator < 0n;
  const dividend = sizeOf(numerator) << POINT;
  const whole = dividend / denominator;
  const excess = bitLength(whole) - 53;
  const shift = excess > 0 ? BigInt(excess) : 0n;
  const leading = whole >> shift;
  const unit = denominator << shift;
  const rest = dividend - leading * unit;
  // The bits of an exponent and of the leading 1 add up to those of the number.
  let bits = (shift << FRACTION_BITS) + leading;
  if (rounding === 'nearest') {
    const half = 2n * rest - unit;
    if (half > 0n || (half === 0n && leading % 2n === 1n)) bits++;
  } else if ((rounding === 'down') === isNegative) {
    if (rest > 0n) bits++;
  } else if (bits >= INFINITY_BITS) {
    bits = INFINITY_BITS - 1n;
  }
  view.setBigUint64(0, bits < INFINITY_BITS ? bits : INFINITY_BITS);
  const size = view.getFloat64(0);
  return isNegative ? -size : size;
}
