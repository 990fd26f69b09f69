import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  fitQuantileTransform, inverseQuantileTransform, quantileTransform, quantileTransformState,
  restoreQuantileTransform,
} from '../../algorithms/preprocessing/index.js'; // prettier-ignore
import { normalCdf, normalQuantile } from '../../lib/math/index.js';
import { quantilesAt } from '../../algorithms/preprocessing/quantiles.js';
import { dataOf, largestDifference, matrix, sklearnCases } from '../support/sklearnFixture.js';
import type { Rows, SklearnCase } from '../support/sklearnFixture.js';

type Image = { readonly transformed: Rows; readonly inverted: Rows };
interface Case extends SklearnCase {
  readonly images: { readonly normal: Rows; readonly uniform: Rows };
  readonly fits: readonly {
    readonly quantiles: number;
    /** of the fitted quantiles every so-manieth is in `values` */
    readonly every: number;
    readonly values: Rows;
    readonly normal: Image;
    readonly uniform: Image;
  }[];
}

describe('the quantile transform is that of scikit-learn', () => {
  for (const fixture of sklearnCases<Case>('quantileTransform')) {
    const [data, columns] = dataOf(fixture);
    const points = matrix(fixture.points);
    for (const fit of fixture.fits) {
      const name = `${fixture.name}, ${fit.quantiles} quantiles`;

      test(`${name}: fitted quantiles and the uniform transform agree in every bit`, () => {
        const options = { quantiles: fit.quantiles, distribution: 'uniform' } as const;
        const transform = fitQuantileTransform(data, columns, options);
        const n = transform.references.length;
        const rows = Array.from({ length: n }, (_, k) => k).filter((k) => k % fit.every === 0);
        const shown = rows.flatMap((k) =>
          Array.from({ length: columns }, (_, j) => transform.quantiles[j * n + k]),
        );
        assert.deepEqual(Float64Array.from(shown), matrix(fit.values));
        const { transformed, inverted } = fit.uniform;
        const images = matrix(fixture.images.uniform);
        const there = quantileTransform(transform, points);
        const back = inverseQuantileTransform(transform, images);
        assert.equal(largestDifference(there, matrix(transformed)), 0);
        assert.equal(largestDifference(back, matrix(inverted)), 0);
      });

      // Φ and Φ⁻¹ are not theirs: 4 units in the last place at 5.2, and as much of each column's range.
      test(`${name}: the transform to a normal distribution agrees to 1.8e-15`, () => {
        const transform = fitQuantileTransform(data, columns, { quantiles: fit.quantiles });
        const { transformed, inverted } = fit.normal;
        const there = quantileTransform(transform, points);
        assert.ok(largestDifference(there, matrix(transformed)) <= 1.8e-15);
        const back = inverseQuantileTransform(transform, matrix(fixture.images.normal));
        const expected = matrix(inverted);
        for (let j = 0; j < columns; j++) {
          const column = (values: Float64Array): Float64Array =>
            values.filter((_, k) => k % columns === j);
          const size = column(expected).reduce(
            (a, x) => (x === x ? Math.max(a, Math.abs(x)) : a),
            0,
          );
          assert.ok(largestDifference(column(back), column(expected)) <= 1.8e-15 * size);
        }
      });
    }
  }
});

const sample = fc
  .array(fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: -3, max: 3 })), {
    minLength: 2,
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values));

test('a quantile in the middle between two numbers is computed from the upper one', () => {
  const [a, b] = [0.1, 0.5];
  assert.notEqual(b - (b - a) * 0.5, a + (b - a) * 0.5);
  const [middle] = quantilesAt(Float64Array.of(0.5), Float64Array.of(a, b));
  assert.equal(middle, b - (b - a) * 0.5);
});

test('a level is the end of the range where 10⁻⁷ more is above 1, not where it is 1', () => {
  const z = normalQuantile(1 - 1e-7);
  assert.equal(normalCdf(z) + 1e-7, 1);
  const transform = fitQuantileTransform(Float64Array.of(0, 1), 1);
  const back = inverseQuantileTransform(transform, Float64Array.of(z, z + 1e-8));
  assert.deepEqual([...back], [normalCdf(z), 1]);
});

test('between quantiles so close that their slope overflows a number has its share of the level', () => {
  const least = 5e-324;
  const data = Float64Array.of(-1, 3 * least, 9 * least, 1, 2);
  const transform = fitQuantileTransform(data, 1, { distribution: 'uniform' });
  const [u] = quantileTransform(transform, Float64Array.of(5 * least));
  assert.ok(Math.abs(u - (1 / 4 + 1 / 12)) <= 1e-15, `${u}`);
});

test('transformed features keep their order', () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: 2, max: 80 }), (data, points, quantiles) => {
      const transform = fitQuantileTransform(data, 1, { quantiles });
      const z = quantileTransform(transform, points.slice().sort());
      // Between two close quantiles the level is only as monotonic as its rounding.
      for (let k = 1; k < z.length; k++) assert.ok(z[k] >= z[k - 1] - 1e-9, `${z[k - 1]}, ${z[k]}`);
    }),
  );
});

test('inside the range of distinct numbers the inverse brings every point back', () => {
  const spread = fc
    .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 })
    .map((values) => Float64Array.from(values, (value) => value / 8));
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
  const numbers = fc.integer({ min: 2, max: 60 });
  fc.assert(
    fc.property(spread, shares, numbers, (data, within, quantiles) => {
      const { references: r, quantiles: q } = fitQuantileTransform(data, 1, { quantiles });
      const last = q.length - 1;
      // Nearer than 1e-7 to an end, of the numbers or of the levels (59 steps or fewer), is the end.
      const inside = Float64Array.from(within, (t) => q[0] + t * (q[last] - q[0])).filter((x) =>
        [q[0], q[last]].every((end) => Math.abs(x - end) > 1e-5 * (q[last] - q[0])),
      );
      const points = Float64Array.of(...q, ...inside);
      // The level is off by a few roundings at 1 (with Φ and Φ⁻¹, each 1 ulp, below 12 · 2⁻⁵³), the
      // number by that times the steepest slope and by roundings of its own.
      let steepest = 0;
      for (let k = 0; k < last; k++) {
        steepest = Math.max(steepest, (q[k + 1] - q[k]) / (r[k + 1] - r[k]));
      }
      const bound = 2 ** -53 * (16 * steepest + 4 * Math.max(-q[0], q[last]));
      for (const distribution of ['normal', 'uniform'] as const) {
        const transform = fitQuantileTransform(data, 1, { distribution, quantiles });
        const back = inverseQuantileTransform(transform, quantileTransform(transform, points));
        const worst = largestDifference(back, points);
        assert.ok(worst <= bound, `${distribution}: ${worst} > ${bound}`);
      }
    }),
    { numRuns: 200 },
  );
});

test('a transform that was stored as JSON transforms to the same bits', () => {
  fc.assert(
    fc.property(sample, fc.constantFrom('normal', 'uniform'), (data, distribution) => {
      const rows = data.subarray(data.length % 2);
      const transform = fitQuantileTransform(rows, 2, { distribution });
      const state = JSON.parse(JSON.stringify(quantileTransformState(transform)));
      assert.deepEqual(restoreQuantileTransform(state), transform);
    }),
  );
});

test('each column is transformed by itself', () => {
  const data = Float64Array.of(3, -1, 1, NaN, 2, 5, 8, 0);
  const column = (values: Float64Array, j: number): Float64Array =>
    values.filter((_, k) => k % 2 === j);
  const both = quantileTransform(fitQuantileTransform(data, 2), data);
  for (const j of [0, 1]) {
    const one = column(data, j);
    assert.deepEqual(
      column(both, j),
      quantileTransform(fitQuantileTransform(one, 1, { quantiles: 4 }), one),
    );
  }
});

test('the fit says what it cannot use', () => {
  const fit = (values: number[], columns: number) => () =>
    fitQuantileTransform(Float64Array.from(values), columns);
  assert.throws(fit([1, 2, 3], 2), /expected whole rows of 2 columns, got 3 numbers/);
  assert.throws(fit([1, NaN, 3, NaN], 2), /expected numbers in column 1, got none/);
  assert.throws(fit([1, 2, 3, -Infinity], 2), /got -Infinity in row 1, column 1/);
  assert.throws(fit([1e308, -1e308], 1), /finite range in column 0, got -1e\+308 to 1e\+308/);
  assert.throws(
    () => fitQuantileTransform(Float64Array.of(1, 2), 1, { quantiles: 0 }),
    /expected at least one quantile and one row, got 0 and 2/,
  );
  assert.throws(fit([], 2), /expected at least one quantile and one row, got 1000 and 0/);
  const state = { distribution: 'normal', columns: 1, quantiles: [1, 3, 2] } as const;
  assert.throws(() => restoreQuantileTransform(state), /got 2 after 3 in column 0/);
  const restore = (...quantiles: number[]) => restoreQuantileTransform({ ...state, quantiles });
  assert.throws(() => restore(NaN, 1), /got NaN after -Infinity in column 0/);
  assert.throws(() => restore(1, Infinity), /got Infinity after 1 in column 0/);
  assert.throws(
    () => restoreQuantileTransform({ ...state, quantiles: [] }),
    /expected quantiles and the distribution normal or uniform, got 0 quantiles and normal/,
  );
  const other = { ...state, quantiles: [1, 2, 3], distribution: 'cauchy' as 'normal' };
  assert.throws(() => restoreQuantileTransform(other), /got 3 quantiles and cauchy/);
});
