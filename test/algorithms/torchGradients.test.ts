import assert from 'node:assert/strict';
import { test } from 'node:test';
import { energy, type Autoencoder } from '../../algorithms/index.js';
import { grad, hvp, jvp } from '../../lib/autodiff/index.js';
import { mlp } from '../../lib/nn/index.js';
import { mean, mul, square, sub, sum, tanh, type Tensor } from '../../lib/tensor/index.js';
import { Fixture, relativeError, worstLeaf } from '../support/fixture.js';

const fixture = new Fixture('torch/gradients.safetensors');
const model = fixture.model('param/');
const direction = fixture.model('direction/');
const x = fixture.tensor('x');
const v = fixture.tensor('v');

/** The energy with tanh in place of ReLU, whose second derivatives are nowhere zero. */
function smoothEnergy({ encoder, decoder }: Autoencoder): (x: Tensor) => Tensor {
  return (x) => mean(square(sub(x, mlp(decoder, mlp(encoder, x, tanh), tanh))), -1);
}

for (const [name, energyOf] of [
  ['relu', energy],
  ['tanh', smoothEnergy],
] as const) {
  const expected = (part: string): Tensor => fixture.tensor(`${name}/${part}`);
  const total = (x: Tensor): Tensor => sum(energyOf(model)(x));
  const average = (theta: Autoencoder): Tensor => mean(energyOf(theta)(x));

  test(`with ${name}, the energy and its gradient in x are PyTorch's to 1e-12`, () => {
    assert.ok(relativeError(energyOf(model)(x), expected('energy')) <= 1e-12);
    assert.ok(relativeError(grad(total)(x), expected('grad_x')) <= 1e-12);
  });

  test(`with ${name}, Hessian-vector products in x are PyTorch's to 1e-12`, () => {
    assert.ok(relativeError(hvp(total, x, v), expected('hvp_x')) <= 1e-12);
    const reverseOverReverse = grad((x: Tensor) => sum(mul(grad(total)(x), v)))(x);
    assert.ok(relativeError(reverseOverReverse, expected('hvp_x')) <= 1e-12);
  });

  test(`with ${name}, gradients in the weights are PyTorch's to 1e-12`, () => {
    const worst = worstLeaf(grad(average)(model), fixture.model(`${name}/grad_param/`));
    assert.ok(worst.error <= 1e-12, JSON.stringify(worst));
  });

  test(`with ${name}, Hessian-vector products in the weights are PyTorch's to 1e-12`, () => {
    const worst = worstLeaf(
      jvp(grad(average), model, direction).tangent,
      fixture.model(`${name}/hvp_param/`),
    );
    assert.ok(worst.error <= 1e-12, JSON.stringify(worst));
  });

  test(`with ${name}, ∂θ⟨∇ₓE, v⟩, the derivative WNAE's chain needs, is PyTorch's to 1e-12`, () => {
    const inner = (theta: Autoencoder): Tensor =>
      sum(mul(grad((x: Tensor) => sum(energyOf(theta)(x)))(x), v));
    const worst = worstLeaf(grad(inner)(model), fixture.model(`${name}/mixed/`));
    assert.ok(worst.error <= 1e-12, JSON.stringify(worst));
  });
}
