import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultConfig, energy, optimizerOf, trainStep, type Config, type ModelName,
} from '../../algorithms/index.js'; // prettier-ignore
import { reshape, slice, type Tensor } from '../../lib/tensor/index.js';
import { Fixture, relativeError, worstLeaf } from '../support/fixture.js';

interface Case {
  readonly model: ModelName;
  readonly optimizer: { name: 'adam' | 'adamw' | 'sgd'; lr: number; momentum?: number };
  readonly clip_grad_norm?: number;
  readonly loss?: 'difference' | 'log-cosh';
  readonly gamma?: number;
  readonly alpha?: number;
  readonly differentiated?: boolean;
  readonly cost?: 'sqeuclidean' | 'euclidean';
}

const fixture = new Fixture('torch/steps.safetensors');
const cases = fixture.json<Record<string, Case>>('cases');

function configOf(settings: Case): Config {
  const defaults = defaultConfig(settings.model);
  return {
    ...defaults,
    loss: {
      cost: settings.cost ?? 'sqeuclidean',
      form: settings.loss ?? 'difference',
      gamma: settings.gamma ?? 0,
      alpha: settings.alpha ?? 0,
      detachNegatives: settings.differentiated !== true,
    },
    optimiser: {
      ...defaults.optimiser,
      name: settings.optimizer.name,
      learningRate: settings.optimizer.lr,
      clipNorm: settings.clip_grad_norm ?? null,
    },
  };
}

function part(name: string, k: number): Tensor {
  const all = fixture.tensor(name);
  return reshape(slice(all, [k], [k + 1]), all.shape.slice(1));
}

for (const [name, settings] of Object.entries(cases)) {
  test(`three training steps of ${name} are PyTorch's and POT's to 1e-10`, () => {
    const config = configOf(settings);
    let model = fixture.model('init/');
    let optimizer = optimizerOf(config.optimiser).init(model);
    for (let k = 0; k < 3; k++) {
      const expected = (what: string): Tensor => fixture.tensor(`case/${name}/step.${k}/${what}`);
      const batch = part('input/batch', k);
      const chain =
        settings.model === 'ae'
          ? {}
          : { start: part('input/chain.start', k), chainNoise: { noise: part('input/noise', k) } };
      const step = trainStep(config, model, optimizer, config.optimiser.learningRate, {
        batch,
        ...chain,
      });
      const close = (what: string, computed: Tensor): void => {
        const error = relativeError(computed, expected(what));
        assert.ok(error <= 1e-10, `${what} of step ${k}: relative error ${error}`);
      };
      close('loss', step.loss);
      close('energy.positive', energy(model)(batch));
      const negatives = step.chain?.states.at(-1);
      if (negatives !== undefined) {
        close('negative', negatives);
        close('energy.negative', energy(model)(negatives));
      }
      const gradients = worstLeaf(step.gradient, fixture.model(`case/${name}/step.${k}/grad/`));
      assert.ok(gradients.error <= 1e-10, `gradient of step ${k}: ${JSON.stringify(gradients)}`);
      const weights = worstLeaf(step.model, fixture.model(`case/${name}/step.${k}/param/`));
      assert.ok(weights.error <= 1e-10, `weights after step ${k}: ${JSON.stringify(weights)}`);
      ({ model, optimizer } = step);
    }
  });
}
