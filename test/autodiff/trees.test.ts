import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  grad,
  leaves,
  mapTree,
  namedLeaves,
  unflatten,
  valueAndGrad,
} from '../../lib/autodiff/index.js';
import { add, mul, scalar, square, sum, tensor, type Tensor } from '../../lib/tensor/index.js';

const parameters = {
  encoder: [
    { weight: tensor([[1, 2]]), bias: tensor([3]) },
    { weight: tensor([[4]]), bias: tensor([5]) },
  ],
  temperature: scalar(6),
  unused: { deep: [tensor([7, 8])] },
};

test('leaves are named by their path and come in the order of the keys', () => {
  const names = namedLeaves(parameters).map(([name]) => name);
  assert.deepEqual(names, [
    'encoder.0.weight',
    'encoder.0.bias',
    'encoder.1.weight',
    'encoder.1.bias',
    'temperature',
    'unused.deep.0',
  ]);
  assert.deepEqual(leaves(scalar(1)).length, 1);
  assert.deepEqual(leaves([]), []);
});

test('a tree is rebuilt from its leaves', () => {
  const list = leaves(parameters);
  const rebuilt = unflatten(parameters, list);
  assert.deepEqual(rebuilt, parameters);
  assert.ok(Array.isArray(rebuilt.encoder));
  assert.equal(rebuilt.unused.deep[0], parameters.unused.deep[0]);
});

test('mapTree visits the same leaf of several trees together', () => {
  const sums = mapTree((x, y) => add(x, y), parameters, parameters);
  assert.deepEqual([...sums.encoder[0].weight.data], [2, 4]);
  assert.equal(sums.temperature.item(), 12);
  const lacking = {
    ...parameters,
    temperature: undefined as unknown as typeof parameters.temperature,
  };
  assert.throws(() => mapTree((x, y) => add(x, y), parameters, lacking), {
    name: 'TypeError',
    message: 'tree: expected a tensor at temperature of every tree',
  });
});

test('a gradient has the structure of the parameters, with zeros where nothing depends', () => {
  const f = (p: typeof parameters): Tensor => {
    const [first, second] = p.encoder;
    const squares = add(sum(square(first.weight)), sum(mul(second.bias, first.bias)));
    return mul(squares, p.temperature);
  };
  const { value, gradient } = valueAndGrad(f)(parameters);
  assert.equal(value.item(), (1 + 4 + 15) * 6);
  assert.deepEqual([...gradient.encoder[0].weight.data], [12, 24]);
  assert.deepEqual([...gradient.encoder[0].bias.data], [30]);
  assert.deepEqual([...gradient.encoder[1].weight.data], [0]);
  assert.deepEqual([...gradient.encoder[1].bias.data], [18]);
  assert.equal(gradient.temperature.item(), 20);
  assert.deepEqual([...gradient.unused.deep[0].data], [0, 0]);
  assert.deepEqual([...gradient.encoder[1].weight.shape], [1, 1]);
});

test('anything but tensors, arrays and plain objects is refused with its place', () => {
  const bad = { a: [scalar(1), 'two'] } as unknown as { a: Tensor[] };
  assert.throws(() => grad((p: typeof bad) => p.a[0])(bad), {
    name: 'TypeError',
    message: 'tree: expected tensors in nested arrays and plain objects, got string at a.1',
  });
  const typed = { a: new Float64Array(2) };
  assert.throws(() => leaves(typed), /^TypeError: tree: .* got object at a$/);
  assert.equal(leaves(Object.assign(Object.create(null), { a: scalar(1) })).length, 1);
});
