import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  initAutoencoder, optimizerOf, resolveConfig, Trainer, trainStep, type Config, type ObservedStep, type StepInputs, type StepRecord,
} from '../../algorithms/index.js'; // prettier-ignore
import { energy } from '../../algorithms/autoencoder.js';
import { emd, namedLeaves } from '../../lib/autodiff/index.js';
import { plain } from '../../lib/compile/index.js';
import { fold, key, normal, permutation, stream, uniform } from '../../lib/random/index.js';
import { langevin, ReplayBuffer } from '../../lib/sampling/index.js';
import { tensor, type Tensor } from '../../lib/tensor/index.js';

const [TRAIN, VALIDATION] = [20, 8];
const data = {
  features: 2,
  train: normal(stream(key(3), 'train'), 2 * TRAIN),
  validation: normal(stream(key(3), 'validation'), 2 * VALIDATION),
};

function configOf(settings: Record<string, unknown> = {}): Config {
  return resolveConfig({
    network: { hidden: [3], code: 1 },
    batchSize: 6,
    validationSize: 4,
    epochs: 3,
    ...settings,
  });
}

/** All steps of a training, and with what they were made. */
function stepsOf(config: Config): { records: StepRecord[]; observed: ObservedStep[] } {
  const observed: ObservedStep[] = [];
  const trainer = new Trainer(config, data, undefined, plain, (step) => observed.push(step));
  const records: StepRecord[] = [];
  while (!trainer.finished) {
    assert.equal(trainer.stepInEpoch, records.length % trainer.stepsPerEpoch);
    records.push(trainer.step());
  }
  return { records, observed };
}

/** Rows of a matrix of 2 columns, to compare. */
const rowsOf = (matrix: ArrayLike<number>): string[] =>
  Array.from(
    { length: matrix.length / 2 },
    (_, row) => `${matrix[2 * row]} ${matrix[2 * row + 1]}`,
  );

test('every epoch goes once through the jets, in an order of its own', () => {
  const { observed } = stepsOf(configOf({ model: 'ae', lastBatch: 'keep' }));
  const batches = observed.map(({ inputs }) => rowsOf(inputs.batch.data));
  assert.deepEqual(batches.map((batch) => batch.length), [6, 6, 6, 2, 6, 6, 6, 2, 6, 6, 6, 2]);
  const orders = [0, 4, 8].map((first) => batches.slice(first, first + 4).flat());
  for (const order of orders) assert.deepEqual([...order].sort(), rowsOf(data.train).sort());
  assert.equal(new Set(orders.map((order) => order.join())).size, 3);
}); // prettier-ignore

test('jets, starts, noise and weights are drawn from the streams of docs/arithmetic.md, 8.6', () => {
  const config = configOf({ seed: 11, sampler: { initialisation: 'pcd', adjusted: true } });
  const root = key(11);
  const { observed } = stepsOf(config);
  const weights = initAutoencoder(stream(root, 'weights'), 2, config.network);
  assert.deepEqual(namedLeaves(observed[0].model), namedLeaves(weights));
  const rows = rowsOf(data.train);
  for (const [s, { inputs }] of observed.entries()) {
    const [epoch, step] = [Math.floor(s / 3) + 1, s % 3];
    const order = permutation(fold(stream(root, 'order'), epoch), TRAIN);
    const jets = [...order.slice(6 * step, 6 * step + 6)].map((row) => rows[row]);
    assert.deepEqual(rowsOf(inputs.batch.data), jets);
    const { chainNoise: drawn } = inputs as Required<StepInputs>;
    const k = fold(stream(root, 'step'), s);
    const { steps } = config.sampler;
    assert.deepEqual(drawn.noise.data, normal(stream(k, 'noise'), steps * 6 * 2));
    assert.deepEqual(drawn.uniforms?.data, uniform(stream(k, 'uniforms'), steps * 6));
  }
  const measured = permutation(stream(root, 'validation jets'), VALIDATION).slice(0, 4);
  assert.deepEqual(
    rowsOf(new Trainer(config, data).validationSet.fixed.data),
    [...measured].map((row) => rowsOf(data.validation)[row]),
  );
  // at first the buffer is empty, and all chains start afresh
  const fresh = new ReplayBuffer(2, { capacity: 1, replayRatio: 1, fresh: config.sampler.fresh });
  const starts = fresh.draw(stream(fold(stream(root, 'step'), 0), 'replay'), 6);
  assert.deepEqual(observed[0].inputs.start?.data, starts.data);
});

test('the chains of validation have the noise of docs/arithmetic.md, 8.6, at every epoch', () => {
  const config = configOf({ seed: 11, sampler: { initialisation: 'cd' } });
  const { fixed } = new Trainer(config, data).validationSet;
  const k = fold(stream(key(11), 'validation chains'), 0);
  const { steps } = config.sampler;
  const noise = tensor(normal(stream(k, 'noise'), steps * 4 * 2), [steps, 4, 2]);
  for (const { model, samples } of stepsOf(config).records) {
    const chain = langevin(energy(model), fixed, noise, config.sampler);
    if (samples !== undefined) assert.deepEqual(samples.data, chain.states.at(-1)?.data);
  }
});

test('a step tells its number and epoch, the last of an epoch what the epoch was', () => {
  const config = configOf({ epochs: 8, validateEvery: 3, optimiser: { schedule: 'cosine' } });
  const { records, observed } = stepsOf(config);
  assert.equal(records.length, 24);
  let sum = 0;
  for (const [k, { at, epoch, loss, model, samples }] of records.entries()) {
    assert.deepEqual(at, { step: k + 1, epoch: Math.floor(k / 3) + 1 });
    assert.equal(loss, observed[k].updated.loss.item());
    assert.equal(model, observed[k].updated.model);
    sum += loss;
    if (k % 3 !== 2) {
      assert.equal(epoch, null);
      continue;
    }
    const { validation, ...rest } = epoch ?? assert.fail('no epoch');
    const { learningRate } = observed[k];
    assert.deepEqual(rest, { epoch: at.epoch, step: k + 1, learningRate, trainingLoss: sum / 3 });
    // the first, every third and the last
    assert.equal(validation !== undefined, [1, 3, 6, 8].includes(at.epoch), `epoch ${at.epoch}`);
    assert.deepEqual(samples?.shape, validation === undefined ? undefined : [4, 2]);
    sum = 0;
  }
});

test('a step shows its chains and what the replay buffer took of them, an epoch the whole buffer', () => {
  const { records, observed } = stepsOf(configOf({ sampler: { initialisation: 'pcd' } }));
  const ends: string[] = [];
  for (const [k, { chain, buffer, epoch }] of records.entries()) {
    assert.deepEqual(chain?.shape, [6, 2]);
    assert.equal(chain, observed[k].updated.chain?.states.at(-1));
    const rows = rowsOf((chain as Tensor).data);
    ends.push(...rows);
    assert.deepEqual((buffer ?? []).flatMap((part) => rowsOf(part)), epoch === null ? rows : ends);
  }
  for (const { chain, buffer } of stepsOf(configOf({ sampler: { initialisation: 'cd' } })).records) {
    assert.ok(chain !== undefined && buffer === undefined);
  }
  for (const { chain, buffer } of stepsOf(configOf({ model: 'ae' })).records) {
    assert.ok(chain === undefined && buffer === undefined);
  }
}); // prettier-ignore

test('one jet to train on and one to validate with are enough, none are refused', () => {
  const [one, none] = [Float64Array.of(1, 2), new Float64Array()];
  const config = configOf({ model: 'ae', epochs: 1 });
  const trainer = new Trainer(config, { features: 2, train: one, validation: one });
  assert.equal(trainer.epoch().step, 1);
  assert.deepEqual([...trainer.validationSet.all.data], [1, 2]);
  for (const [train, validation, got] of [
    [none, one, '0 and 1'],
    [one, none, '1 and 0'],
  ] as const) {
    assert.throws(
      () => new Trainer(config, { features: 2, train, validation }),
      RegExp(`^RangeError: train: expected at least one jet to train .*, got ${got}$`),
    );
  }
});

test('the null floor is the transport cost between the fixed validation jets and the others', () => {
  const { all, fixed, nullFloor } = new Trainer(configOf(), data).validationSet;
  assert.deepEqual([...all.data], [...data.validation]);
  const measured = new Set(rowsOf(fixed.data));
  assert.equal(measured.size, 4);
  const others = rowsOf(data.validation).filter((row) => !measured.has(row));
  assert.equal(others.length, 4);
  const numbers = others.flatMap((row) => row.split(' ').map(Number));
  const cost = emd(fixed, tensor(numbers, [4, 2])).item();
  assert.ok(Math.abs((nullFloor as number) - cost) <= 1e-14 * cost);
});

test('the last model is chosen where `selection` says so', () => {
  const trainer = new Trainer(configOf({ selection: 'last' }), data);
  for (let epoch = 1; epoch <= 3; epoch++) {
    trainer.epoch();
    assert.equal(trainer.progress.best?.epoch, epoch);
    assert.equal(trainer.progress.best?.model, trainer.progress.model);
    assert.equal(trainer.progress.stale, 0);
  }
});

test('what is no number that is not finite is thrown as it is', () => {
  const broken = new Error('a thread has died');
  const dying = () => () => {
    throw broken;
  };
  for (const model of ['ae', 'wnae']) {
    const trainer = new Trainer(configOf({ model }), data, undefined, dying);
    assert.throws(
      () => trainer.step(),
      (error) => error === broken,
    );
  }
  const config = configOf({ model: 'wnae' });
  const model = initAutoencoder(key(1), 2, config.network);
  const optimizer = optimizerOf(config.optimiser).init(model);
  assert.throws(
    () => trainStep(config, model, optimizer, 0.1, { batch: tensor([[1, 2]]) }, plain),
    /^TypeError: trainStep: expected start and chainNoise for the model wnae$/,
  );
});
