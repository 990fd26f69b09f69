import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad, jvp, valueAndGrad, vjp } from '../../lib/autodiff/index.js';
import {
  add,
  mul,
  scalar,
  square,
  sum,
  tensor,
  zeros,
  type Tensor,
} from '../../lib/tensor/index.js';

const x = tensor([1, 2]);

const leaked = (operation: string): { name: string; message: string } => ({
  name: 'TypeError',
  message:
    `${operation}: a tensor of a derivative that has already been taken was used outside it; ` +
    'return it from the differentiated function instead of keeping it',
});

/** A tensor carried out of a derivative that has ended. */
function leak(mode: 'reverse' | 'forward'): Tensor {
  let kept: Tensor = x;
  const f = (v: Tensor): Tensor => {
    kept = mul(v, 3);
    return sum(v);
  };
  if (mode === 'reverse') grad(f)(x);
  else jvp(f, x, x);
  return kept;
}

for (const mode of ['reverse', 'forward'] as const) {
  test(`a tensor kept from an ended ${mode} derivative cannot be used, inside or outside another`, () => {
    const kept = leak(mode);
    assert.throws(() => add(kept, 1), leaked('add'));
    assert.throws(() => mul(x, kept), leaked('mul'));
    // the next derivative runs at the same level and must not take it for its own
    assert.throws(() => grad((v: Tensor) => sum(mul(v, kept)))(x), leaked('mul'));
    assert.throws(() => grad((v: Tensor) => sum(mul(kept, v)))(x), leaked('mul'));
    assert.throws(() => jvp((v: Tensor) => mul(v, kept), x, x), leaked('mul'));
    assert.throws(() => jvp((v: Tensor) => mul(kept, v), x, x), leaked('mul'));
  });

  test(`the numbers of a tensor under a ${mode} derivative cannot be read`, () => {
    const read = (v: Tensor): Tensor => scalar(v.data[0]);
    const run = (): unknown => (mode === 'reverse' ? grad(read)(x) : jvp(read, x, x));
    assert.throws(run, {
      name: 'TypeError',
      message:
        'data: the numbers of Tensor float64[2] are not available while it is differentiated or ' +
        'traced; use stopGradient(x) first, or return it and read it outside',
    });
    const item = (v: Tensor): Tensor => scalar(sum(v).item());
    const second = (): unknown => (mode === 'reverse' ? grad(item)(x) : jvp(item, x, x));
    assert.throws(second, /^TypeError: data: the numbers of Tensor float64\[\] are not/);
  });
}

test('the gradient of a function that is not scalar is refused with its shape', () => {
  const message =
    'grad: expected a function with a scalar value, got shape [2]; reduce it with sum or mean, or use vjp';
  assert.throws(() => grad(square)(x), { name: 'RangeError', message });
  assert.throws(() => valueAndGrad(square)(x), { name: 'RangeError', message });
  assert.throws(() => grad((v: Tensor) => mul(v, zeros([1, 1])))(scalar(1)), /got shape \[1, 1\]/);
});

test('tangents and cotangents must have the shape of what they belong to', () => {
  assert.throws(() => jvp(square, x, scalar(1)), {
    name: 'RangeError',
    message: 'jvp: expected a direction of shape [2], got []',
  });
  assert.throws(() => vjp(square, x).pullback(zeros([3])), {
    name: 'RangeError',
    message: 'vjp: expected a cotangent of shape [2], got [3]',
  });
  const pair = vjp((v: Tensor) => [v, v], x);
  assert.throws(() => pair.pullback([x]), /^RangeError: vjp: .* \[2\], got none$/);
  assert.throws(() => jvp((v: Tensor[]) => v[0], [x, x], [x]), /^RangeError: jvp: .*got none$/);
});

test('an error inside a differentiated function leaves later derivatives as they were', () => {
  const broken = (): Tensor => {
    throw new Error('broken');
  };
  assert.throws(() => grad(broken)(x), /broken/);
  assert.throws(() => jvp(broken, x, x), /broken/);
  assert.deepEqual([...grad((v: Tensor) => sum(square(v)))(x).data], [2, 4]);
});

test('derivatives keep the element type', () => {
  const single = tensor(Float32Array.of(0.1, 0.2));
  const gradient = grad((v: Tensor) => sum(square(v)))(single);
  assert.equal(gradient.dtype, 'float32');
  assert.equal(jvp(square, single, single).tangent.dtype, 'float32');
  assert.equal(grad<Tensor, []>(() => scalar(1, 'float32'))(single).dtype, 'float32');
});

test('constant outputs have zero derivatives and inputs that are outputs pass them on', () => {
  assert.deepEqual([...grad<Tensor, []>(() => scalar(3))(x).data], [0, 0]);
  assert.deepEqual([...jvp(() => x, x, x).tangent.data], [0, 0]);
  const { value, pullback } = vjp((v: Tensor) => ({ same: v, twice: add(v, v) }), x);
  assert.deepEqual([...value.twice.data], [2, 4]);
  assert.deepEqual([...pullback({ same: tensor([1, 0]), twice: tensor([10, 20]) }).data], [21, 40]);
});
