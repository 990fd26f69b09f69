import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import * as t from '../../lib/tensor/index.js';
import { fromNdarray, tensor, toNdarray, transpose, type Tensor } from '../../lib/tensor/index.js';
import { anyTensor, real, shapes, tensorOf } from '../support/arbitraryTensors.js';
import { assertSameBits, build, roundTo } from '../support/naiveTensor.js';

/** A tensor of positive rank and a permutation of its axes. */
const withPermutation = anyTensor(shapes({ minExtent: 1 }).filter((s) => s.length > 0)).chain((x) =>
  fc.tuple(
    fc.constant(x),
    fc.shuffledSubarray([...x.shape.keys()], { minLength: x.rank, maxLength: x.rank }),
  ),
);

/** A strided view of a larger storage in `permutation`, holding what `transpose(x)` holds. */
function stridedView(x: Tensor, permutation: readonly number[]): NdArray {
  const strides = t.stridesOf(x.shape).map((stride) => 2 * stride);
  const data = t.allocate(x.dtype, 2 * x.size + 3);
  for (let i = 0; i < x.size; i++) data[3 + 2 * i] = x.data[i];
  const view = ndarray(data, [...x.shape], strides, 3) as NdArray;
  return view.transpose(...permutation);
}

type UnaryOperation = (dest: NdArray, arg: NdArray) => void;
type BinaryOperation = (dest: NdArray, p: NdArray, q: NdArray) => void;

const unaryOperations: [string, (x: Tensor) => Tensor, UnaryOperation][] = [
  ['neg', t.neg, (d, x) => void ops.neg(d, x)],
  ['abs', t.abs, (d, x) => void ops.abs(d, x)],
  ['sqrt', t.sqrt, (d, x) => void ops.sqrt(d, x)],
];

const binaryOperations: [string, (x: Tensor, y: Tensor) => Tensor, BinaryOperation][] = [
  ['add', t.add, (d, p, q) => void ops.add(d, p, q)],
  ['sub', t.sub, (d, p, q) => void ops.sub(d, p, q)],
  ['mul', t.mul, (d, p, q) => void ops.mul(d, p, q)],
  ['div', t.div, (d, p, q) => void ops.div(d, p, q)],
  ['maximum', t.maximum, (d, p, q) => void ops.max(d, p, q)],
  ['minimum', t.minimum, (d, p, q) => void ops.min(d, p, q)],
  ['less', t.less, (d, p, q) => void ops.lt(d, p, q)],
  ['lessEqual', t.lessEqual, (d, p, q) => void ops.leq(d, p, q)],
  ['equal', t.equal, (d, p, q) => void ops.eq(d, p, q)],
  ['notEqual', t.notEqual, (d, p, q) => void ops.neq(d, p, q)],
];

test('on transposed and strided views ndarray-ops gives the same bits', () => {
  fc.assert(
    fc.property(withPermutation, ([x, permutation]) => {
      const view = stridedView(x, permutation);
      const moved = transpose(x, permutation);
      assertSameBits(fromNdarray(view), moved, 'transpose');
      const contiguous = toNdarray(x) as NdArray;
      assertSameBits(fromNdarray(contiguous.transpose(...permutation)), moved, 'transposed view');
      const result = (operation: (dest: NdArray) => void): Tensor => {
        const dest = ndarray(t.allocate(x.dtype, x.size), view.shape) as NdArray;
        operation(dest);
        return fromNdarray(dest);
      };
      for (const [name, ours, theirs] of unaryOperations) {
        assertSameBits(
          ours(moved),
          result((dest) => theirs(dest, view)),
          name,
        );
      }
      const other = t.add(t.mul(moved, -0.5), 1);
      for (const [name, ours, theirs] of binaryOperations) {
        const expected = result((dest) => theirs(dest, view, toNdarray(other) as NdArray));
        assertSameBits(ours(moved, other), expected, name);
      }
    }),
  );
});

test('elementary functions are those of the host to 2 units in the last place', () => {
  const functions: [string, (x: Tensor) => Tensor, (x: number) => number][] = [
    ['exp', t.exp, Math.exp],
    ['expm1', t.expm1, Math.expm1],
    ['log', t.log, Math.log],
    ['log1p', t.log1p, Math.log1p],
    ['sin', t.sin, Math.sin],
    ['cos', t.cos, Math.cos],
    ['tanh', t.tanh, Math.tanh],
    ['sigmoid', t.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
    ['softplus', t.softplus, (x) => Math.log1p(Math.exp(x))],
    ['logCosh', t.logCosh, (x) => Math.log1p(Math.cosh(x) - 1)],
  ];
  const element = real(0.01, 8);
  fc.assert(
    fc.property(anyTensor(shapes(), element), (x) => {
      for (const [name, ours, host] of functions) {
        const y = ours(x);
        const ulp = x.dtype === 'float64' ? 2 ** -52 : 2 ** -23;
        for (let i = 0; i < x.size; i++) {
          const error = Math.abs(y.data[i] - host(x.data[i]));
          const allowed = 2 * ulp * Math.abs(y.data[i]) + (name === 'logCosh' ? 2 ** -49 : 0);
          assert.ok(error <= allowed, `${name}(${x.data[i]}) = ${y.data[i]}`);
        }
      }
    }),
  );
});

test('sign, relu and clamp treat NaN, zeros and bounds as stated', () => {
  fc.assert(
    fc.property(anyTensor(), (x) => {
      const { dtype } = x;
      const each = (f: (v: number) => number): Tensor =>
        build([x.size], dtype, ([i]) => f(x.data[i]));
      const flat = t.reshape(x, [-1]);
      assertSameBits(t.sign(flat), each(Math.sign));
      assertSameBits(
        t.relu(flat),
        each((v) => (Number.isNaN(v) ? NaN : v > 0 ? v : 0)),
      );
      const limited = each((v) => (Number.isNaN(v) ? NaN : v < -1 ? -1 : v > 0.3 ? 0.3 : v));
      assertSameBits(t.clamp(flat, -1, 0.3), limited);
    }),
  );
  assertSameBits(t.clamp(tensor([-0, 2]), 0, 1), tensor([-0, 1]));
  assertSameBits(t.clamp(tensor([0, -2]), -1, -0), tensor([0, -1]));
  assertSameBits(t.clamp(tensor([-3, 3]), 1, 1), tensor([1, 1]));
  assert.throws(
    () => t.clamp(t.scalar(0), 2, 1),
    /^RangeError: clamp: expected lower ≤ upper, got 2 and 1$/,
  );
  assert.throws(() => t.clamp(t.scalar(0), NaN, 1), /^RangeError: clamp/);
});

test('binary32 arithmetic is the correctly rounded operation on binary32 operands', () => {
  const shape = [16];
  fc.assert(
    fc.property(tensorOf(shape, 'float32'), tensorOf(shape, 'float32'), (a, b) => {
      const round = roundTo('float32');
      const pairs = (f: (x: number, y: number) => number): Tensor =>
        build(shape, 'float32', ([i]) => round(f(a.data[i], b.data[i])));
      assertSameBits(
        t.add(a, b),
        pairs((x, y) => x + y),
      );
      assertSameBits(
        t.mul(a, b),
        pairs((x, y) => x * y),
      );
      assertSameBits(
        t.div(a, b),
        pairs((x, y) => x / y),
      );
      assertSameBits(
        t.sqrt(a),
        pairs((x) => Math.sqrt(x)),
      );
    }),
  );
  // 2²⁴ + 1 is halfway between two binary32 numbers and goes to the even one
  assert.equal(t.add(tensor(Float32Array.of(2 ** 24)), 1).data[0], 2 ** 24);
});
