import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { integerPower } from '../../lib/math/index.js';
import { fromNumber, ulpError } from '../support/bigFloat.js';
import { uniform } from '../support/binary64.js';

/** baseⁿ to 400 bits: exact below 400/53 factors, truncated in each product beyond. */
function exactPower(base: number, n: number): { mantissa: bigint; exponent: number } {
  const { mantissa, exponent } = fromNumber(base);
  let power = { mantissa: 1n, exponent: 0 };
  for (let i = 0; i < Math.abs(n); i++) {
    power = { mantissa: power.mantissa * mantissa, exponent: power.exponent + exponent };
    const excess = power.mantissa.toString(16).length * 4 - 400;
    if (excess > 0) {
      power = { mantissa: power.mantissa >> BigInt(excess), exponent: power.exponent + excess };
    }
  }
  if (n >= 0) return power;
  return { mantissa: (1n << 800n) / power.mantissa, exponent: -800 - power.exponent };
}

describe('integerPower', () => {
  test('is correctly rounded up to 10^-9 ulp, subnormal and overflowing results included', () => {
    const bases = fc.oneof(uniform(-2, 2), uniform(0.99, 1), fc.double({ noNaN: true }))
      .filter((base) => base !== 0 && Number.isFinite(base)); // prettier-ignore
    fc.assert(
      fc.property(bases, fc.integer({ min: -1500, max: 1500 }), (base, n) => {
        const exact = exactPower(base, n);
        assert.ok(ulpError(integerPower(base, n), exact) <= 0.5 + 1e-9);
      }),
      { numRuns: 1500, endOnFailure: true },
    );
  });

  test('is exact where the power is a binary64 number', () => {
    assert.equal(integerPower(3, 33), 5559060566555523);
    assert.equal(integerPower(-10, 21), -1e21);
    assert.equal(integerPower(2, -1074), Number.MIN_VALUE);
    assert.equal(integerPower(2 ** -1074, -1), Infinity);
    assert.equal(integerPower(0.5, -1023), 2 ** 1023);
  });

  test('follows IEEE 754 pown at 0, ±∞ and NaN', () => {
    const cases = [
      [NaN, 0, 1], [NaN, 1, NaN], [0, 0, 1], [-0, 3, -0], [-0, 2, 0], [-0, -3, -Infinity],
      [0, -2, Infinity], [-Infinity, 3, -Infinity], [-Infinity, -3, -0], [Infinity, -1, 0],
      [1, 2 ** 31, 1], [0.5, 2 ** 31, 0], [2, 2 ** 31, Infinity], [-2, 1 - 2 ** 31, -0],
    ] as const; // prettier-ignore
    for (const [base, n, y] of cases) {
      assert.ok(Object.is(integerPower(base, n), y), `${base}^${n} gives ${integerPower(base, n)}`);
    }
  });

  test('refuses an exponent that is not an integer within 2^31', () => {
    assert.throws(() => integerPower(2, 0.5), /^RangeError: integerPower: expected an integer/);
    assert.throws(() => integerPower(2, 2 ** 32), RangeError);
    assert.throws(() => integerPower(2, NaN), RangeError);
  });
});
