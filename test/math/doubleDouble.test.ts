import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as dd from '../../lib/math/doubleDouble.js';
import { TWO_OVER_SQRT_PI } from '../../lib/math/erf.js';
import { LN2 } from '../../lib/math/exp.js';
import { SQRT_HALF } from '../../lib/math/normal.js';
import { SQRT_TWO_PI } from '../../lib/math/normalQuantile.js';
import { expFixed, integerRoot, ln2, pi, rootPi, toFixed } from '../support/bigFloat.js';
import { uniform } from '../support/binary64.js';

const P = 400;
const fixed = (a: dd.DoubleDouble): bigint => toFixed(a.hi, P) + toFixed(a.lo, P);
const pair = fc
  .tuple(uniform(0.5, 2), uniform(-1, 1))
  .map(([hi, lo]) => dd.doubleDouble(hi, lo * 2 ** -54));

function assertClose(a: dd.DoubleDouble, exact: bigint, bits: number): void {
  const difference = fixed(a) - exact;
  const size = difference < 0n ? -difference : difference;
  assert.ok(size << BigInt(bits) <= (exact < 0n ? -exact : exact), `${a.hi} + ${a.lo}`);
  assert.equal(a.hi + a.lo, a.hi);
}

describe('double-double', () => {
  test('twoSum and twoProduct leave no error', () => {
    const any = fc
      .double({ min: -1e100, max: 1e100, noNaN: true })
      .filter((x) => x === 0 || Math.abs(x) > 1e-100);
    fc.assert(
      fc.property(any, any, (a, b) => {
        const s = dd.twoSum(a, b);
        assert.equal(
          toFixed(s, 1074) + toFixed(dd.low[0], 1074),
          toFixed(a, 1074) + toFixed(b, 1074),
        );
        const p = dd.twoProduct(a, b);
        assert.equal(
          (toFixed(p, 1074) + toFixed(dd.low[0], 1074)) << 1074n,
          toFixed(a, 1074) * toFixed(b, 1074),
        );
      }),
    );
  });

  test('sum, product, quotient and root keep 100 bits', () => {
    fc.assert(
      fc.property(pair, pair, (a, b) => {
        const [x, y] = [fixed(a), fixed(b)];
        assertClose(dd.add(a, b), x + y, 100);
        assertClose(dd.multiply(a, b), (x * y) >> BigInt(P), 100);
        assertClose(dd.divide(a, b), (x << BigInt(P)) / y, 100);
        assertClose(dd.squareRoot(a), integerRoot(x << BigInt(P)), 100);
      }),
    );
  });

  test('exponential keeps 92 bits', () => {
    fc.assert(
      fc.property(uniform(-6, 6), (x) => {
        assertClose(dd.exponential({ hi: x, lo: 0 }), expFixed(toFixed(x, P), P), 92);
      }),
    );
  });

  test('the constants are right to 105 bits', () => {
    const one = 1n << BigInt(P);
    assertClose(LN2, ln2(P), 105);
    assertClose(TWO_OVER_SQRT_PI, ((2n * one) << BigInt(P)) / rootPi(P), 105);
    assertClose(SQRT_HALF, integerRoot(one << BigInt(P - 1)), 105);
    assertClose(SQRT_TWO_PI, integerRoot(2n * pi(2 * P)), 105);
  });
});
