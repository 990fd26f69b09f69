import { initMlp, mlp, type Mlp } from '../lib/nn/index.js';
import { stream, type Key } from '../lib/random/index.js';
import type { Energy } from '../lib/sampling/index.js';
import { mean, square, sub, type DType, type Tensor } from '../lib/tensor/index.js';

/** The weights of an autoencoder g∘f: encoder f: ℝᴰ → code, decoder g: code → ℝᴰ. */
export interface Autoencoder {
  readonly encoder: Mlp;
  readonly decoder: Mlp;
}

/**
 * An autoencoder with hidden layers and code of the given sizes, mirrored in the decoder: for 8
 * features, hidden [10, 10] and code 6 the paper's 8-10-10-6-10-10-8.
 */
export function initAutoencoder(
  key: Key,
  features: number,
  { hidden, code }: { readonly hidden: readonly number[]; readonly code: number },
  dtype: DType = 'float64',
): Autoencoder {
  const sizes = [features, ...hidden, code];
  return {
    encoder: initMlp(stream(key, 'encoder'), sizes, dtype),
    decoder: initMlp(stream(key, 'decoder'), sizes.toReversed(), dtype),
  };
}

/** f(x), [B, D] → [B, code]: ReLU between layers, linear output. */
export function encode(model: Autoencoder, x: Tensor): Tensor {
  return mlp(model.encoder, x);
}

/** g(z), [B, code] → [B, D]: ReLU between layers, linear output. */
export function decode(model: Autoencoder, z: Tensor): Tensor {
  return mlp(model.decoder, z);
}

/** E_θ(x) = (1/D) Σ_j (x_j − g(f(x))_j)², [B, D] → [B]: the reconstruction error is the energy. */
export function energy(model: Autoencoder): Energy {
  return (x) => mean(square(sub(x, decode(model, encode(model, x)))), -1);
}

/** H_θ(z) = E_θ(g(z)), [B, code] → [B]: the energy on the decoder's manifold (arXiv:2105.05735, eq. 9). */
export function latentEnergy(model: Autoencoder): Energy {
  return (z) => energy(model)(decode(model, z));
}
