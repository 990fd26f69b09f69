import {
  chainNoise, negativeChain, NegativeSampler, Trainer, type Autoencoder, type Config, type EpochRecord,
  type ModelName,
} from '../../algorithms/index.js'; // prettier-ignore
import { onOneThread } from '../../lib/compile/index.js';
import { key, stream } from '../../lib/random/index.js';
import type { ReplayBufferState } from '../../lib/sampling/index.js';
import { tensor, type Tensor } from '../../lib/tensor/index.js';
import { tutorialConfig, tutorialData, tutorialEpochs } from './settings.js';

/** A model at the end of an epoch, 0 being before the first. */
export interface Snapshot {
  readonly epoch: number;
  readonly model: Autoencoder;
  /** of the model's distribution, from the replay buffer on: [n, 2] */
  readonly samples: Tensor;
}

/** A training on the S-curve, as the figures show it. */
export interface Study {
  readonly model: ModelName;
  readonly config: Config;
  readonly epochs: readonly EpochRecord[];
  readonly snapshots: readonly Snapshot[];
  /** the validation points to which W is measured, [n, 2] */
  readonly points: Tensor;
  /** W between two sets of validation points */
  readonly nullFloor: number;
  readonly trained: Autoencoder;
}

/** The epochs at which the figures show each model. */
export const shownEpochs: Readonly<Record<ModelName, readonly number[]>> = {
  ae: [5, 60],
  nae: [10, 24, 26, 40],
  wnae: [0, 4, 10, 60],
};

export function study(model: ModelName): Study {
  const config = tutorialConfig(model, tutorialEpochs[model]);
  const trainer = new Trainer(config, tutorialData());
  const epochs: EpochRecord[] = [];
  const snapshots: Snapshot[] = [];
  for (;;) {
    const { epoch, model: weights } = trainer.progress;
    if (shownEpochs[model].includes(epoch)) {
      snapshots.push({ epoch, model: weights, samples: samplesOf(trainer) });
    }
    if (trainer.finished) break;
    epochs.push(trainer.epoch());
  }
  const { fixed: points, nullFloor } = trainer.validationSet;
  return {
    model,
    config,
    epochs,
    snapshots,
    points,
    nullFloor: nullFloor ?? NaN,
    trained: trainer.progress.model,
  };
}

/** As many samples of the model under training as there are validation points for W. */
export function samplesOf({ config, state, validationSet: { fixed } }: Trainer): Tensor {
  return drawn(config, state.model, fixed, state.buffer);
}

function drawn(
  config: Config,
  model: Autoencoder,
  like: Tensor,
  buffer: ReplayBufferState | undefined,
): Tensor {
  const sampler = new NegativeSampler(config.sampler, 2, config.network.code, config.dtype, buffer);
  return sampler.sample(stream(key(config.seed), 'tutorial'), model, like);
}

/** The paths of Langevin chains of `steps` steps from given points [n, 2]: each chain's states [steps + 1][2]. */
export function pathsOf(
  { config: { sampler, dtype, seed } }: Pick<Study, 'config'>,
  model: Autoencoder,
  starts: readonly (readonly [number, number])[],
  steps: number,
): (readonly [number, number])[][] {
  const start = tensor(starts);
  const chain = { ...sampler, steps };
  const noise = chainNoise(stream(key(seed), 'paths'), chain, start.shape, dtype);
  const { states } = onOneThread(negativeChain)(model, start, noise, chain);
  return starts.map((_, k) => states.map(({ data }) => [data[2 * k], data[2 * k + 1]] as const));
}
