import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import {
  arange, cast, eye, fromNdarray, full, linspace, ones, onesLike, scalar, stridesOf, tensor, toNdarray,
  zeros, zerosLike, type NdArray as TensorView, type Nested,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { anyTensor } from '../support/arbitraryTensors.js';
import { assertSameBits, at, positions } from '../support/naiveTensor.js';

function nest(
  x: { shape: readonly number[]; data: ArrayLike<number> },
  start = 0,
  axis = 0,
): Nested {
  if (axis === x.shape.length) return x.data[start];
  const stride = stridesOf(x.shape)[axis];
  return Array.from({ length: x.shape[axis] }, (_, i) => nest(x, start + i * stride, axis + 1));
}

test('nested arrays become a tensor of the same positions', () => {
  fc.assert(
    fc.property(anyTensor(), (x) => {
      const cut = x.shape.indexOf(0); // nested arrays cannot tell what lies below an extent of 0
      const shape = cut < 0 ? x.shape : x.shape.slice(0, cut + 1);
      assertSameBits(tensor(nest(x), undefined, x.dtype), tensor(x.data, shape));
      assertSameBits(tensor([...x.data], x.shape, x.dtype), x);
    }),
  );
});

test('a typed array is taken as it is, with its element type', () => {
  const data = Float32Array.of(1, 2, 3, 4);
  const x = tensor(data, [2, 2]);
  assert.equal(x.data, data);
  assert.equal(x.dtype, 'float32');
  assert.deepEqual([...tensor(data).shape], [4]);
});

test('ragged nesting and shapes that do not fit are refused', () => {
  const refused = (f: () => unknown, message: string): void =>
    assert.throws(f, { name: 'RangeError', message });
  refused(
    () => tensor([[1, 2], [3]]),
    'tensor: expected 2 elements at nesting depth 1, got 1 elements',
  );
  refused(
    () => tensor([[1, 2], 3]),
    'tensor: expected 2 elements at nesting depth 1, got a number',
  );
  refused(() => tensor([1, [2]]), 'tensor: expected a number at nesting depth 1, got 1 elements');
  refused(() => tensor([1, 2, 3], [2]), 'tensor: expected 2 numbers for shape [2], got 3');
  refused(
    () => tensor(new Float64Array(2), [-1, -2]),
    'tensor: expected extents that are integers ≥ 0, got shape [-1, -2]',
  );
  refused(() => zeros([1.5]), 'full: expected extents that are integers ≥ 0, got shape [1.5]');
  refused(
    () => zeros([2 ** 20, 2 ** 20]),
    'full: shape [1048576, 1048576] has more than 2^32 elements',
  );
  refused(() => tensor([1, 2]).item() as unknown, 'item: expected one element, got shape [2]');
  refused(() => linspace(0, 1, 1), 'linspace: expected count ≥ 2, got 1');
});

test('constants hold what they say', () => {
  assert.deepEqual([...eye(3).data], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual([...arange(4).data], [0, 1, 2, 3]);
  assert.deepEqual([...ones([2], 'float32').data], [1, 1]);
  assertSameBits(zerosLike(ones([2, 1], 'float32')), zeros([2, 1], 'float32'));
  assertSameBits(onesLike(zeros([3])), ones([3]));
  assert.ok(Object.is(full([], -0).item(), -0));
  assert.equal(scalar(0.1, 'float32').item(), Math.fround(0.1));
  assert.deepEqual([...linspace(2, 5, 2).data], [2, 5]);
  const points = linspace(-1, 0.3, 7).data;
  assert.equal(points[0], -1);
  assert.equal(points[6], 0.3);
  for (let i = 1; i < 7; i++) assert.ok(Math.abs(points[i] - points[i - 1] - 1.3 / 6) < 1e-15);
});

test('cast rounds to nearest and widens exactly', () => {
  fc.assert(
    fc.property(anyTensor(), (x) => {
      const narrow = cast(x, 'float32');
      const expected = Float32Array.from(x.data, Math.fround);
      assertSameBits(narrow, tensor(expected, x.shape));
      assertSameBits(cast(cast(narrow, 'float64'), 'float32'), narrow);
    }),
  );
});

test('ndarray shows the storage itself, and comes back without a copy', () => {
  fc.assert(
    fc.property(anyTensor(), (x) => {
      const view = toNdarray(x);
      assert.equal(view.data, x.data);
      for (const position of positions(x.shape)) {
        assert.ok(Object.is(view.get(...position), at(x, position)));
      }
      const back = fromNdarray(view);
      assertSameBits(back, x);
      if (x.size > 0) assert.equal(back.data, x.data);
    }),
  );
});

test('an ndarray is one for its own types too, and the other way round', () => {
  const view: NdArray<Float32Array | Float64Array> = toNdarray(tensor([[1, 2], [3, 4]])); // prettier-ignore
  const half: NdArray<Float32Array> = ndarray(Float32Array.of(1, 2));
  const ours: TensorView<Float32Array> = half;
  assert.deepEqual([view.dtype, ours.dtype], ['float64', 'float32']);
  assert.deepEqual([...fromNdarray(ndarray([5, 6])).data], [5, 6]);
});

test('reversed, partial and foreign-typed views are copied', () => {
  const view = ndarray(Int32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  const reversed = view.step(-1, 2);
  assertSameBits(fromNdarray(reversed), tensor([[4, 6], [1, 3]])); // prettier-ignore
  assertSameBits(fromNdarray(view.pick(1, null), 'float32'), tensor(Float32Array.of(4, 5, 6)));
  const doubles = ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]);
  const part = fromNdarray(doubles.hi(1, 2));
  assert.deepEqual([...part.shape], [1, 2]);
  assert.notEqual(part.data, doubles.data);
  assertSameBits(fromNdarray(doubles, 'float32'), tensor([[1, 2], [3, 4]], [2, 2], 'float32')); // prettier-ignore
});

test('a view is taken as it is only if it shows the storage in its order, element by element', () => {
  const storage = Float64Array.of(1, 2, 3, 4);
  // the stride of an axis of extent 1 is never used
  assert.equal(fromNdarray(ndarray(storage, [1, 4, 1], [99, 1, 99])).data, storage);
  const repeated = ndarray(storage, [2, 2], [0, 1]);
  assertSameBits(fromNdarray(repeated), tensor([[1, 2], [1, 2]])); // prettier-ignore
  const empty = fromNdarray(ndarray(new Int32Array(0), [2, 0]));
  assertSameBits(empty, zeros([2, 0]));
});

test('numbers of a shape without a tensor are cast as one, and have to fill it', () => {
  assertSameBits(
    cast({ data: Float64Array.of(1, 2), shape: [2] }, 'float32'),
    tensor(Float32Array.of(1, 2)),
  );
  assert.throws(() => cast({ data: Float64Array.of(1, 2), shape: [3] }, 'float64'), {
    name: 'RangeError',
    message: 'cast: 2 numbers do not fill shape [3]',
  });
  assert.equal(String(zeros([2, 3], 'float32')), 'Tensor float32[2, 3]');
});
