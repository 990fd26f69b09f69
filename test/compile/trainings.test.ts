import { after, test } from 'node:test';
import fc from 'fast-check';
import { resolveConfig, scores, Trainer, type Config } from '../../algorithms/index.js';
import { compiled, plain, type Executor } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import { key, normal, stream } from '../../lib/random/index.js';
import { tensor } from '../../lib/tensor/index.js';
import assert from 'node:assert/strict';
import { assertSameTree } from '../support/sameTree.js';

const pools = [2, 5].map((workers) => new WorkerPool(workers));
after(() => Promise.all(pools.map((pool) => pool.close())));

const refuse = (reason: string): never => {
  throw new Error(reason);
};
const executors: Executor[] = [undefined, ...pools].map((pool) =>
  compiled({ pool, onFallback: refuse }),
);

const features = 3;
const draw = (name: string, n: number): Float64Array =>
  normal(stream(key(11), name), features * n).map((x, i) => (i % features === 2 ? x * x : x));
const data = { features, train: draw('train', 330), validation: draw('validation', 90) };

/** Settings of every kind that a compiled step is made for. */
const settings = fc.record(
  {
    model: fc.constantFrom('ae', 'nae', 'wnae'),
    dtype: fc.constantFrom('float64', 'float32'),
    seed: fc.nat(1000),
    batchSize: fc.constantFrom(32, 50, 64, 150),
    lastBatch: fc.constantFrom('keep', 'drop'),
    network: fc.constantFrom({ hidden: [6], code: 2 }, { hidden: [7, 5], code: 1 }),
    loss: fc.record(
      {
        cost: fc.constantFrom('sqeuclidean', 'euclidean'),
        form: fc.constantFrom('difference', 'log-cosh'),
        gamma: fc.constantFrom(0, 0.5),
        detachNegatives: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
    sampler: fc.record(
      {
        initialisation: fc.constantFrom('cd', 'pcd', 'omi'),
        steps: fc.integer({ min: 1, max: 4 }),
        outside: fc.constantFrom('clamp', 'reject'),
        clipGradient: fc.constantFrom(null, 0.1),
        annealNoise: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
    optimiser: fc.record(
      {
        name: fc.constantFrom('adam', 'adamw', 'sgd'),
        clipNorm: fc.constantFrom(null, 0.05),
        schedule: fc.constantFrom('constant', 'cosine'),
      },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

function trained(config: Config, executor: Executor): { state: unknown; records: unknown } {
  const trainer = new Trainer(config, data, undefined, executor);
  const records = [];
  while (!trainer.finished) records.push(trainer.epoch());
  const { model, optimizer, buffer } = trainer.state;
  const rows = buffer === undefined ? [] : [tensor(buffer.rows, [buffer.rows.length])];
  return { state: { model, moments: optimizer.moments, rows }, records };
}

test('random trainings end in the same bits on every executor', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const config = resolveConfig({ ...given, validationSize: 40, epochs: 2 });
      const expected = trained(config, plain);
      for (const executor of executors) {
        const actual = trained(config, executor);
        assert.deepEqual(actual.records, expected.records);
        assertSameTree(actual.state, expected.state);
      }
    }),
    { numRuns: process.env.WNAE_TEST_SEED === undefined ? 8 : 60 },
  );
});

test('scores are the same bits on every executor, for any number of jets', () => {
  const trainer = new Trainer(
    resolveConfig({ network: { hidden: [6], code: 2 }, validationSize: 40, epochs: 1 }),
    data,
  );
  const { model } = trainer.state;
  fc.assert(
    fc.property(
      fc.constantFrom(1, 5, 64, 90, 1000, 5000, 8192),
      fc.constantFrom('float64' as const, 'float32' as const),
      (n, dtype) => {
        const cast32 = dtype === 'float32';
        const weights = cast32
          ? new Trainer({ ...trainer.config, dtype }, data).state.model
          : model;
        const jets = normal(key(n), n * features);
        const expected = scores(weights, jets, features, dtype, plain);
        for (const executor of executors) {
          assert.deepEqual(scores(weights, jets, features, dtype, executor), expected);
        }
      },
    ),
    { numRuns: 14 },
  );
});
