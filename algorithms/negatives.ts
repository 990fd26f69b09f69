import { mapTree, stopGradient } from '../lib/autodiff/index.js';
import { onOneThread, type Executor } from '../lib/compile/index.js';
import { fold, normal, stream, uniform, type Key } from '../lib/random/index.js';
import {
  langevin,
  ReplayBuffer,
  type Chain,
  type ReplayBufferState,
} from '../lib/sampling/index.js';
import {
  cast, clamp, tensor, type DType, type Floats, type Shape, type Tensor,
} from '../lib/tensor/index.js'; // prettier-ignore
import { decode, energy, latentEnergy, type Autoencoder } from './autoencoder.js';
import type { ChainConfig, SamplerConfig } from './config.js';

/** Standard normal numbers [steps, B, D] and, for an adjusted chain, uniform ones [steps, B]. */
export interface ChainNoise {
  readonly noise: Tensor;
  readonly uniforms?: Tensor;
}

/** The randomness of one chain, a function of the key alone. */
export function chainNoise(key: Key, chain: ChainConfig, shape: Shape, dtype: DType): ChainNoise {
  const [n, dimension] = shape;
  const numbers = (data: Float64Array, ...extents: number[]): Tensor =>
    cast(tensor(data, extents), dtype);
  const noise = normal(stream(key, 'noise'), chain.steps * n * dimension);
  const uniforms = (): Tensor =>
    numbers(uniform(stream(key, 'uniforms'), chain.steps * n), chain.steps, n);
  return {
    noise: numbers(noise, chain.steps, n, dimension),
    ...(chain.adjusted ? { uniforms: uniforms() } : {}),
  };
}

/** The chain of negative samples from `start`, whose end is x′. Differentiable in the model. */
export function negativeChain(
  model: Autoencoder,
  start: Tensor,
  { noise, uniforms }: ChainNoise,
  config: ChainConfig,
): Chain {
  return langevin(energy(model), start, noise, config, uniforms);
}

/** x′ alone. */
function chainEnd(
  model: Autoencoder,
  start: Tensor,
  noise: ChainNoise,
  config: ChainConfig,
): Tensor {
  return negativeChain(model, start, noise, config).states.at(-1) as Tensor;
}

/**
 * On-manifold initialisation: a chain in the code space on E(g(z)), with a temperature of its own,
 * whose end is decoded and put into the box. No derivative passes (arXiv:2105.05735, section 4).
 */
export function onManifoldStart(
  model: Autoencoder,
  z: Tensor,
  { noise, uniforms }: ChainNoise,
  latent: ChainConfig,
  box: readonly [number, number] | null,
): { start: Tensor; codes: Tensor } {
  const fixed = mapTree(stopGradient, model);
  const codes = langevin(latentEnergy(fixed), z, noise, latent, uniforms).states.at(-1) as Tensor;
  const decoded = decode(fixed, codes);
  return { start: box === null ? decoded : clamp(decoded, box[0], box[1]), codes };
}

/** Where chains start: at the data (CD), in the replay buffer (PCD), or on the manifold (OMI). */
export class NegativeSampler {
  private readonly buffer: ReplayBuffer | null;

  constructor(
    readonly config: SamplerConfig,
    features: number,
    readonly code: number,
    readonly dtype: DType,
    stored?: ReplayBufferState,
    private readonly executor: Executor = onOneThread,
  ) {
    const { initialisation, replayRatio, bufferSize, fresh, box, latent } = config;
    if (initialisation === 'cd') {
      this.buffer = null;
      return;
    }
    const dimension = initialisation === 'omi' ? code : features;
    const bounds = initialisation === 'omi' ? latent.box : box;
    const options = { capacity: bufferSize, replayRatio, fresh, box: bounds, dtype };
    this.buffer =
      stored === undefined
        ? new ReplayBuffer(dimension, options)
        : ReplayBuffer.restore(dimension, options, stored);
  }

  /**
   * Starts [B, D] for a batch [B, D]; for OMI with the codes [B, code] that they were decoded from, the
   * ends of the latent chain.
   */
  start(key: Key, model: Autoencoder, batch: Tensor): { start: Tensor; codes?: Tensor } {
    if (this.buffer === null) return { start: batch };
    const n = batch.shape[0];
    const drawn = this.buffer.draw(stream(key, 'replay'), n);
    if (this.config.initialisation === 'pcd') return { start: drawn };
    const { latent, box } = this.config;
    const noise = chainNoise(stream(key, 'latent'), latent, [n, this.code], this.dtype);
    return this.executor(onManifoldStart)(model, drawn, noise, latent, box);
  }

  /** Keeps, for later starts, the ends of chains [B, D] or, for OMI, codes [B, code]. */
  record(ends: Tensor): void {
    this.buffer?.push(ends);
  }

  /** Negative samples beside a batch without training on them: nothing is recorded. */
  sample(key: Key, model: Autoencoder, batch: Tensor): Tensor {
    const { start } = this.start(key, model, batch);
    const noise = chainNoise(fold(key, 0), this.config, batch.shape, this.dtype);
    return this.executor(chainEnd)(model, start, noise, this.config);
  }

  state(): ReplayBufferState | undefined {
    return this.buffer?.state();
  }

  /** The replay buffer's newest `n` rows where they lie, see `ReplayBuffer.view`; absent for CD. */
  view(n?: number): readonly Floats[] | undefined {
    return this.buffer?.view(n);
  }
}
