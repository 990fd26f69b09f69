import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad } from '../../lib/autodiff/index.js';
import { traceOf } from '../../lib/compile/compile.js';
import { schedule, type Step } from '../../lib/compile/schedule.js';
import {
  add, div, linear, matmul, mul, neg, ones, relu, reshape, slice, square, sub, sum, tanh, transpose,
  type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore

function stepsOf<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): readonly Step[] {
  return schedule(traceOf(f, args)).steps;
}

/** Rows of each pass over memory, or the name of what is left to the plain executor. */
function passesOf<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): unknown[] {
  return stepsOf(f, ...args).map((step) =>
    step.kind === 'region' ? step.domain.rows : step.operation.primitive,
  );
}

interface Layer {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

const layerOf = (width: number, inputs: number): Layer => ({
  weight: ones([width, inputs]),
  bias: ones([width]),
});

const apply = (x: Tensor, { weight, bias }: Layer): Tensor => linear(x, weight, bias);

test('a layer, what follows it and its broadcast operands are one pass over the rows', () => {
  const f = (x: Tensor, layer: Layer, row: Tensor, short: Tensor, column: Tensor, c: Tensor) => {
    const y = apply(x, layer);
    return mul(add(sub(mul(relu(y), row), short), mul(div(y, column), 3)), c);
  };
  for (const rows of [70, 2048]) {
    const operands = [ones([1, 4]), ones([4]), ones([rows, 1]), ones([])] as const;
    assert.deepEqual(passesOf(f, ones([rows, 3]), layerOf(4, 3), ...operands), [rows]);
  }
});

test('an energy and its gradient are one pass', () => {
  const energy = (x: Tensor, encoder: Layer, decoder: Layer): Tensor =>
    sum(square(sub(x, apply(tanh(apply(x, encoder)), decoder))));
  const f = (x: Tensor, encoder: Layer, decoder: Layer): Tensor =>
    grad((z: Tensor) => energy(z, encoder, decoder))(x);
  assert.deepEqual(passesOf(f, ones([70, 3]), layerOf(5, 3), layerOf(3, 5)), [70]);
});

test('rows that are only summed, or have one feature, are rows too', () => {
  assert.deepEqual(
    passesOf((x: Tensor) => sum(square(x), 1), ones([70, 3])),
    [70],
  );
  const f = (x: Tensor, layer: Layer): Tensor => relu(apply(x, layer));
  assert.deepEqual(passesOf(f, ones([70, 1]), layerOf(3, 1)), [70]);
});

test('the numbers of a row are summed within a pass up to 128, and a row is one up to 1024', () => {
  const sums = (x: Tensor): Tensor => sum(x, 1);
  assert.deepEqual(passesOf(sums, ones([70, 128])), [70]);
  assert.deepEqual(passesOf(sums, ones([70, 129])), ['sum']);
  const layer = (x: Tensor, layer: Layer): Tensor => relu(apply(x, layer));
  assert.deepEqual(passesOf(layer, ones([70, 3]), layerOf(1024, 3)), [70]);
  assert.deepEqual(passesOf(layer, ones([70, 3]), layerOf(1025, 3)), [70, 70 * 1025]);
});

test('the rows of a product of two matrices are rows, those of many products are not', () => {
  const f = (x: Tensor, w: Tensor): Tensor => relu(matmul(x, w));
  assert.deepEqual(passesOf(f, ones([70, 3]), ones([3, 4])), [70]);
  assert.deepEqual(passesOf(f, ones([5, 7, 3]), ones([5, 3, 4])), ['matmul', 140]);
});

test('a product with a transpose reads the matrix as it lies', () => {
  const f = (x: Tensor, w: Tensor): Tensor => matmul(x, transpose(w));
  assert.deepEqual(passesOf(f, ones([70, 3]), ones([4, 3])), [70]);
});

test('where nothing numbers rows, and in a single row, elements are done one by one', () => {
  assert.deepEqual(
    passesOf((x: Tensor, c: Tensor) => neg(mul(square(x), c)), ones([70, 3]), ones([])),
    [210],
  );
  const f = (x: Tensor, layer: Layer): Tensor => tanh(apply(x, layer));
  assert.deepEqual(passesOf(f, ones([1, 3]), layerOf(40, 3)), [1, 40]);
});

test('another shape of the same numbers is read in the same pass, and so is a slice of whole rows', () => {
  const reshaped = (x: Tensor): Tensor => square(reshape(neg(x), [70]));
  assert.deepEqual(passesOf(reshaped, ones([7, 10])), [70]);
  const sliced = (x: Tensor): Tensor => square(slice(x, [1, 1, 0], [2, 3, 5]));
  assert.deepEqual(passesOf(sliced, ones([3, 4, 5])), [10]);
});
