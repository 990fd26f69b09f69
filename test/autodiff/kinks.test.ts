import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad, jvp, pairedDistance } from '../../lib/autodiff/index.js';
import {
  abs, apply, clamp, max, maximum, min, minimum, mul, relu, sort, sum, tensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore

/** The derivative of each element of f(x), forward and reverse. */
function derivative(f: (x: Tensor) => Tensor, x: Tensor): number[] {
  const reverse = [...grad((v: Tensor) => sum(f(v)))(x).data];
  const forward =
    x.shape.length === 0
      ? []
      : [...x.data.keys()].map((k) => {
          const direction = tensor(
            Array.from(x.data, (_, i) => Number(i === k)),
            x.shape,
          );
          return sum(jvp(f, x, direction).tangent).item();
        });
  if (forward.length > 0) assert.deepEqual(forward, reverse);
  return reverse;
}

test('relu has derivative 0 at 0, of either sign', () => {
  assert.deepEqual(derivative(relu, tensor([-1, -0, 0, 5e-324, 2])), [0, 0, 0, 1, 1]);
});

test('abs has derivative 0 at 0', () => {
  assert.deepEqual(
    derivative(abs, tensor([-2, 0, 3])).map((v) => v + 0),
    [-1, 0, 1],
  );
});

test('clamp has derivative 1 at its bounds and 0 beyond', () => {
  const f = (x: Tensor): Tensor => clamp(x, -3, 3);
  assert.deepEqual(derivative(f, tensor([-3.0000000001, -3, 0, 3, 3.0000000001])), [0, 1, 1, 1, 0]);
  const narrow = tensor(Float32Array.of(0.1, Math.fround(0.1) - 2 ** -27));
  assert.deepEqual(
    [...grad((x: Tensor) => sum(clamp(x, 0.1, 1)))(narrow).data],
    [1, 0],
    'a bound is rounded to the element type',
  );
});

test('maximum and minimum share the derivative equally at a tie', () => {
  const a = tensor([1, 2, 3, 0]);
  const b = tensor([2, 2, 1, -0]);
  const both = grad(([p, q]: [Tensor, Tensor]) => sum(maximum(p, q)))([a, b]);
  assert.deepEqual(both.map((g) => [...g.data]), [[0, 0.5, 1, 0.5], [1, 0.5, 0, 0.5]]); // prettier-ignore
  const low = grad(([p, q]: [Tensor, Tensor]) => sum(minimum(p, q)))([a, b]);
  assert.deepEqual(low.map((g) => [...g.data]), [[1, 0.5, 0, 0.5], [0, 0.5, 1, 0.5]]); // prettier-ignore
  const forward = jvp(([p, q]: [Tensor, Tensor]) => maximum(p, q), [a, b], [a, mul(b, 3)]);
  assert.deepEqual([...forward.tangent.data], [6, 4, 3, 0]);
});

test('max and min share the derivative equally among the elements that attain them', () => {
  const x = tensor([[3, 1, 3], [0, -0, -1]]); // prettier-ignore
  const weights = tensor([4, 6]);
  assert.deepEqual(
    [...grad((v: Tensor) => sum(mul(weights, max(v, 1))))(x).data],
    [2, 0, 2, 3, 3, 0],
  );
  assert.deepEqual(
    [...grad((v: Tensor) => min(v))(x).data].map((v) => v + 0),
    [0, 0, 0, 0, 0, 1],
  );
  assert.deepEqual(
    [...grad((v: Tensor) => max(v))(tensor([1, 1, 1, 1])).data],
    [0.25, 0.25, 0.25, 0.25],
  );
  const all = grad((v: Tensor) => apply('max', [v], { axes: [0, 1] }))(x);
  assert.deepEqual([...all.data], [0.5, 0, 0.5, 0, 0, 0]);
});

test('the derivative of sort follows the stable permutation at ties', () => {
  const weights = tensor([10, 20, 30]);
  const f = (x: Tensor): Tensor => mul(weights, sort(x));
  assert.deepEqual([...grad((x: Tensor) => sum(f(x)))(tensor([2, 1, 1])).data], [30, 10, 20]);
});

test('the Euclidean distance has derivative 0 where the points coincide, to second order too', () => {
  const x = tensor([[1, 2], [0, 0]]); // prettier-ignore
  const y = tensor([[1, 2], [0, 4]]); // prettier-ignore
  const f = (p: Tensor): Tensor => sum(pairedDistance(p, y, 'euclidean'));
  assert.deepEqual(
    [...grad(f)(x).data].map((v) => v + 0),
    [0, 0, 0, -1],
  );
  const second = grad((p: Tensor) => sum(mul(grad(f)(p), tensor([[1, 1], [0, 0]]))))(x); // prettier-ignore
  assert.deepEqual(
    [...second.data].map((v) => v + 0),
    [0, 0, 0, 0],
  );
});
