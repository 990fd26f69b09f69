import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initMlp, mlp } from '../../lib/nn/index.js';
import { checkGradients, namedLeaves } from '../../lib/autodiff/index.js';
import { key, normal } from '../../lib/random/index.js';
import { mul, softplus, square, sum, tanh, tensor, type Tensor } from '../../lib/tensor/index.js';
import { assertSameBits, build } from '../support/naiveTensor.js';

const batch = tensor(normal(key(1), 5 * 4), [5, 4]);

test('layers have the shapes of their sizes, 1 among them, and names that tell the layer', () => {
  assert.deepEqual([...initMlp(key(0), [1, 1])[0].weight.shape], [1, 1]);
  const layers = initMlp(key(0), [8, 10, 6]);
  assert.deepEqual(
    namedLeaves(layers).map(([name, x]) => `${name} ${x.shape.join('×')}`),
    ['0.weight 10×8', '0.bias 10', '1.weight 6×10', '1.bias 6'],
  );
});

test('weights and biases are uniform in ±1/√inputs: bounds, mean and variance', () => {
  const inputs = 100;
  const [{ weight, bias }] = initMlp(key(7), [inputs, 400]);
  const bound = 1 / Math.sqrt(inputs);
  const n = weight.size;
  const drawn = [...weight.data, ...bias.data];
  assert.ok(drawn.every((w) => Math.abs(w) < bound));
  const average = (f: (w: number) => number): number =>
    [...weight.data].reduce((total, w) => total + f(w), 0) / n;
  const mean = average((w) => w);
  const variance = average((w) => w * w);
  // U(−b, b): variance b²/3, fourth moment b⁴/5; five standard deviations of the estimates
  assert.ok(Math.abs(mean) < 5 * (bound / Math.sqrt(3 * n)));
  const deviation = bound ** 2 * Math.sqrt((1 / 5 - 1 / 9) / n);
  assert.ok(Math.abs(variance - bound ** 2 / 3) < 5 * deviation);
  assert.ok(Math.max(...weight.data) > 0.999 * bound && Math.min(...weight.data) < -0.999 * bound);
});

test('initial weights depend on the key and the layer, and float32 rounds them', () => {
  const layers = initMlp(key(3), [4, 4, 4]);
  assert.notDeepEqual(layers[0].weight.data, layers[1].weight.data);
  assert.notDeepEqual(layers[0].weight.data, initMlp(key(4), [4, 4, 4])[0].weight.data);
  assertSameBits(initMlp(key(3), [4, 4, 9])[0].weight, layers[0].weight);
  const single = initMlp(key(3), [4, 4, 4], 'float32');
  assert.deepEqual(single[1].weight.data, Float32Array.from(layers[1].weight.data));
});

test('sizes that make no network are refused', () => {
  const refused = (sizes: number[], shown: string): void =>
    assert.throws(() => initMlp(key(0), sizes), {
      name: 'RangeError',
      message: `initMlp: expected at least two layer sizes ≥ 1, got ${shown}`,
    });
  refused([3], '[3]');
  refused([3, 0], '[3,0]');
  refused([3, 1.5], '[3,1.5]');
});

test('the forward pass is the loop over layers, neurons and inputs', () => {
  const layers = initMlp(key(5), [4, 6, 3, 2]);
  let states = [...new Array(5).keys()].map((i) => [...batch.data.slice(4 * i, 4 * i + 4)]);
  layers.forEach(({ weight, bias }, layer) => {
    const [outputs, inputs] = weight.shape;
    states = states.map((state) =>
      [...new Array<number>(outputs).keys()].map((j) => {
        let h = bias.data[j];
        for (let p = 0; p < inputs; p++) h += state[p] * weight.data[j * inputs + p];
        return layer < 2 ? Math.max(h, 0) : h;
      }),
    );
  });
  assertSameBits(
    mlp(layers, batch),
    build([5, 2], 'float64', ([i, j]) => states[i][j]),
  );
});

test('the activation can be chosen and stays away from the last layer', () => {
  const layers = initMlp(key(6), [4, 3, 2]);
  const [first, last] = layers;
  const hidden = tanh(mlp([first], batch));
  assertSameBits(mlp(layers, batch, tanh), mlp([last], hidden));
});

test('a network derives with respect to its layers and its input, to second order', () => {
  const start = { layers: initMlp(key(8), [4, 5, 2]), x: batch };
  const f = ({ layers, x }: typeof start): Tensor =>
    mul(sum(square(mlp(layers, x, softplus))), 0.1);
  checkGradients(f, start, { tolerance: 1e-6 });
});
