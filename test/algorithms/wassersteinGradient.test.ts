import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultConfig, lossAndGradient, type Autoencoder, type StepInputs,
} from '../../algorithms/index.js'; // prettier-ignore
import { mapTree, namedLeaves } from '../../lib/autodiff/index.js';
import { fold, key, normal } from '../../lib/random/index.js';
import { reshape, slice, tensor, type Tensor } from '../../lib/tensor/index.js';
import { Fixture } from '../support/fixture.js';
import { innerProduct, shifted } from '../support/treeArithmetic.js';

const fixture = new Fixture('torch/steps.safetensors');
const model = fixture.model('init/');
const first = (name: string): Tensor => {
  const all = fixture.tensor(name);
  return reshape(slice(all, [0], [1]), all.shape.slice(1));
};
const inputs: StepInputs = {
  batch: first('input/batch'),
  start: first('input/chain.start'),
  chainNoise: { noise: first('input/noise') },
};

function randomDirection(seed: number): Autoencoder {
  let leaf = 0;
  return mapTree((x) => tensor(normal(fold(key(seed), leaf++), x.size), x.shape), model);
}

for (const cost of ['sqeuclidean', 'euclidean'] as const) {
  const defaults = defaultConfig('wnae');
  const config = { ...defaults, loss: { ...defaults.loss, cost } };
  const { gradient } = lossAndGradient(config, model, inputs);
  const loss = (theta: Autoencoder): number => lossAndGradient(config, theta, inputs).loss.item();

  test(`with ${cost}, dW/dθ is not zero for any weight matrix or bias`, () => {
    for (const [name, leaf] of namedLeaves(gradient)) {
      assert.ok(
        leaf.data.some((value) => value !== 0),
        `${name} has no gradient`,
      );
    }
  });

  test(`with ${cost}, dW/dθ equals finite differences of W through the whole chain`, () => {
    for (let seed = 0; seed < 8; seed++) {
      const direction = randomDirection(seed);
      const h = 1e-7;
      const up = loss(shifted(model, direction, h));
      const down = loss(shifted(model, direction, -h));
      const numeric = (up - down) / (2 * h);
      const analytic = innerProduct(gradient, direction);
      const error = Math.abs(analytic - numeric) / Math.abs(numeric);
      assert.ok(error <= 1e-5, `direction ${seed}: ${analytic} against ${numeric}`);
    }
  });
}
