import assert from 'node:assert/strict';
import { test } from 'node:test';
import { energy, latentEnergy, onManifoldStart } from '../../algorithms/index.js';
import { langevin, type LangevinOptions } from '../../lib/sampling/index.js';
import { reshape, slice, stack, sum, type Tensor } from '../../lib/tensor/index.js';
import { Fixture, relativeError } from '../support/fixture.js';

interface Case {
  readonly sigma: number;
  readonly step_size: number;
  readonly temperature: number;
  readonly box?: [number, number];
  readonly reject?: boolean;
  readonly clip?: number;
  readonly anneal?: boolean;
  readonly metropolis?: boolean;
}

const fixture = new Fixture('torch/langevin.safetensors');
const cases = fixture.json<Record<string, Case>>('chains');
const model = fixture.model('param/');

function optionsOf(settings: Case): LangevinOptions {
  return {
    stepSize: settings.step_size,
    noise: settings.sigma,
    temperature: settings.temperature,
    box: settings.box ?? null,
    outside: settings.reject === true ? 'reject' : 'clamp',
    clipGradient: settings.clip ?? null,
    annealNoise: settings.anneal ?? false,
    adjusted: settings.metropolis ?? false,
  };
}

function stateOf(states: Tensor, i: number): Tensor {
  return reshape(slice(states, [i], [i + 1]), states.shape.slice(1));
}

for (const [name, settings] of Object.entries(cases)) {
  test(`a chain with the options "${name}" is PyTorch's at every state to 1e-10`, () => {
    const latent = name === 'omi/latent';
    const stored = (what: string): ReturnType<Fixture['tensor']> =>
      fixture.tensor(`chain/${name}/${what}`);
    const states = stored('states');
    const chain = langevin(
      latent ? latentEnergy(model) : energy(model),
      stateOf(states, 0),
      fixture.tensor(latent ? 'input/latent.noise' : 'input/noise'),
      optionsOf(settings),
      fixture.tensor('input/uniforms'),
    );
    assert.ok(relativeError(stack(chain.states), states) <= 1e-10);
    assert.ok(relativeError(stack(chain.drifts), stored('drifts')) <= 1e-10);
    if (settings.metropolis === true) {
      const accepted = sum(stored('accepted')).item();
      assert.equal(chain.acceptance, accepted / (10 * 16));
    }
  });
}

test('an on-manifold start is the decoded end of the latent chain, put into the box', () => {
  const { start, codes } = onManifoldStart(
    model,
    fixture.tensor('input/latent.start'),
    { noise: fixture.tensor('input/latent.noise') },
    { steps: 10, ...optionsOf(cases['omi/latent']) },
    [-3, 3],
  );
  const states = fixture.tensor('chain/omi/latent/states');
  assert.ok(relativeError(codes, stateOf(states, 10)) <= 1e-10);
  assert.ok(relativeError(start, stateOf(fixture.tensor('chain/omi/data/states'), 0)) <= 1e-10);
});
