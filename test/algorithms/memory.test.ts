import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateMemory, resolveConfig, type MemoryEstimate } from '../../algorithms/index.js';

/**
 * What is estimated of 160 jets of 3 numbers. The layers 3 → 5 → 2 → 5 → 3 have 18 numbers a jet and
 * 20 + 12 + 15 + 18 = 65 weights and biases.
 */
function estimateOf(settings: Record<string, unknown>): MemoryEstimate {
  const { sampler, ...rest } = settings;
  const config = resolveConfig({
    network: { hidden: [5], code: 2 },
    batchSize: 10,
    validationSize: 16,
    sampler: { steps: 4, bufferSize: 50, ...(sampler as object) },
    ...rest,
  });
  return estimateMemory(config, { features: 3, train: 100, validation: 40, test: 20 });
}

test('the memory of a training is that of its arrays, counted by hand', () => {
  // a batch of 10: its activations, chains of 4 steps through the network, two copies of binary64 noise
  const wnae = estimateOf({ model: 'wnae', sampler: { initialisation: 'pcd' } });
  assert.deepEqual(wnae, {
    jets: 15_360, // 4 copies of 160 · 3 binary64 numbers
    weights: 7280, // 14 of 65
    step: 8 * (4 * 180 + 8 * 720) + 8 * 240,
    buffer: 9600, // 8 of 50 · 3
    validation: 8 * 720 + 16 * (4096 + 8 * 60), // all 40 in the network, transport and chains of 16
    total: 15_360 + 7280 + 53_760 + 9600 + 78_976,
  });

  // no gradient passes through the chain: 2 · 3 numbers a step; the buffer has codes of 2
  const nae = estimateOf({
    model: 'nae',
    dtype: 'float32',
    loss: { detachNegatives: true },
    sampler: { initialisation: 'omi' },
  });
  assert.deepEqual(nae, {
    jets: 15_360,
    weights: 3640,
    step: 4 * (4 * 180 + 8 * 240) + 8 * 240,
    buffer: 3200,
    validation: 4 * 720 + 16 * (4096 + 8 * 60),
    total: 15_360 + 3640 + 12_480 + 3200 + 76_096,
  });

  // no chain, and no buffer
  const ae = estimateOf({ model: 'ae', sampler: { initialisation: 'cd' } });
  assert.equal(ae.step, 8 * 4 * 180);
  assert.equal(ae.buffer, 0);
});

test('a batch has no more jets than there are, validation measures no more', () => {
  assert.deepEqual(estimateOf({ batchSize: 1000 }), estimateOf({ batchSize: 100 }));
  assert.deepEqual(estimateOf({ validationSize: 1000 }), estimateOf({ validationSize: 40 }));
});
