import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad } from '../../lib/autodiff/index.js';
import { compile } from '../../lib/compile/index.js';
import {
  add, clamp, div, linear, mean, mul, neg, ones, pad, relu, square, sub, sum, tensor, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore

const x = tensor([[1, -2], [3, 4], [-5, 6]]); // prettier-ignore

test('a trace prints as straight-line code, a line for each operation', () => {
  const layer = { weight: ones([4, 2]), bias: zeros([4]) };
  const f = compile((x: Tensor, { weight, bias }: typeof layer, scale: number) =>
    mean(mul(relu(linear(x, weight, bias)), scale)),
  );
  assert.equal(
    f.text(x, layer, 0.5),
    [
      'input 0: float64[3, 2]',
      'input 1.weight: float64[4, 2]',
      'input 1.bias: float64[4]',
      '%3: float64[3, 4] = linear(0, 1.weight, 1.bias)',
      '%4: float64[3, 4] = relu(%3)',
      '%6: float64[3, 4] = mul(%4, 0.5)',
      '%7: float64[] = sum(%6, {"axes":[0,1]})',
      '%9: float64[] = div(%7, 12)',
      'return %9',
    ].join('\n'),
  );
});

test('what is written twice is done once, constants are computed with, products with 1 are left out', () => {
  const f = compile((x: Tensor) =>
    add(mul(square(x), mul(1, sub(3, 2))), add(square(x), mul(square(x), add(tensor([1, 2]), 1)))),
  );
  const lines = f.text(x).split('\n');
  assert.equal(lines.filter((line) => line.includes('mul(0, 0)')).length, 1);
  assert.equal(lines.length, 6, lines.join('\n'));
});

test('constants of up to 64 numbers are told apart by their numbers, larger ones as the tensors they are', () => {
  const ramp = (size: number): Tensor => tensor(Float64Array.from({ length: size }, (_, k) => k));
  const twice = compile((x: Tensor) => [add(x, ramp(x.size)), add(x, ramp(x.size))]);
  const sums = (size: number): number =>
    twice.text(zeros([size])).split('\n').filter((line) => line.includes('= add(')).length; // prettier-ignore
  assert.equal(sums(64), 1);
  assert.equal(sums(65), 2);
});

test('a constant of equal numbers is one number repeated', () => {
  const f = compile((x: Tensor) => [add(x, tensor([5])), add(x, tensor([5, 5])), zeros([0])]);
  assert.deepEqual(f.text(x).split('\n').slice(1), [
    '%2: float64[1] = broadcastTo(5, {"shape":[1]})',
    '%3: float64[3, 2] = add(0, %2)',
    '%4: float64[2] = broadcastTo(5, {"shape":[2]})',
    '%5: float64[3, 2] = add(0, %4)',
    'return %3, %5, c6',
  ]);
});

test('what depends on constants alone is computed while the function is traced', () => {
  const f = compile((x: Tensor) => add(x, square(neg(tensor([1, 2])))));
  assert.equal(f.text(x).split('\n').length, 3);
});

test('a product with 1 of another shape or element type is what it is written', () => {
  const product = (x: Tensor, y: Tensor): string[] =>
    compile((a: Tensor) => mul(a, y)).text(x).split('\n').slice(1); // prettier-ignore
  assert.deepEqual(product(x, ones([3, 2])), ['return 0']);
  assert.deepEqual(product(x, ones([])), ['return 0']);
  assert.equal(product(x, ones([4, 3, 2])).length, 3);
  assert.throws(() => product(x, ones([], 'float32')), /mul: expected operands of one element type/);
  const quotient = compile((a: Tensor) => [div(a, 1), div(1, a)]);
  assert.deepEqual(quotient.text(x).split('\n').slice(1), ['%2: float64[3, 2] = div(1, 0)', 'return 0, %2']);
}); // prettier-ignore

test('what no output depends on is left out', () => {
  const f = compile((x: Tensor) => {
    sum(square(square(x)));
    return add(x, 1);
  });
  assert.equal(f.text(x).split('\n').length, 3);
});

test('the derivative of a ReLU reads the ReLU itself, and its gradient has no unused value', () => {
  const text = compile(grad((x: Tensor) => sum(square(relu(x))))).text(x);
  assert.match(text, /%(\d+): float64\[3, 2\] = relu\(0\)\n/);
  const [, id] = /%(\d+): float64\[3, 2\] = relu\(0\)/.exec(text)!;
  assert.ok(text.includes(`less(0, %${id})`), text);
});

test('signed zeros are different constants', () => {
  const f = compile((x: Tensor) => [
    mul(x, 0),
    mul(x, -0),
    pad(x, [0, 0], [1, 0], 0),
    pad(x, [0, 0], [1, 0], -0),
    clamp(x, -0, 1),
    clamp(x, 0, 1),
  ]);
  const same = (a: Tensor, b: Tensor): boolean => a.data.every((v, k) => Object.is(v, b.data[k]));
  const zero = tensor([[-0, -0], [-1, 0], [2, 0]]); // prettier-ignore
  const [a, b, c, d] = f(zero);
  assert.ok(!same(a, b));
  assert.ok(!same(c, d));
});
