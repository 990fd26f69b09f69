import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chainNoise, decode, defaultConfig, initAutoencoder, negativeChain, NegativeSampler, onManifoldStart,
  type ChainConfig, type SamplerConfig,
} from '../../algorithms/index.js'; // prettier-ignore
import { fold, key, normal, stream, uniform } from '../../lib/random/index.js';
import { clamp, tensor } from '../../lib/tensor/index.js';
import { assertSameBits } from '../support/naiveTensor.js';

const chain: ChainConfig = { steps: 4, noise: 0.3, temperature: 0.5 };
const model = initAutoencoder(key(1), 3, { hidden: [5], code: 2 });
const batch = tensor(normal(key(2), 21), [7, 3]);

test('the noise of a chain is drawn from one stream of the key, the uniforms of an adjusted one from another', () => {
  const plain = chainNoise(key(5), chain, [7, 3], 'float64');
  assert.equal(plain.uniforms, undefined);
  assert.deepEqual([...plain.noise.shape], [4, 7, 3]);
  assert.deepEqual(plain.noise.data, normal(stream(key(5), 'noise'), 84));
  const { noise, uniforms } = chainNoise(key(5), { ...chain, adjusted: true }, [7, 3], 'float64');
  assertSameBits(noise, plain.noise);
  assert.deepEqual([...uniforms!.shape], [4, 7]);
  assert.deepEqual(uniforms!.data, uniform(stream(key(5), 'uniforms'), 28));
});

test('negative samples beside a batch are the ends of chains with the noise of fold(key, 0)', () => {
  const config: SamplerConfig = {
    ...defaultConfig('wnae').sampler,
    ...chain,
    initialisation: 'cd',
  };
  const sampler = new NegativeSampler(config, 3, 2, 'float64');
  const { states } = negativeChain(
    model,
    batch,
    chainNoise(fold(key(6), 0), config, batch.shape, 'float64'),
    config,
  );
  assert.equal(states.length, 5);
  assertSameBits(sampler.sample(key(6), model, batch), states[4]);
});

test('an on-manifold start is in the box where there is one, and where the decoder puts it where not', () => {
  const codes = tensor(normal(key(3), 14), [7, 2]);
  const noise = chainNoise(key(4), chain, codes.shape, 'float64');
  const free = onManifoldStart(model, codes, noise, chain, null);
  assertSameBits(free.start, decode(model, free.codes));
  const boxed = onManifoldStart(model, codes, noise, chain, [-0.1, 0.2]);
  assertSameBits(boxed.codes, free.codes);
  assertSameBits(boxed.start, clamp(free.start, -0.1, 0.2));
  assert.notDeepEqual(boxed.start.data, free.start.data);
});

test('replayed starts are as many as the jets of the batch, whatever their features', () => {
  for (const initialisation of ['pcd', 'omi'] as const) {
    const config: SamplerConfig = { ...defaultConfig('wnae').sampler, initialisation };
    const { start } = new NegativeSampler(config, 3, 2, 'float64').start(key(6), model, batch);
    assert.deepEqual([...start.shape], [7, 3]);
  }
});

test('a sampler goes on from a stored buffer', () => {
  const config: SamplerConfig = { ...defaultConfig('wnae').sampler, replayRatio: 1 };
  const sampler = new NegativeSampler(config, 3, 2, 'float64');
  sampler.record(batch);
  const restored = new NegativeSampler(config, 3, 2, 'float64', sampler.state());
  const starts = restored.start(key(8), model, batch).start;
  assertSameBits(starts, sampler.start(key(8), model, batch).start);
  const rows = [...Array(7).keys()].map((i) => batch.data.subarray(3 * i, 3 * i + 3).join());
  assert.ok(rows.includes(starts.data.subarray(0, 3).join()));
});
