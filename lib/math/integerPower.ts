/**
 * Integer powers by repeated squaring, in double-double so that the one rounding at the end decides.
 *
 * Stated order: |n| is read from its lowest bit; `power` is squared for every further bit and `result`
 * multiplied by it where the bit is set. Both are renormalised to [1, 2) after each product.
 */
import { highWord, roundScaled, twoTo } from './binary64.js';
import type { DoubleDouble } from './doubleDouble.js';
import { divide, multiply, scale } from './doubleDouble.js';

/** m·2^exponent, 1 ≤ m < 2. */
interface Scaled {
  readonly m: DoubleDouble;
  readonly exponent: number;
}

const ONE: DoubleDouble = { hi: 1, lo: 0 };

function normalise(m: DoubleDouble, exponent: number): Scaled {
  const shift = (highWord(m.hi) >>> 20) - 1023;
  return { m: scale(m, twoTo(-shift)), exponent: exponent + shift };
}

/**
 * baseⁿ for an integer |n| ≤ 2^31; x⁰ = 1 for every x, NaN included, as IEEE 754 pown has it. Error at
 * most 0.5 + |n|·2^-50 ulp, so correctly rounded but for near ties.
 *
 * @throws RangeError if n is not an integer or |n| > 2^31.
 */
export function integerPower(base: number, n: number): number {
  if (!Number.isInteger(n) || Math.abs(n) > 2147483648) {
    throw new RangeError(`integerPower: expected an integer exponent within ±2^31, got ${n}`);
  }
  if (n === 0) return 1;
  const negative = n % 2 !== 0 && (base < 0 || Object.is(base, -0));
  const z = Math.abs(base);
  if (!(z > 0 && z < Infinity)) {
    const magnitude = n < 0 ? 1 / z : z;
    return negative ? -magnitude : magnitude;
  }
  let power =
    z < twoTo(-1022)
      ? normalise({ hi: z * twoTo(54), lo: 0 }, -54)
      : normalise({ hi: z, lo: 0 }, 0);
  let result: Scaled = { m: ONE, exponent: 0 };
  for (let bits = Math.abs(n); ;) {
    if (bits % 2 === 1) {
      result = normalise(multiply(result.m, power.m), result.exponent + power.exponent);
    }
    bits = Math.floor(bits / 2);
    if (bits === 0) break;
    power = normalise(multiply(power.m, power.m), 2 * power.exponent);
  }
  const { m, exponent } = n < 0 ? { m: divide(ONE, result.m), exponent: -result.exponent } : result;
  const magnitude = roundScaled(m.hi, m.lo, Math.max(-1400, Math.min(1100, exponent)));
  return negative ? -magnitude : magnitude;
}
