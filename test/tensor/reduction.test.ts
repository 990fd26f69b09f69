import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  concat, logSumExp, max, mean, min, neg, sum, tensor, variance, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import {
  anyNumber,
  anyTensor,
  dtypes,
  ordinaryNumber,
  real,
  shapes,
  tensorOf,
} from '../support/arbitraryTensors.js';
import {
  assertClose,
  assertSameBits,
  at,
  build,
  positions,
  roundTo,
} from '../support/naiveTensor.js';
import { writtenSum } from '../support/writtenOrder.js';

/** Every reduced element by `fold` of the numbers it reduces, in row-major order of `axes`. */
function reduceNaively(x: Tensor, axes: readonly number[], fold: (v: number[]) => number): Tensor {
  const kept = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const reduced = positions(axes.map((axis) => x.shape[axis]));
  return build(
    kept.map((axis) => x.shape[axis]),
    x.dtype,
    (outer) => {
      const values = reduced.map((inner) => {
        const position = new Array<number>(x.rank);
        kept.forEach((axis, k) => (position[axis] = outer[k]));
        axes.forEach((axis, k) => (position[axis] = inner[k]));
        return at(x, position);
      });
      return fold(values);
    },
  );
}

/** A tensor with some of its axes, ascending; one extent may exceed a chunk of 32. */
function withAxes(element: fc.Arbitrary<number>, minExtent = 0): fc.Arbitrary<[Tensor, number[]]> {
  const shape = fc
    .tuple(shapes({ maxRank: 3, minExtent }), fc.nat(3), fc.integer({ min: 33, max: 70 }))
    .map(([extents, axis, long]) => extents.map((extent, k) => (k === axis ? long : extent)));
  return anyTensor(shape, element).chain((x) =>
    fc.tuple(fc.constant(x), fc.subarray([...x.shape.keys()])),
  );
}

test('a sum takes its elements in the written order, whatever the axes and the element type', () => {
  for (const element of [ordinaryNumber, anyNumber]) {
    fc.assert(
      fc.property(withAxes(element), ([x, axes]) => {
        const round = roundTo(x.dtype);
        const expected = reduceNaively(x, axes, (values) => writtenSum(values, round));
        assertSameBits(sum(x, axes), expected, `axes ${axes.join()}`);
      }),
    );
  }
});

test('the written order is not the ascending one: 2⁵³ swallows ones in its own lane only', () => {
  // lanes 2⁵³ + 1 (rounds to 2⁵³), 2, 2, 2; joined (2⁵³ + 2) + 4
  const values = [2 ** 53, 1, 1, 1, 1, 1, 1, 1];
  assert.equal(sum(tensor(values)).item(), 2 ** 53 + 6);
  // a chunk is closed before the next one begins
  const long = [2 ** 53, ...new Array<number>(31).fill(0), 1, 1];
  assert.equal(sum(tensor(long)).item(), 2 ** 53 + 2);
});

test('zeros appended to what is summed change no bit', () => {
  const padded = fc
    .tuple(fc.nat(70), dtypes, fc.nat(70))
    .chain(([n, dtype, more]) => fc.tuple(tensorOf([n], dtype), fc.constant(more)));
  fc.assert(
    fc.property(padded, ([x, more]) => {
      assertSameBits(sum(concat([x, zeros([more], x.dtype)])), sum(x));
    }),
  );
  assert.ok(Object.is(sum(tensor([-0, -0])).item(), 0), 'a sum starts from +0');
  assert.ok(Object.is(sum(zeros([0])).item(), 0), 'the empty sum is +0');
});

test('max is the largest element, +0 above −0, and NaN as soon as there is one', () => {
  const largest = (values: number[]): number =>
    values.reduce((m, v) =>
      m !== m || v !== v ? NaN : v > m || (v === m && Object.is(m, -0)) ? v : m,
    );
  fc.assert(
    fc.property(withAxes(anyNumber, 1), ([x, axes]) => {
      assertSameBits(max(x, axes), reduceNaively(x, axes, largest));
    }),
  );
  assert.ok(Number.isNaN(max(tensor([1, NaN, 3])).item()));
  assert.equal(max(tensor([-Infinity, -Infinity])).item(), -Infinity);
  assert.throws(() => max(zeros([2, 0]), 1), {
    name: 'RangeError',
    message: 'max: expected at least one element, got shape [2, 0]',
  });
  assert.deepEqual([...max(zeros([2, 0]), 0).shape], [0]);
});

test('min is −max(−x)', () => {
  fc.assert(
    fc.property(withAxes(anyNumber, 1), ([x, axes]) => {
      assertSameBits(min(x, axes), neg(max(neg(x), axes)));
      const smallest = reduceNaively(x, axes, (v) => -Math.max(...v.map((e) => -e)));
      assertSameBits(min(x, axes), smallest);
    }),
  );
});

test('mean, variance and logSumExp follow their definitions', () => {
  const moderate = real(-5, 5);
  const average = (values: readonly number[]): number =>
    values.reduce((total, v) => total + v, 0) / values.length;
  fc.assert(
    fc.property(withAxes(moderate, 1), ([x, axes]) => {
      const tolerance = x.dtype === 'float64' ? 1e-13 : 2e-5;
      assertClose(mean(x, axes), reduceNaively(x, axes, average), tolerance, 'mean');
      const spread = (values: number[]): number => {
        const m = average(values);
        return average(values.map((v) => (v - m) * (v - m)));
      };
      assertClose(variance(x, axes), reduceNaively(x, axes, spread), tolerance, 'variance');
      const lse = (values: number[]): number =>
        Math.log(values.map(Math.exp).reduce((p, q) => p + q));
      assertClose(logSumExp(x, axes), reduceNaively(x, axes, lse), tolerance, 'logSumExp');
    }),
  );
});

test('logSumExp neither overflows nor loses infinities', () => {
  assert.ok(Math.abs(logSumExp(tensor([1000, 1000])).item() - (1000 + Math.LN2)) < 1e-12);
  assert.ok(Math.abs(logSumExp(tensor([-1000, -1000])).item() - (Math.LN2 - 1000)) < 1e-12);
  assert.equal(logSumExp(tensor([-Infinity, 2])).item(), 2);
  assert.equal(logSumExp(tensor([-Infinity, -Infinity])).item(), -Infinity);
  assert.equal(logSumExp(tensor(Float32Array.of(0, Infinity))).item(), Infinity);
  assert.ok(Number.isNaN(logSumExp(tensor([0, NaN])).item()));
});

test('axes may be given in any order: the elements are taken in row-major order', () => {
  const shuffled = withAxes(ordinaryNumber).chain(([x, axes]) =>
    fc.tuple(
      fc.constant(x),
      fc.constant(axes),
      fc.shuffledSubarray(axes, { minLength: axes.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([x, axes, order]) => {
      assertSameBits(sum(x, order), sum(x, axes));
    }),
  );
});

test('axes may be counted from the end, once each', () => {
  const x = tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  assert.deepEqual([...sum(x, -1).data], [6, 15]);
  assert.deepEqual([...sum(x, [-2]).data], [5, 7, 9]);
  assert.deepEqual([...sum(x, [1, 0]).shape], []);
  assert.throws(
    () => sum(x, 2),
    /^RangeError: sum: expected an axis from -2 to 1 for a tensor of rank 2, got 2$/,
  );
  assert.throws(
    () => sum(tensor([1, 2]), -2),
    /^RangeError: sum: expected an axis from -1 to 0 for a tensor of rank 1, got -2$/,
  );
  assert.throws(
    () => sum(tensor(1), 0),
    /^RangeError: sum: expected no axis for a tensor of rank 0, got 0$/,
  );
  assert.throws(
    () => mean(x, [0, -2]),
    /^RangeError: mean: expected each axis once, got axes \[0, 0\]$/,
  );
  assert.throws(() => max(x, 0.5), /^RangeError: max: expected an axis/);
});
