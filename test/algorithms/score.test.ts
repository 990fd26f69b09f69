import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initAutoencoder, scores, type Autoencoder } from '../../algorithms/index.js';
import { energy } from '../../algorithms/autoencoder.js';
import { plain, type Executor } from '../../lib/compile/index.js';
import { key, normal } from '../../lib/random/index.js';
import { cast, tensor, type DType, type Tensor } from '../../lib/tensor/index.js';

const FEATURES = 2;
const modelOf = (dtype: DType): Autoencoder =>
  initAutoencoder(key(5), FEATURES, { hidden: [3], code: 1 }, dtype);

test('scores are the energies of the jets in the precision of the model, whatever that of the jets', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    const model = modelOf(dtype);
    for (const n of [0, 1, 63, 64, 65, 16_384, 16_390]) {
      const jets = normal(key(6), n * FEATURES);
      const one = energy(model)(cast(tensor(jets, [n, FEATURES]), dtype));
      for (const given of [jets, Float32Array.from(jets)]) {
        // float64 scores of jets in float32 are those of the rounded jets
        const same = given === jets || dtype === 'float32';
        const expected = same ? one : energy(model)(tensor(Float64Array.from(given), [n, FEATURES]));
        assert.deepEqual(scores(model, given, FEATURES, dtype), Float64Array.from(expected.data));
      }
    }
  }
}); // prettier-ignore

test('jets are scored in blocks of one size, a power of two from 64 to 16384', () => {
  const blocks: number[] = [];
  const spy: Executor =
    (f) =>
    (...args) => {
      blocks.push((args[1] as Tensor).shape[0]);
      return plain(f)(...args);
    };
  for (const [n, expected] of [
    [0, []],
    [1, [64]],
    [64, [64]],
    [65, [128]],
    [16_384, [16_384]],
    [32_768, [16_384, 16_384]],
    [32_769, [16_384, 16_384, 16_384]],
  ] as const) {
    blocks.length = 0;
    scores(modelOf('float64'), new Float64Array(n * FEATURES), FEATURES, 'float64', spy);
    assert.deepEqual(blocks, expected, `${n} jets`);
  }
});
