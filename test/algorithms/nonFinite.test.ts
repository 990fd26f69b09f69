import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NonFiniteError, resolveConfig, Trainer } from '../../algorithms/index.js';
import { requireFinite, requireTransportable } from '../../algorithms/training/nonFinite.js';
import { key, normal } from '../../lib/random/index.js';
import { tensor } from '../../lib/tensor/index.js';
import type { TrainingState } from '../../algorithms/index.js';

const data = {
  features: 3,
  train: normal(key(1), 3 * 64),
  validation: normal(key(2), 3 * 32),
};

function trainer(settings: Record<string, unknown>, state?: TrainingState): Trainer {
  const { sampler, ...rest } = settings;
  const config = resolveConfig({
    network: { hidden: [4], code: 2 },
    batchSize: 32,
    validationSize: 16,
    epochs: 3,
    sampler: { steps: 3, ...(sampler as object) },
    ...rest,
  });
  return new Trainer(config, data, state);
}

/** The error with which a training ends. */
function failure(training: Trainer): NonFiniteError {
  for (let steps = 0; !training.finished; steps++) {
    try {
      training.step();
    } catch (error) {
      assert.ok(error instanceof NonFiniteError, String(error));
      assert.equal(error.at.step, steps + 1);
      return error;
    }
  }
  return assert.fail('the training came to its end');
}

/** A state whose decoder's last bias is huge. */
function huge(settings: Record<string, unknown>, bias = 1e200): TrainingState {
  const { state } = trainer(settings);
  const [...decoder] = state.model.decoder;
  decoder.at(-1)?.bias.data.fill(bias);
  return state;
}

test('the first tensor that is not finite is named, with step and epoch', () => {
  const sgd = { optimiser: { name: 'sgd', learningRate: 1e200 } };
  const cases: [Record<string, unknown>, TrainingState | undefined, RegExp][] = [
    // E = mean (x − g)² is beyond 10³⁰⁸
    [{ model: 'ae' }, huge({ model: 'ae' }), /^loss$/],
    [{ model: 'ae', ...sgd }, undefined, /^(loss|weight|gradient of) ?\S*$/],
    [
      { model: 'wnae', sampler: { box: null } },
      huge({ model: 'wnae' }, 1e306),
      /^transport cost of the samples$/,
    ],
    [
      // every step of the chain is 10¹⁰⁰ times as long as the last: the second goes too far
      { model: 'wnae', sampler: { box: null, steps: 2, stepSize: 1e100 } },
      undefined,
      /^transport cost of the samples$/,
    ],
    [{ model: 'nae' }, huge({ model: 'nae' }, 1e306), /^chain drift 0$|^loss$/],
    [
      { model: 'ae', dtype: 'float32', optimiser: { name: 'sgd', learningRate: 1e37 } },
      undefined,
      /^weight (en|de)coder\.\d\.(weight|bias)$|^loss$|^gradient of \S+$/,
    ],
    [
      { model: 'nae', sampler: { initialisation: 'omi', latent: { stepSize: 1e300 } } },
      huge({ model: 'nae', sampler: { initialisation: 'omi' } }, 1e150),
      /^end of the latent chain$/,
    ],
  ];
  for (const [settings, state, tensor] of cases) {
    const error = failure(trainer(settings, state));
    assert.match(error.tensor, tensor, JSON.stringify(settings));
    assert.ok(!Number.isFinite(error.value));
    assert.match(
      error.message,
      /^train: expected a finite .+, got (NaN|-?Infinity) at step \d+ \(epoch \d+\); a smaller learning rate or gradient clipping may help$/,
    );
  }
});

test('every element is looked at, and transport reaches to 10¹⁵⁰', () => {
  const at = { step: 3, epoch: 2 };
  for (const place of [0, 1, 2]) {
    for (const value of [NaN, -Infinity]) {
      const wrong = tensor([0, 1, 2].map((k) => (k === place ? value : k)));
      assert.throws(
        () =>
          requireFinite(at, [
            ['first', tensor([1, 2])],
            ['x', wrong],
          ]),
        (error) =>
          error instanceof NonFiniteError && error.tensor === 'x' && Object.is(error.value, value),
      );
    }
    const far = (x: number) => tensor([[0, 1, 2].map((k) => (k === place ? x : k))]);
    requireTransportable(at, far(-9.99e149));
    assert.throws(() => requireTransportable(at, far(-1e150)), NonFiniteError);
  }
});

test('the epoch is named in which it happens', () => {
  const settings = { model: 'ae', batchSize: 16 };
  const begun = trainer(settings);
  for (let steps = 0; steps < 5; steps++) begun.step();
  begun.state.model.decoder.at(-1)?.bias.data.fill(1e200);
  const going = trainer(settings, begun.state);
  assert.throws(
    () => going.step(),
    (error) => {
      assert.ok(error instanceof NonFiniteError);
      assert.deepEqual(error.at, { step: 6, epoch: 2 });
      return true;
    },
  );
});

test('a weight that overflows is named by its path', () => {
  const settings = {
    model: 'ae',
    batchSize: 32,
    optimiser: { name: 'sgd', learningRate: 1e308, momentum: 0 },
  };
  const { state } = trainer(settings);
  // a gradient of about 10 times 10³⁰⁸
  state.model.decoder.at(-1)?.bias.data.fill(100);
  assert.match(
    failure(trainer(settings, state)).tensor,
    /^weight (en|de)coder\.\d\.(weight|bias)$/,
  );
});

test('what validation measures is looked at too', () => {
  // without a box the chains from N(0, I) leave for where the weights are huge
  const settings = { model: 'ae', epochs: 1, sampler: { box: null, stepSize: 1e160 } };
  const { at, tensor } = failure(trainer(settings));
  assert.deepEqual(at, { step: 2, epoch: 1 });
  assert.match(tensor, /^(sample in validation|energy of the samples in validation)$/);
});
