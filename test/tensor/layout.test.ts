import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  concat, expandDims, pad, reshape, slice, stack, transpose, zeros, type DenseTensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { anyNumber, anyTensor, dtypes, shapes, tensorOf } from '../support/arbitraryTensors.js';
import { assertSameBits, assertSameNumbers, at, build } from '../support/naiveTensor.js';

const permuted = anyTensor().chain((x) =>
  fc.tuple(
    fc.constant(x),
    fc.shuffledSubarray([...x.shape.keys()], { minLength: x.rank, maxLength: x.rank }),
  ),
);

test('transpose moves every element, and the inverse permutation moves it back', () => {
  fc.assert(
    fc.property(permuted, ([x, permutation]) => {
      const y = transpose(x, permutation);
      const expected = build(y.shape, x.dtype, (position) =>
        at(
          x,
          x.shape.map((_, axis) => position[permutation.indexOf(axis)]),
        ),
      );
      assertSameBits(y, expected);
      const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
      assertSameBits(transpose(y, inverse), x);
      assertSameBits(transpose(transpose(x)), x);
      const fromEnd = permutation.map((axis) => axis - x.rank);
      assertSameBits(transpose(x, fromEnd), y);
    }),
  );
});

test('reshape keeps the elements in row-major order and infers one extent', () => {
  fc.assert(
    fc.property(anyTensor(shapes({ minExtent: 1 })), fc.nat(3), (x, at) => {
      assertSameNumbers(reshape(x, [x.size]).data, x.data);
      assertSameBits(reshape(reshape(x, [1, -1]), x.shape), x);
      const withGap = x.shape.map((extent, axis) => (axis === at ? -1 : extent));
      assertSameBits(reshape(reshape(x, [-1]), withGap), x);
    }),
  );
});

/** A tensor with a box inside it. */
const boxed = anyTensor().chain((x) =>
  fc.tuple(
    fc.constant(x),
    fc.tuple(...x.shape.map((extent) => fc.tuple(fc.nat(extent), fc.nat(extent)))),
  ),
);

test('slice takes the box of positions from start up to end', () => {
  fc.assert(
    fc.property(boxed, ([x, bounds]) => {
      const starts = bounds.map(([p, q]) => Math.min(p, q));
      const ends = bounds.map(([p, q]) => Math.max(p, q));
      const expected = build(
        ends.map((end, k) => end - starts[k]),
        x.dtype,
        (position) =>
          at(
            x,
            position.map((i, k) => i + starts[k]),
          ),
      );
      assertSameBits(slice(x, starts, ends), expected);
      const last = starts.length - 1;
      if (last >= 0) {
        const whole = slice(
          x,
          [...starts.slice(0, last), 0],
          [...ends.slice(0, last), x.shape[last]],
        );
        assertSameBits(slice(x, starts.slice(0, last), ends.slice(0, last)), whole);
      }
    }),
  );
});

test('slice undoes pad, and padding holds the value', () => {
  const padded = anyTensor().chain((x) => {
    const counts = fc.array(fc.nat(2), { minLength: x.rank, maxLength: x.rank });
    return fc.tuple(fc.constant(x), counts, counts, anyNumber);
  });
  fc.assert(
    fc.property(padded, ([x, before, after, value]) => {
      const y = pad(x, before, after, value);
      const ends = before.map((count, axis) => count + x.shape[axis]);
      assertSameBits(slice(y, before, ends), x);
      const shape = ends.map((end, axis) => end + after[axis]);
      const expected = build(shape, x.dtype, (position) => {
        const inside = position.every((i, k) => before[k] <= i && i < ends[k]);
        return inside
          ? at(
              x,
              position.map((i, k) => i - before[k]),
            )
          : value;
      });
      assertSameBits(y, expected);
      assertSameBits(pad(x, before, after), pad(x, before, after, 0));
    }),
  );
});

/** Tensors equal but for one axis, and that axis. */
const alike: fc.Arbitrary<[DenseTensor[], number]> = fc
  .tuple(
    shapes({ maxRank: 3 }).filter((shape) => shape.length > 0),
    fc.nat(2),
    fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
    dtypes,
  )
  .chain(([shape, wish, extents, dtype]) => {
    const axis = wish % shape.length;
    const parts = extents.map((extent) =>
      tensorOf(
        shape.map((e, k) => (k === axis ? extent : e)),
        dtype,
      ),
    );
    return fc.tuple(fc.tuple(...parts), fc.constant(axis));
  });

test('slices of a concatenation are its parts', () => {
  fc.assert(
    fc.property(alike, ([parts, axis]) => {
      const joined = concat(parts, axis);
      assertSameBits(concat(parts, axis - parts[0].rank), joined);
      let start = 0;
      for (const part of parts) {
        const starts = part.shape.map((_, k) => (k === axis ? start : 0));
        const ends = part.shape.map((extent, k) => (k === axis ? start + extent : extent));
        assertSameBits(slice(joined, starts, ends), part);
        start += part.shape[axis];
      }
      assert.equal(joined.shape[axis], start);
    }),
  );
});

test('stack puts tensors of one shape along a new axis, which may be counted from the end', () => {
  const stacked = fc
    .tuple(shapes({ maxRank: 3 }), dtypes, fc.nat(3))
    .chain(([shape, dtype, axis]) =>
      fc.tuple(
        fc.array(tensorOf(shape, dtype), { minLength: 1, maxLength: 3 }),
        fc.constant(axis % (shape.length + 1)),
      ),
    );
  fc.assert(
    fc.property(stacked, ([parts, axis]) => {
      const { rank } = parts[0];
      const expected = build(parts[0].shape.toSpliced(axis, 0, parts.length), parts[0].dtype, (p) =>
        at(parts[p[axis]], p.toSpliced(axis, 1)),
      );
      assertSameBits(stack(parts, axis), expected);
      assertSameBits(stack(parts, axis - rank - 1), expected);
      if (axis === 0) assertSameBits(stack(parts), expected);
      assertSameBits(expandDims(parts[0], axis), stack([parts[0]], axis));
    }),
  );
});

test('layouts that do not fit are refused in one sentence', () => {
  const x = zeros([2, 3]);
  const refused = (f: () => unknown, message: string): void =>
    assert.throws(f, { name: 'RangeError', message });
  refused(() => reshape(x, [4]), 'reshape: expected a shape with 6 elements for [2, 3], got [4]');
  refused(
    () => reshape(x, [2 ** 32]),
    'reshape: expected a shape with 6 elements for [2, 3], got [4294967296]',
  );
  refused(
    () => reshape(x, [2 ** 32 + 1]),
    'reshape: shape [4294967297] has more than 2^32 elements',
  );
  refused(() => reshape(x, [-1, -1]), 'reshape: expected at most one extent −1, got [-1, -1]');
  refused(
    () => reshape(zeros([0, 3]), [0, -1]),
    'reshape: expected extents that divide the 0 elements of [0, 3], got [0, -1]',
  );
  refused(
    () => transpose(x, [0, 0]),
    'transpose: expected a permutation of the 2 axes of [2, 3], got [0, 0]',
  );
  refused(
    () => transpose(x, [0, 2]),
    'transpose: expected an axis from -2 to 1 for a tensor of rank 2, got 2',
  );
  const box = 'slice: expected integers 0 ≤ start ≤ end ≤ extent on each axis of [2, 3], got';
  refused(() => slice(x, [1], [3]), `${box} starts [1, 0], ends [3, 3]`);
  refused(() => slice(x, [0.5], [1.5]), `${box} starts [0.5, 0], ends [1.5, 3]`);
  refused(() => slice(x, [0, 0, 1], []), `${box} starts [0, 0, 1], ends [2, 3]`);
  refused(
    () => pad(x, [1], [1]),
    'pad: expected a count ≥ 0 before and after each axis of [2, 3], got before [1], after [1]',
  );
  refused(
    () => pad(x, [0, -1], [0, 0]),
    'pad: expected a count ≥ 0 before and after each axis of [2, 3], got before [0, -1], after [0, 0]',
  );
  refused(() => concat([]), 'concat: expected at least one tensor, got none');
  refused(() => stack([], -1), 'concat: expected at least one tensor, got none');
  refused(
    () => concat([x, zeros([2, 4])]),
    'concat: expected shapes equal but for axis 0, got [2, 3], [2, 4]',
  );
  refused(
    () => expandDims(x, 4),
    'expandDims: expected an axis from -3 to 2 for a tensor of rank 3, got 4',
  );
});
