import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  POINT,
  sizeOf,
  sumOf,
  toInteger,
  toIntegers,
  toNumber,
  trailingZeros,
} from '../../lib/transport/integers.js';

const ONE = 1n << POINT;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const roundings = ['down', 'nearest', 'up'] as const;

/** Positive integers of any length, their last bits often those of ties. */
const integers = fc
  .record({ high: fc.bigInt(1n, 1n << 60n), shift: fc.nat(2200), low: fc.bigInt(-2n, 2n) })
  .map(({ high, shift, low }) => (high << BigInt(shift)) + low)
  .filter((integer) => integer > 0n);

test('every finite number is an integer over 2¹⁰⁷⁴, and that one is it', () => {
  assert.equal(toInteger(2 ** -1074), 1n);
  assert.equal(toInteger(-1), -ONE);
  assert.equal(toInteger(Number.MAX_VALUE), ((1n << 53n) - 1n) << 2045n);
  assert.equal(toInteger(-0), 0n);
  fc.assert(
    fc.property(finite, fc.integer({ min: -60, max: 60 }), (x, e) => {
      const integer = toInteger(x);
      for (const rounding of roundings) assert.equal(toNumber(integer, ONE, rounding), x + 0);
      assert.equal(toInteger(-x), -integer);
      // powers of two move the point, where none is lost
      const moved = x * 2 ** e;
      if (moved / 2 ** e !== x || !Number.isFinite(moved)) return;
      assert.equal(toInteger(moved) << BigInt(60 - e), integer << 60n);
    }),
    { numRuns: 2000 },
  );
  assert.deepEqual(toIntegers(Float64Array.of(1, -2)), [ONE, -2n * ONE]);
  assert.equal(sumOf([1n, -5n, 2n]), -2n);
  assert.deepEqual([sizeOf(-3n), sizeOf(3n), sizeOf(0n)], [3n, 3n, 0n]);
});

test('zeros behind the last 1 are counted', () => {
  fc.assert(
    fc.property(integers, fc.nat(3000), (integer, zeros) => {
      const odd = 2n * integer + 1n;
      assert.equal(trailingZeros(odd << BigInt(zeros)), BigInt(zeros));
    }),
  );
});

test('a fraction of integers below 2⁵³ is rounded as the division of numbers is', () => {
  const small = fc.integer({ min: -(2 ** 53), max: 2 ** 53 });
  fc.assert(
    fc.property(small, small, fc.nat(52), (p, q, bits) => {
      const divisor = Math.max(1, Math.abs(q) % 2 ** bits);
      assert.equal(toNumber(BigInt(p), BigInt(divisor), 'nearest'), p / divisor + 0);
    }),
    { numRuns: 2000 },
  );
});

test('rounded down and up are the numbers around a fraction, the nearest is the nearer, of two the even one', () => {
  fc.assert(
    fc.property(integers, integers, fc.boolean(), (size, denominator, isNegative) => {
      const numerator = isNegative ? -size : size;
      const [low, nearest, high] = roundings.map((way) => toNumber(numerator, denominator, way));
      // each side of the fraction times the denominator and 2¹⁰⁷⁴
      const exact = numerator << POINT;
      const reach = (x: number): bigint =>
        (Number.isFinite(x) ? toInteger(x) : x > 0 ? 1n << 6000n : -(1n << 6000n)) * denominator;
      assert.ok(reach(low) <= exact && exact <= reach(high), `${low}, ${high}`);
      if (low === high) assert.equal(reach(low), exact);
      else assert.equal(above(low), high);
      if (!Number.isFinite(low + high)) return;
      const [below, beyond] = [exact - reach(low), reach(high) - exact];
      const isEven = (x: number): boolean => toInteger(x) % (2n * ulpOf(x)) === 0n;
      if (below === beyond) assert.ok(low === high || isEven(nearest), `${nearest} of a tie`);
      else assert.equal(nearest, below < beyond ? low : high);
    }),
    { numRuns: 2000 },
  );
}); // prettier-ignore

test('beyond the largest number lies Infinity, or the largest number where it is rounded towards 0', () => {
  const huge = 1n << 1024n;
  assert.deepEqual(
    roundings.map((way) => toNumber(huge, 1n, way)),
    [Number.MAX_VALUE, Infinity, Infinity],
  );
  assert.deepEqual(
    roundings.map((way) => toNumber(-huge, 1n, way)),
    [-Infinity, -Infinity, -Number.MAX_VALUE],
  );
  assert.equal(toNumber(huge - (1n << 970n), 1n, 'nearest'), Infinity);
  assert.equal(toNumber(huge - (1n << 970n) - 1n, 1n, 'nearest'), Number.MAX_VALUE);
});

test('what is less than the least number is that or 0', () => {
  const far = 1n << 3000n;
  assert.deepEqual(
    roundings.map((way) => toNumber(1n, far, way)),
    [0, 0, Number.MIN_VALUE],
  );
  assert.deepEqual(
    roundings.map((way) => toNumber(-1n, far, way)).map((x) => x + 0),
    [-Number.MIN_VALUE, 0, 0],
  );
  assert.equal(toNumber(3n, 2n * ONE, 'nearest'), 2 * Number.MIN_VALUE);
  assert.equal(toNumber(1n, 2n * ONE, 'nearest'), 0);
});

/** The next number up. */
function above(x: number): number {
  if (x === -Infinity) return -Number.MAX_VALUE;
  return toNumber(2n * toInteger(x) + 1n, 2n * ONE, 'up');
}

/** The distance to the next number away from 0, times 2¹⁰⁷⁴. */
function ulpOf(x: number): bigint {
  const length = sizeOf(toInteger(x)).toString(2).length;
  return 1n << BigInt(Math.max(0, length - 53));
}
