import type { Metric } from '../lib/autodiff/index.js';
import type { PlateauOptions } from '../lib/optim/index.js';
import type { LangevinOptions } from '../lib/sampling/index.js';
import type { DType } from '../lib/tensor/index.js';

export type ModelName = 'ae' | 'nae' | 'wnae';

/** A Langevin chain: its number of steps and the rule of a step. */
export interface ChainConfig extends LangevinOptions {
  readonly steps: number;
}

/** Negative samples: the chain in feature space, and where it starts. */
export interface SamplerConfig extends ChainConfig {
  readonly initialisation: 'cd' | 'pcd' | 'omi';
  /** PCD and OMI: probability that a chain starts from the buffer */
  readonly replayRatio: number;
  /** PCD and OMI: samples kept */
  readonly bufferSize: number;
  /** PCD and OMI: other starts, N(0, I) or uniform in the box */
  readonly fresh: 'normal' | 'uniform';
  readonly box: readonly [number, number] | null;
  /** OMI: the chain in the code space */
  readonly latent: ChainConfig;
}

export interface LossConfig {
  /** WNAE: the transport cost */
  readonly cost: Metric;
  /** NAE: E₊ − E₋, or its log cosh */
  readonly form: 'difference' | 'log-cosh';
  /** NAE, difference: weight of ⟨E₋²⟩ */
  readonly gamma: number;
  /** NAE, log-cosh: weight of E₊ */
  readonly alpha: number;
  /** NAE: whether the gradient stops at the negative samples rather than passing through their chain */
  readonly detachNegatives: boolean;
}

export interface OptimiserConfig {
  readonly name: 'adam' | 'adamw' | 'sgd';
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly momentum: number;
  /** largest global norm of the gradient */
  readonly clipNorm: number | null;
  readonly schedule: 'constant' | 'cosine' | 'plateau';
  readonly plateau: PlateauOptions;
}

/** Everything that determines a training, given its data. */
export interface Config {
  readonly model: ModelName;
  readonly seed: number;
  readonly dtype: DType;
  readonly network: { readonly hidden: readonly number[]; readonly code: number };
  readonly loss: LossConfig;
  readonly sampler: SamplerConfig;
  readonly optimiser: OptimiserConfig;
  readonly epochs: number;
  readonly batchSize: number;
  /** what happens to the jets left over when the training set is cut into batches */
  readonly lastBatch: 'drop' | 'keep';
  /** jets on which the validation Wasserstein distance is measured, the same at every epoch */
  readonly validationSize: number;
  /** epochs from one validation to the next */
  readonly validateEvery: number;
  /** the value whose minimum chooses the checkpoint, or the last epoch */
  readonly selection: 'wasserstein' | 'reconstruction' | 'last';
  /** validations without a new minimum after which training stops */
  readonly patience: number | null;
  readonly preprocessing: {
    readonly transform: 'quantile' | 'minmax' | 'none';
    readonly quantiles: number;
  };
  /** shares of training, validation and test events */
  readonly split: readonly [number, number, number];
}

const sampler: SamplerConfig = {
  initialisation: 'pcd',
  steps: 10,
  stepSize: null,
  noise: 0.22,
  temperature: 0.063,
  box: [-3, 3],
  outside: 'clamp',
  clipGradient: null,
  annealNoise: false,
  adjusted: false,
  replayRatio: 0.95,
  bufferSize: 10000,
  fresh: 'normal',
  latent: {
    steps: 10,
    stepSize: null,
    noise: 0.22,
    temperature: 0.063,
    box: null,
    outside: 'clamp',
    clipGradient: null,
    annealNoise: false,
    adjusted: false,
  },
};

/**
 * The defaults of a model on jets. Sampler, network and batch are the paper's; the learning rates
 * are those at which the paper's effects show within hundreds of epochs on the embedded jets (the
 * paper's 10⁻⁵ needs thousands).
 */
export function defaultConfig(model: ModelName): Config {
  return {
    model,
    seed: 0,
    dtype: 'float64',
    network: { hidden: [10, 10], code: 6 },
    loss: { cost: 'sqeuclidean', form: 'log-cosh', gamma: 0, alpha: 0.001, detachNegatives: true },
    sampler,
    optimiser: {
      name: 'adam',
      learningRate: model === 'nae' ? 1e-4 : 1e-3,
      weightDecay: 0.01,
      momentum: 0.9,
      clipNorm: null,
      schedule: 'constant',
      plateau: {},
    },
    epochs: 100,
    batchSize: 256,
    lastBatch: 'drop',
    validationSize: 1024,
    validateEvery: 1,
    selection: model === 'ae' ? 'reconstruction' : 'wasserstein',
    patience: null,
    preprocessing: { transform: 'quantile', quantiles: 1000 },
    split: [0.7, 0.15, 0.15],
  };
}
