import { emd } from '../../lib/autodiff/index.js';
import { plain, type Executor } from '../../lib/compile/index.js';
import { permutation, stream, type Key } from '../../lib/random/index.js';
import { mean, type Tensor } from '../../lib/tensor/index.js';
import { energy, type Autoencoder } from '../autoencoder.js';
import type { Config } from '../config.js';
import type { NegativeSampler } from '../negatives.js';
import { rowsOf, type TrainingData } from './data.js';
import { requireFinite, requireTransportable } from './nonFinite.js';
import type { Validation } from './state.js';
import type { TrainingTime } from './trainingTime.js';

/** Validation jets at which the transport cost is measured: at every epoch the same. */
export interface ValidationSet {
  readonly all: Tensor;
  /** [n, D], n = min(validationSize, jets) */
  readonly fixed: Tensor;
  /** transport cost between `fixed` and as many other validation jets, if there are: W of a perfect model */
  readonly nullFloor: number | null;
}

export function validationSet(config: Config, data: TrainingData, key: Key): ValidationSet {
  const jets = data.validation.length / data.features;
  const order = permutation(stream(key, 'validation jets'), jets);
  const n = Math.min(config.validationSize, jets);
  const part = (start: number): Tensor =>
    rowsOf(data.validation, data.features, config.dtype, order.subarray(start, start + n));
  const fixed = part(0);
  return {
    all: rowsOf(data.validation, data.features, config.dtype),
    fixed,
    nullFloor: jets < 2 * n ? null : emd(fixed, part(n), config.loss.cost).item(),
  };
}

/** What validation measured, and the model's samples [n, D] that it drew. */
export interface Validated {
  readonly validation: Validation;
  readonly samples: Tensor;
}

/**
 * Measures a model: the energy of the validation jets, the energy of samples of the model, and the
 * transport cost between the two at a fixed n. The chains use the same random numbers at every epoch
 * and leave no trace in the replay buffer. What is not finite is a NonFiniteError.
 */
export function validate(
  config: Config,
  model: Autoencoder,
  sampler: NegativeSampler,
  { all, fixed }: ValidationSet,
  key: Key,
  at: TrainingTime,
  executor: Executor = plain,
): Validated {
  const samples = sampler.sample(stream(key, 'validation chains'), model, fixed);
  const positive = executor(meanEnergy)(model, all);
  const negative = executor(meanEnergy)(model, samples);
  requireFinite(at, [
    ['energy of the validation jets', positive],
    ['sample in validation', samples],
    ['energy of the samples in validation', negative],
  ]);
  requireTransportable(at, samples);
  const wasserstein = emd(fixed, samples, config.loss.cost);
  requireFinite(at, [['transport cost in validation', wasserstein]]);
  return {
    validation: {
      positiveEnergy: positive.item(),
      negativeEnergy: negative.item(),
      wasserstein: wasserstein.item(),
    },
    samples,
  };
}

function meanEnergy(model: Autoencoder, x: Tensor): Tensor {
  return mean(energy(model)(x));
}

/** The number whose minimum chooses the checkpoint. */
export function selectionValue(config: Config, epoch: number, validation: Validation): number {
  if (config.selection === 'last') return -epoch;
  return config.selection === 'wasserstein' ? validation.wasserstein : validation.positiveEnergy;
}
