import type { Config } from '../config.js';

/** Sizes of the data, in jets and numbers a jet. */
export interface DataSizes {
  readonly features: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Bytes that a training takes at most, about, by what they are for. */
export interface MemoryEstimate {
  /** jets as they are read, split and preprocessed */
  readonly jets: number;
  /** weights, gradients, moments, the chosen model, and a checkpoint being written */
  readonly weights: number;
  /** activations of a batch and, where the gradient passes through it, of its chain */
  readonly step: number;
  /** the replay buffer, its copies in the state and the chosen model, a checkpoint being written */
  readonly buffer: number;
  readonly validation: number;
  readonly total: number;
}

/** Of arrays of one kind alive at the same time; measured by test/experiments/memory.test.ts. */
const COPIES = { jets: 4, weights: 14, chain: 8, activations: 4, buffer: 8 } as const;
/** Exact transport, per point. */
const TRANSPORT = 4096;
const BINARY64 = 8;

/** How much memory a training of a configuration takes beside the program itself. */
export function estimateMemory(config: Config, data: DataSizes): MemoryEstimate {
  const { network, sampler, model, dtype } = config;
  const { features } = data;
  const element = dtype === 'float64' ? 8 : 4;
  const sizes = [
    features,
    ...network.hidden,
    network.code,
    ...network.hidden.toReversed(),
    features,
  ];
  const width = sizes.reduce((total, size) => total + size, 0);
  const parameters = sizes.slice(1).reduce((total, size, k) => total + size * (sizes[k] + 1), 0);
  const batch = Math.min(config.batchSize, data.train);

  const chainWidth = model === 'wnae' || !config.loss.detachNegatives ? width : 2 * features;
  const numbers = model === 'ae' ? 0 : batch * sampler.steps * chainWidth;
  const noise = model === 'ae' ? 0 : 2 * batch * sampler.steps * features;
  const bufferWidth = { cd: 0, pcd: features, omi: network.code }[sampler.initialisation];
  const measured = Math.min(config.validationSize, data.validation);

  const parts = {
    jets: COPIES.jets * BINARY64 * features * (data.train + data.validation + data.test),
    weights: COPIES.weights * element * parameters,
    step:
      element * (COPIES.activations * batch * width + COPIES.chain * numbers) + BINARY64 * noise,
    buffer: COPIES.buffer * element * sampler.bufferSize * bufferWidth,
    validation:
      element * width * data.validation +
      measured * (TRANSPORT + 4 * BINARY64 * features * (sampler.steps + 1)),
  };
  return { ...parts, total: Object.values(parts).reduce((total, part) => total + part, 0) };
}
