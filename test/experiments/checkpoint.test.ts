import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initAutoencoder, type TrainingState } from '../../algorithms/index.js';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
} from '../../experiments/runs/checkpoint.js';
import { digestOfTensors } from '../../experiments/runs/digest.js';
import { key } from '../../lib/random/index.js';
import type { DType } from '../../lib/tensor/index.js';

function checkpoint(dtype: DType, changes: Partial<TrainingState> = {}): Checkpoint {
  const model = (seed: number) => initAutoencoder(key(seed), 3, { hidden: [4, 5], code: 2 }, dtype);
  const state: TrainingState = {
    epoch: 7,
    step: 93,
    lossSum: 0.1 + 0.7,
    model: model(1),
    optimizer: { step: 91, moments: [model(2), model(3)] },
    schedule: { rate: 0.1 + 0.2, epoch: 7, best: 1 / 3, stale: 2, rest: 0 },
    buffer: { rows: model(4).encoder[0].weight.data.slice(0, 6) },
    best: {
      epoch: 5,
      value: Math.PI,
      model: model(5),
      buffer: { rows: model(6).encoder[0].weight.data.slice(0, 3) },
    },
    stale: 2,
    ...changes,
  };
  const quantiles = { shape: [3, 2], data: Float64Array.of(0, 1, -0, 5e-324, 1 / 3, 9) };
  return {
    state,
    transform: { name: 'quantile-normal', arrays: { quantiles } },
    bufferColumns: 3,
    metrics: [{ epoch: 1, step: 13, learningRate: 1e-3, trainingLoss: 2 / 3 }],
    training: { config: 'c', data: 'd' },
  };
}

test('a checkpoint comes back to the last bit, in both precisions', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    const written = checkpoint(dtype);
    const read = decodeCheckpoint(encodeCheckpoint(written), 'c');
    for (const part of ['model', 'optimizer', 'best'] as const) {
      const trees = [read, written].map(({ state }) =>
        part === 'optimizer'
          ? state.optimizer.moments
          : part === 'best'
            ? state.best?.model
            : state.model,
      );
      assert.equal(digestOfTensors(trees[0]), digestOfTensors(trees[1]), part);
    }
    assert.deepEqual(read, written);
  }
});

test('states without buffer and without a choice come back too', () => {
  for (const changes of [{ buffer: undefined }, { best: null }]) {
    const { state } = checkpoint('float64', changes);
    if (changes.buffer === undefined && 'buffer' in changes)
      delete (state as { buffer?: unknown }).buffer;
    const read = decodeCheckpoint(encodeCheckpoint({ ...checkpoint('float64'), state }), 'c');
    assert.deepEqual(read.state, state);
  }
});

test('a single bit changed anywhere is noticed', () => {
  const bytes = encodeCheckpoint(checkpoint('float64'));
  for (let k = 0; k < 200; k++) {
    const at = Math.floor((k * bytes.length) / 200);
    const damaged = bytes.slice();
    damaged[at] ^= 1 << (k % 8);
    assert.throws(
      () => decodeCheckpoint(damaged, 'run/step-1.safetensors'),
      /run\/step-1\.safetensors is damaged/,
      `bit ${k % 8} of byte ${at}`,
    );
  }
  assert.throws(() => decodeCheckpoint(bytes.subarray(0, bytes.length - 8), 'c'), /c is damaged/);
});
