import type { OptimizerState, ScheduleState } from '../../lib/optim/index.js';
import type { ReplayBufferState } from '../../lib/sampling/index.js';
import type { Floats, Tensor } from '../../lib/tensor/index.js';
import type { Autoencoder } from '../autoencoder.js';
import type { TrainingTime } from './trainingTime.js';

/**
 * What a training is at the end of a step. Together with the configuration and the data it determines
 * all that follows, to the last bit: randomness is a function of (seed, epoch, step).
 */
export interface TrainingState {
  /** epochs and steps completed; an epoch is completed with its last step, validation included */
  readonly epoch: number;
  readonly step: number;
  /** sum of the losses of the epoch under way, in the order of its steps */
  readonly lossSum: number;
  readonly model: Autoencoder;
  readonly optimizer: OptimizerState<Autoencoder>;
  readonly schedule: ScheduleState;
  /** absent for CD */
  readonly buffer?: ReplayBufferState;
  readonly best: Best | null;
  /** validations since the best one */
  readonly stale: number;
}

/** The model chosen so far, as it was at the end of its epoch. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
  readonly model: Autoencoder;
  /** absent for CD */
  readonly buffer?: ReplayBufferState;
}

/** What one step shows, and leaves to the next. */
export interface StepRecord {
  readonly at: TrainingTime;
  /** of the batch, before the update */
  readonly loss: number;
  /** after the update */
  readonly model: Autoencoder;
  /** ends of the negative chains [B, D]; absent for the AE */
  readonly chain?: Tensor;
  /**
   * rows of the replay buffer where they lie, oldest first, until the next step: those that the step
   * added, and after the last step of an epoch all; absent for CD and the AE
   */
  readonly buffer?: readonly Floats[];
  /** after the last step of an epoch */
  readonly epoch: EpochRecord | null;
  /** the model's samples [n, D] that validation drew; absent where there was none */
  readonly samples?: Tensor;
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
