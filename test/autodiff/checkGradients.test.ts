import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients, stopGradient } from '../../lib/autodiff/index.js';
import {
  add,
  exp,
  matmul,
  mul,
  sin,
  square,
  sum,
  tensor,
  type Tensor,
} from '../../lib/tensor/index.js';

const x = tensor([0.3, -0.8, 1.2]);

test('checkGradients lists its comparisons: two modes, two directions, two orders', () => {
  const checks = checkGradients((v: Tensor) => mul(sin(v), sum(exp(v))), x);
  assert.equal(checks.length, 8);
  assert.equal(checks.filter(({ name }) => name.startsWith('second derivative')).length, 4);
  assert.ok(checks.every(({ error }) => error <= 1e-7));
  assert.equal(checkGradients((v: Tensor) => square(v), x, { order: 1 }).length, 4);
});

test('checkGradients accepts trees of inputs', () => {
  const f = ({ a, b }: { a: Tensor; b: Tensor[] }): Tensor => mul(exp(a), sin(b[0]));
  assert.equal(checkGradients(f, { a: x, b: [x] }).length, 8);
});

test('checkGradients refuses a derivative that misses a term', () => {
  const f = (v: Tensor): Tensor => add(square(v), stopGradient(mul(v, 0.01)));
  assert.throws(
    () => checkGradients(f, x),
    /^Error: checkGradients: expected derivatives that agree, got\nderivative along direction 0: forward mode and finite differences: analytic .*, numeric .*, error /,
  );
});

test('checkGradients refuses a second derivative that misses a term though the first is right', () => {
  // value x³ and gradient 3x² with one factor x stopped in the gradient only
  const f = (v: Tensor): Tensor => {
    const c = stopGradient(v);
    const linear = mul(mul(3, square(c)), add(v, mul(c, -1)));
    return add(mul(square(c), c), linear);
  };
  assert.doesNotThrow(() => checkGradients(f, x, { order: 1 }));
  assert.throws(
    () => checkGradients(f, x),
    /agree, got\nsecond derivative along direction 0: forward mode and finite differences: /,
  );
});

test('checkGradients refuses a function with NaN derivatives', () => {
  assert.throws(() => checkGradients((v: Tensor) => mul(v, NaN), x), /error NaN/);
});

test('an error is relative to 1 + |numeric|', () => {
  const f = (v: Tensor): Tensor => mul(exp(mul(v, 5)), 100);
  for (const { analytic, numeric, error } of checkGradients(f, x, { tolerance: 1 })) {
    assert.ok(Math.abs(numeric) > 1);
    assert.equal(error, Math.abs(analytic - numeric) / (1 + Math.abs(numeric)));
  }
});

test('one comparison that differs is enough, and one that agrees to the last bit needs no tolerance', () => {
  const once = { order: 1, directions: 1 } as const;
  const wrong = (v: Tensor): Tensor => add(v, stopGradient(v));
  assert.throws(() => checkGradients(wrong, x, once), /agree, got\n[^\n]*$/);
  assert.doesNotThrow(() => checkGradients((v: Tensor) => mul(v, 0), x, { tolerance: 0 }));
});

test('a missing rotation is found, though it is orthogonal to every direction that it turns', () => {
  const rotation = tensor([[0, 1], [-1, 0]]); // prettier-ignore
  const f = (v: Tensor): Tensor => matmul(stopGradient(v), rotation);
  const once = { order: 1, directions: 1 } as const;
  assert.throws(() => checkGradients(f, tensor([[0.3, -0.8]]), once), /forward mode and finite/);
});
