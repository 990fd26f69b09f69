import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveConfig, Trainer, type Config, type EpochRecord } from '../../algorithms/index.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import { key, normal, stream } from '../../lib/random/index.js';

/** 3-D points near a curved sheet. */
function points(name: string, n: number): Float64Array {
  const drawn = normal(stream(key(7), name), 3 * n);
  for (let i = 0; i < n; i++)
    drawn[3 * i + 2] = drawn[3 * i] * drawn[3 * i + 1] + 0.1 * drawn[3 * i + 2];
  return drawn;
}

const data = { features: 3, train: points('train', 200), validation: points('validation', 80) };

function configOf(settings: Record<string, unknown> = {}): Config {
  return resolveConfig({
    network: { hidden: [6], code: 2 },
    batchSize: 64,
    validationSize: 40,
    epochs: 3,
    ...settings,
  });
}

function run(config: Config): { trainer: Trainer; records: EpochRecord[] } {
  const trainer = new Trainer(config, data);
  const records: EpochRecord[] = [];
  while (!trainer.finished) records.push(trainer.epoch());
  return { trainer, records };
}

function bits(trainer: Trainer): string {
  return namedLeaves(trainer.state.model)
    .map(([name, x]) => `${name} ${Buffer.from(x.data.slice().buffer).toString('hex')}`)
    .join('\n');
}

const variants: Record<string, Record<string, unknown>> = {
  ae: { model: 'ae' },
  'nae, difference': { model: 'nae', loss: { form: 'difference', gamma: 1 } },
  'nae, log-cosh, through the chain': { model: 'nae', loss: { detachNegatives: false } },
  'wnae, PCD': { model: 'wnae' },
  'wnae, CD, W₁': { model: 'wnae', loss: { cost: 'euclidean' }, sampler: { initialisation: 'cd' } },
  'wnae, OMI': { model: 'wnae', sampler: { initialisation: 'omi', fresh: 'uniform' } },
  'wnae in float32': { model: 'wnae', dtype: 'float32' },
  'nae, adjusted chain': { model: 'nae', sampler: { adjusted: true, outside: 'reject' } },
};

for (const [name, settings] of Object.entries(variants)) {
  test(`the same training (${name}) gives the same bits of every weight, another seed others`, () => {
    const first = run(configOf(settings));
    const again = run(configOf(settings));
    assert.equal(bits(again.trainer), bits(first.trainer));
    assert.deepEqual(again.records, first.records);
    assert.ok(first.records.every((r) => Number.isFinite(r.validation?.wasserstein)));
    assert.notEqual(bits(run(configOf({ ...settings, seed: 1 })).trainer), bits(first.trainer));
  });

  test(`a training (${name}) that goes on from a stored state ends in the same bits`, () => {
    const config = configOf(settings);
    const whole = run(config);
    const begun = new Trainer(config, data);
    for (let steps = 0; !begun.finished; steps++) {
      const resumed = new Trainer(config, data, begun.state);
      const records: EpochRecord[] = [];
      while (!resumed.finished) records.push(resumed.epoch());
      assert.equal(bits(resumed), bits(whole.trainer), `after ${steps} steps`);
      assert.deepEqual(records, whole.records.slice(-records.length));
      begun.step();
    }
  });
}

test('the chosen checkpoint is that of the smallest validation W, or of the smallest error for the AE', () => {
  for (const [model, value] of [
    ['wnae', (r: EpochRecord) => r.validation?.wasserstein],
    ['ae', (r: EpochRecord) => r.validation?.positiveEnergy],
  ] as const) {
    const { trainer, records } = run(
      configOf({ model, epochs: 8, optimiser: { learningRate: 0.05 } }),
    );
    const values = records.map((r) => value(r) as number);
    const { best } = trainer.state;
    assert.equal(best?.value, Math.min(...values));
    assert.equal(best?.epoch, values.indexOf(Math.min(...values)) + 1);
  }
});

test('training stops when validation has not improved for more than `patience` validations', () => {
  // a rate so small that no weight changes, and chains that start at the data: W stays what it is
  const still = { sampler: { initialisation: 'cd' }, optimiser: { learningRate: 1e-300 } };
  const { records, trainer } = run(configOf({ ...still, epochs: 50, patience: 2 }));
  assert.equal(records.length, 4);
  assert.equal(trainer.state.best?.epoch, 1);
  assert.equal(run(configOf({ ...still, epochs: 50, patience: 0 })).records.length, 2);
});

test('validation leaves nothing in the replay buffer', () => {
  const { trainer } = run(configOf({ epochs: 2 }));
  assert.equal(trainer.state.buffer?.rows.length, 2 * 3 * 64 * 3, '2 epochs of 3 batches of 64');
});

test('jets beyond the last whole batch are dropped, or kept in a batch of their own', () => {
  assert.equal(new Trainer(configOf(), data).stepsPerEpoch, 3);
  assert.equal(new Trainer(configOf({ lastBatch: 'keep' }), data).stepsPerEpoch, 4);
  assert.equal(new Trainer(configOf({ batchSize: 1000 }), data).stepsPerEpoch, 1);
});

test('the null floor is known where the validation set holds two disjoint sets of the fixed size', () => {
  const { nullFloor } = new Trainer(configOf(), data).validationSet;
  assert.ok(nullFloor !== null && nullFloor > 0);
  assert.equal(new Trainer(configOf({ validationSize: 41 }), data).validationSet.nullFloor, null);
});

test('the latent chain of OMI has a temperature of its own', () => {
  const omi = (temperature: number): string =>
    bits(run(configOf({ sampler: { initialisation: 'omi', latent: { temperature } } })).trainer);
  assert.notEqual(omi(0.063), omi(0.5));
});
