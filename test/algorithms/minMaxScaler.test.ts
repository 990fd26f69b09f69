import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  fitMinMaxScaler, inverseMinMaxScale, minMaxScale, minMaxScalerState, restoreMinMaxScaler,
} from '../../algorithms/preprocessing/index.js'; // prettier-ignore
import { dataOf, largestDifference, matrix, sklearnCases } from '../support/sklearnFixture.js';
import type { Rows, SklearnCase } from '../support/sklearnFixture.js';

interface Case extends SklearnCase {
  readonly fits: readonly {
    readonly box: readonly [number, number];
    readonly transformed: Rows;
    readonly inverted: Rows;
  }[];
}

describe('the min-max scaler is that of scikit-learn in every bit', () => {
  for (const fixture of sklearnCases<Case>('minMaxScaler')) {
    for (const { box, transformed, inverted } of fixture.fits) {
      test(`${fixture.name} to [${box.join(', ')}]`, () => {
        const scaler = fitMinMaxScaler(...dataOf(fixture), box);
        const points = matrix(fixture.points);
        const back = inverseMinMaxScale(scaler, points);
        assert.equal(largestDifference(minMaxScale(scaler, points), matrix(transformed)), 0);
        assert.equal(largestDifference(back, matrix(inverted)), 0);
      });
    }
  }
});

const columns = 3;
const data = fc
  .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 6, maxLength: 60 })
  .map((values) => Float64Array.from(values).subarray(values.length % columns));

test('every jet lies in the box [-3, 3] up to rounding, some at its ends, and comes back', () => {
  fc.assert(
    fc.property(data, (jets) => {
      const scaler = fitMinMaxScaler(jets, columns);
      const scaled = minMaxScale(scaler, jets);
      const slack = 1e-15 * scaler.shift.reduce((a, b) => Math.max(a, Math.abs(b)), 3);
      for (const y of scaled) assert.ok(Math.abs(y) <= 3 + slack);
      for (let j = 0; j < columns; j++) {
        const column = scaled.filter((_, k) => k % columns === j).sort();
        assert.ok(Math.abs(column[0] + 3) <= slack, `${column[0]}`);
      }
      assert.ok(largestDifference(inverseMinMaxScale(scaler, scaled), jets) <= 1e-12 * 1e3);
    }),
  );
});

test('a scaler that was stored as JSON is the same', () => {
  fc.assert(
    fc.property(data, (jets) => {
      const scaler = fitMinMaxScaler(jets, columns);
      const state = JSON.parse(JSON.stringify(minMaxScalerState(scaler)));
      assert.deepEqual(restoreMinMaxScaler(state), scaler);
    }),
  );
});

test('a range of 10 · 2⁻⁵² is one, a smaller one counts as constant', () => {
  const least = 10 * 2 ** -52;
  assert.equal(fitMinMaxScaler(Float64Array.of(0, least), 1).scale[0], 6 / least);
  assert.equal(fitMinMaxScaler(Float64Array.of(0, least / 2), 1).scale[0], 6);
});

test('a shift is never −0, which JSON does not keep', () => {
  const { shift } = fitMinMaxScaler(Float64Array.of(0, 1), 1, [-0, 1]);
  assert.ok(Object.is(shift[0], 0));
});

test('a box without width or of infinite width and a stored scaler without scale are errors', () => {
  for (const box of [[3, 3], [-1.7e308, 1.7e308], [0, Infinity]] as const) {
    assert.throws(
      () => fitMinMaxScaler(Float64Array.of(1, 2), 1, box),
      /expected a box \[lower, upper\] with lower < upper and a finite width, got \[/,
    );
  } // prettier-ignore
  for (const [scale, shift] of [[0, 0], [Infinity, 0], [1, Infinity], [1, -Infinity]]) {
    assert.throws(
      () => restoreMinMaxScaler({ columns: 1, scale: [scale], shift: [shift] }),
      /expected 1 positive scales and finite shifts, got \[/,
    );
  } // prettier-ignore
});
