import type { OptimizerState, ScheduleState } from '../../lib/optim/index.js';
import type { ReplayBufferState } from '../../lib/sampling/index.js';
import type { Floats, Tensor } from '../../lib/tensor/index.js';
import type { Autoencoder } from '../autoencoder.js';

/**
 * What a training is at the end of an epoch. Together with the configuration and the data it
 * determines all that follows, to the last bit: randomness is a function of (seed, epoch, step).
 */
export interface TrainingState {
  /** epochs and steps completed */
  readonly epoch: number;
  readonly step: number;
  readonly model: Autoencoder;
  readonly optimizer: OptimizerState<Autoencoder>;
  readonly schedule: ScheduleState;
  /** absent for CD */
  readonly buffer?: ReplayBufferState;
  readonly best: Best | null;
  /** validations since the best one */
  readonly stale: number;
}

/** What one step leaves behind: all that later steps depend on but the optimiser's moments. */
export interface StepOutcome {
  /** steps completed, over the whole training */
  readonly step: number;
  /** the epoch it is part of, from 1 */
  readonly epoch: number;
  /** of the batch, before the update */
  readonly loss: number;
  /** after the update */
  readonly model: Autoencoder;
  /** ends of the negative chains [B, D]; absent for the AE */
  readonly chain?: Tensor;
  /**
   * rows of the replay buffer where they lie, oldest first: those that the step added, and after the
   * last step of an epoch all; absent for CD and the AE
   */
  readonly buffer?: readonly Floats[];
}

/** The checkpoint chosen so far. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
  readonly model: Autoencoder;
}

/** What one epoch shows. Energies and losses are means over jets. */
export interface EpochRecord {
  readonly epoch: number;
  readonly step: number;
  readonly learningRate: number;
  /** mean over the epoch's batches */
  readonly trainingLoss: number;
  /** absent on epochs that are not validated */
  readonly validation?: Validation;
}

export interface Validation {
  /** E₊ over the whole validation set, E₋ over the model's samples */
  readonly positiveEnergy: number;
  readonly negativeEnergy: number;
  /** exact transport cost between `validationSize` validation jets and as many samples */
  readonly wasserstein: number;
}
