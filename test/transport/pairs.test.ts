import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  accurateSum,
  minus,
  quotient,
  twoProduct,
  twoSum,
  valueOf,
  type Pair,
} from '../../lib/transport/pairs.js';
import {
  add, difference, exactly, magnitude, rounded, subtract, sumOfProducts, type Exact,
} from '../support/exactNumbers.js'; // prettier-ignore

const number = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: -1e18, max: 1e18, noNaN: true }),
  fc.constantFrom(1, -1, 2 ** 53, -(2 ** 53), 2 ** -53, 0),
);
const meant = ({ high, low }: Pair): Exact => add(exactly(high), exactly(low));
const isSame = (p: Exact, q: Exact): boolean => subtract(p, q).numerator === 0n;

test('a sum of two numbers and a product of two lose nothing', () => {
  // products whose last digit is well above the least number
  const factor = number.map((x) => (Math.abs(x) < 1e-100 ? 0 : x));
  fc.assert(
    fc.property(number, number, factor, factor, (p, q, r, s) => {
      const sum = twoSum(p, q);
      assert.equal(sum.high, p + q);
      assert.ok(isSame(meant(sum), add(exactly(p), exactly(q))), `${p} + ${q}`);
      const product = twoProduct(r, s);
      assert.equal(product.high, r * s);
      assert.ok(isSame(meant(product), sumOfProducts([r], [s])), `${r} ${s}`);
    }),
    { numRuns: 1000 },
  );
});

test('what cancels or falls below the last place of a sum is not lost', () => {
  const [tiny, huge] = [2 ** -60, 2 ** 60];
  const sum = (...values: number[]): number => accurateSum(Float64Array.from(values)).high;
  assert.equal(sum(1, tiny, -1), tiny);
  assert.equal(sum(tiny, 1, -1), tiny);
  assert.equal(sum(1, huge, 2, -huge), 3);
  assert.ok(Object.is(sum(), 0));
  assert.deepEqual(accurateSum(Float64Array.of(1, tiny)), { high: 1, low: tiny });
});

test('the error of a sum is n² 2⁻¹⁰⁶ Σ|x|, and one rounding of the number that is nearest', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 20 }), (values) => {
      const sum = accurateSum(Float64Array.from(values));
      const exact = sumOfProducts(
        values,
        values.map(() => 1),
      );
      const size = values.reduce((total, value) => total + Math.abs(value), 0);
      const error = rounded(magnitude(subtract(meant(sum), exact)));
      const bound = values.length ** 2 * 2 ** -106 * size;
      assert.ok(error <= bound, `${error} of ${size}`);
      assert.ok(Math.abs(difference(sum.high, exact)) <= 2 ** -53 * Math.abs(sum.high) + bound);
      assert.equal(valueOf(sum), sum.high);
    }),
  );
});

/** Numbers of 106 bits. */
const pair = fc
  .tuple(fc.double({ min: 2 ** -20, max: 2 ** 20, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))
  .map(([high, part]): Pair => twoSum(high, high * part * 2 ** -53)); // prettier-ignore

test('differences and quotients of pairs are right to 2⁻¹⁰² of the larger', () => {
  fc.assert(
    fc.property(pair, pair, (p, q) => {
      const size = Math.max(p.high, q.high);
      const left = subtract(meant(minus(p, q)), subtract(meant(p), meant(q)));
      assert.ok(Math.abs(rounded(left)) <= 2 ** -102 * size, `${rounded(left)} of ${size}`);
      const ratio = quotient(p, q);
      assert.equal(ratio.high, p.high / q.high);
      const [x, y, z] = [meant(ratio), meant(q), meant(p)];
      const product = { ...x, numerator: x.numerator * y.numerator, exponent: x.exponent + y.exponent };
      const error = Math.abs(rounded(subtract(product, z)));
      assert.ok(error <= 2 ** -102 * p.high, `${error} of ${p.high}`);
    }),
    { numRuns: 1000 },
  );
}); // prettier-ignore
