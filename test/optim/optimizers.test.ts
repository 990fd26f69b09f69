import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad } from '../../lib/autodiff/index.js';
import { adam, adamW, sgd, type Optimizer } from '../../lib/optim/index.js';
import { mul, square, sub, sum, tensor, type Tensor } from '../../lib/tensor/index.js';

/** A gradient that changes from step to step and with the parameter, with signs and zeros. */
const slope = (theta: number, step: number, k: number): number =>
  step === 2 && k === 0 ? 0 : 0.3 * theta - Math.cos(3 * step + k) * (k + 0.5);

interface Scalar {
  theta: number;
  m: number;
  v: number;
}

/** Runs the optimiser on a tree and the scalar rule beside it; compares after every update. */
function compare(
  optimizer: Optimizer,
  rule: (s: Scalar, g: number, t: number, rate: number) => void,
): void {
  let params = { a: tensor([0.7, -1.5, 2]), b: [tensor([[0.1], [-4]])] };
  let state = optimizer.init(params);
  const scalars = [0.7, -1.5, 2, 0.1, -4].map((theta) => ({ theta, m: 0, v: 0 }));
  const numbers = (): number[] => [...params.a.data, ...params.b[0].data];
  for (let t = 1; t <= 12; t++) {
    const rate = 0.1 / t;
    const g = numbers().map((theta, k) => slope(theta, t, k));
    const gradient = { a: tensor(g.slice(0, 3)), b: [tensor([[g[3]], [g[4]]])] };
    scalars.forEach((s, k) => rule(s, g[k], t, rate));
    ({ params, state } = optimizer.update(params, gradient, state, rate));
    assert.equal(state.step, t);
    numbers().forEach((theta, k) => {
      const error = Math.abs(theta - scalars[k].theta);
      assert.ok(error <= 1e-14 * (1 + Math.abs(theta)), `step ${t}, parameter ${k}: ${theta}`);
    });
  }
}

/** Kingma and Ba, algorithm 1, line by line; the decay of Loshchilov and Hutter, algorithm 2. */
const adamRule =
  (beta1: number, beta2: number, epsilon: number, decay: number) =>
  (s: Scalar, g: number, t: number, rate: number): void => {
    s.m = beta1 * s.m + (1 - beta1) * g;
    s.v = beta2 * s.v + (1 - beta2) * g ** 2;
    const mHat = s.m / (1 - beta1 ** t);
    const vHat = s.v / (1 - beta2 ** t);
    s.theta = s.theta - rate * (mHat / (Math.sqrt(vHat) + epsilon)) - rate * decay * s.theta;
  };

test('Adam updates as in algorithm 1 of its paper, with PyTorch’s defaults', () => {
  compare(adam(), adamRule(0.9, 0.999, 1e-8, 0));
  compare(adam({ beta1: 0.5, beta2: 0.8, epsilon: 0.1 }), adamRule(0.5, 0.8, 0.1, 0));
});

test('AdamW shrinks the parameters before the update, by 0.01 unless told otherwise', () => {
  compare(adamW(), adamRule(0.9, 0.999, 1e-8, 0.01));
  compare(adamW({ weightDecay: 1 }), adamRule(0.9, 0.999, 1e-8, 1));
  compare(adamW({ weightDecay: 0.3, beta1: 0.8 }), adamRule(0.8, 0.999, 1e-8, 0.3));
  compare(adam({ weightDecay: 0.3, beta1: 0.8 }), adamRule(0.8, 0.999, 1e-8, 0.3));
});

test('gradient descent follows the gradient, or with momentum the velocity', () => {
  compare(sgd(), (s, g, _, rate) => (s.theta -= rate * g));
  for (const momentum of [0.7, 1]) {
    compare(sgd({ momentum }), (s, g, _, rate) => {
      s.m = momentum * s.m + g;
      s.theta -= rate * s.m;
    });
  }
});

test('an update leaves the old parameters, gradient and state as they were', () => {
  for (const optimizer of [adam(), adamW(), sgd(), sgd({ momentum: 0.9 })]) {
    const params = [tensor([1, 2])];
    const gradient = [tensor([3, 4])];
    const first = optimizer.update(params, gradient, optimizer.init(params), 0.1);
    const moments = first.state.moments.map(([x]) => [...x.data]);
    const again = (): number[] => [
      ...optimizer.update(first.params, gradient, first.state, 0.1).params[0].data,
    ];
    assert.deepEqual(again(), again());
    assert.deepEqual(
      first.state.moments.map(([x]) => [...x.data]),
      moments,
    );
    assert.deepEqual([...params[0].data, ...gradient[0].data], [1, 2, 3, 4]);
  }
});

test('the first step of Adam has the length of the learning rate whatever the gradient', () => {
  const params = tensor([0, 0, 0]);
  const optimizer = adam();
  const gradient = tensor([1e-3, -5, 1e6]);
  const { params: next } = optimizer.update(params, gradient, optimizer.init(params), 0.01);
  for (const [k, sign] of [-1, 1, -1].entries()) {
    assert.ok(Math.abs(next.data[k] - sign * 0.01) < 1e-7);
  }
});

test('every optimiser minimises a quadratic with condition number 100', () => {
  const target = tensor([1, -2, 3]);
  const curvature = tensor([1, 10, 100]);
  const loss = (x: Tensor): Tensor => mul(0.5, sum(mul(curvature, square(sub(x, target)))));
  const runs: [string, Optimizer, number][] = [
    ['sgd', sgd(), 0.015],
    ['momentum', sgd({ momentum: 0.8 }), 0.01],
    ['adam', adam(), 0.05],
    ['adamW', adamW({ weightDecay: 0 }), 0.05],
  ];
  for (const [name, optimizer, rate] of runs) {
    let params: Tensor = tensor([0, 0, 0]);
    let state = optimizer.init(params);
    for (let step = 0; step < 900; step++) {
      // Adam does not come to rest at a constant rate
      const decayed = name.startsWith('adam') ? rate * (1 - step / 900) : rate;
      ({ params, state } = optimizer.update(params, grad(loss)(params), state, decayed));
    }
    assert.ok(loss(params).item() < 1e-6, `${name}: ${loss(params).item()}`);
  }
});

test('a single float32 tensor stays one, its learning rate being of its type', () => {
  const [params, gradient] = [tensor(Float32Array.of(1, 2)), tensor(Float32Array.of(3, 4))];
  for (const optimizer of [adam(), adamW(), sgd(), sgd({ momentum: 0.9 })]) {
    const updated = optimizer.update(params, gradient, optimizer.init(params), 0.1);
    assert.equal(updated.params.dtype, 'float32');
  }
});
