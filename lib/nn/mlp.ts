import { split, uniform, type Key } from '../random/index.js';
import { linear, relu, tensor, type DType, type Tensor } from '../tensor/index.js';

/** An affine layer: weight [out, in], bias [out]. */
export interface LinearLayer {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** A multilayer perceptron: affine layers with an activation between them. */
export type Mlp = readonly LinearLayer[];

/**
 * Layers of the given sizes (inputs first), weights and biases drawn from U(−1/√in, 1/√in): the
 * default of PyTorch's `Linear`, which the paper's code leaves in place.
 */
export function initMlp(key: Key, sizes: readonly number[], dtype: DType = 'float64'): Mlp {
  if (sizes.length < 2 || sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new RangeError(
      `initMlp: expected at least two layer sizes ≥ 1, got ${JSON.stringify(sizes)}`,
    );
  }
  return split(key, sizes.length - 1).map((layerKey, layer) => {
    const inputs = sizes[layer];
    const outputs = sizes[layer + 1];
    const bound = 1 / Math.sqrt(inputs);
    const drawn = uniform(layerKey, (inputs + 1) * outputs).map((u) => (2 * u - 1) * bound);
    const numbers = dtype === 'float64' ? drawn : Float32Array.from(drawn);
    return {
      weight: tensor(numbers.slice(0, inputs * outputs), [outputs, inputs]),
      bias: tensor(numbers.slice(inputs * outputs), [outputs]),
    };
  });
}

/** Applies the layers to x [n, in] → [n, out]; the last layer stays affine. */
export function mlp(layers: Mlp, x: Tensor, activation: (x: Tensor) => Tensor = relu): Tensor {
  return layers.reduce((h, { weight, bias }, layer) => {
    const affine = linear(h, weight, bias);
    return layer < layers.length - 1 ? activation(affine) : affine;
  }, x);
}
