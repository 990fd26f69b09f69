import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accurateSum } from '../../lib/transport/accurateSum.js';
import { difference, sumOfProducts } from '../support/exactNumbers.js';

test('what cancels or falls below the last place is not lost', () => {
  const [tiny, huge] = [2 ** -60, 2 ** 60];
  assert.equal(accurateSum(Float64Array.of(1, tiny, -1)), tiny);
  assert.equal(accurateSum(Float64Array.of(tiny, 1, -1)), tiny);
  assert.equal(accurateSum(Float64Array.of(1, huge, 2, -huge)), 3);
  assert.ok(Object.is(accurateSum(new Float64Array(0)), 0));
});

test('the error is one rounding and n² 2⁻¹⁰⁶ Σ|x|', () => {
  const term = fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1e18, max: 1e18, noNaN: true }),
    fc.constantFrom(1, -1, 2 ** 53, -(2 ** 53), 2 ** -53),
  );
  fc.assert(
    fc.property(fc.array(term, { maxLength: 20 }), (values) => {
      const sum = accurateSum(Float64Array.from(values));
      const error = Math.abs(difference(sum, sumOfProducts(values, values.map(() => 1)))); // prettier-ignore
      const size = values.reduce((total, value) => total + Math.abs(value), 0);
      assert.ok(error <= 2 ** -53 * Math.abs(sum) + values.length ** 2 * 2 ** -106 * size);
    }),
  );
});
