import {
  constantRate, cosineRate, plateauRate, type OptimizerState, type Schedule,
} from '../../lib/optim/index.js'; // prettier-ignore
import { fold, key, permutation, stream, type Key } from '../../lib/random/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import { initAutoencoder, type Autoencoder } from '../autoencoder.js';
import type { Config } from '../config.js';
import { chainNoise, NegativeSampler } from '../negatives.js';
import { optimizerOf, trainStep, type StepInputs } from '../trainStep.js';
import { rowsOf, type TrainingData } from './data.js';
import type { EpochRecord, TrainingState } from './state.js';
import { selectionValue, validate, validationSet, type ValidationSet } from './validation.js';

/** One update with all that it was made from and all that came of it. */
export interface ObservedStep {
  /** before the update */
  readonly model: Autoencoder;
  readonly optimizer: OptimizerState<Autoencoder>;
  readonly learningRate: number;
  readonly inputs: StepInputs;
  readonly updated: ReturnType<typeof trainStep>;
}

/** A training under way. Each call of `epoch` goes once through the training jets. */
export class Trainer {
  readonly validationSet: ValidationSet;
  readonly stepsPerEpoch: number;
  private readonly root: Key;
  private readonly sampler: NegativeSampler;
  private readonly schedule: Schedule;
  private current: TrainingState;

  /** Starts a training, or goes on from a stored state of the same configuration and data. */
  constructor(
    readonly config: Config,
    readonly data: TrainingData,
    state?: TrainingState,
    /** shown every update */
    private readonly observe?: (step: ObservedStep) => void,
  ) {
    this.root = key(config.seed);
    const jets = data.train.length / data.features;
    const batches = jets / Math.min(config.batchSize, jets);
    this.stepsPerEpoch = config.lastBatch === 'keep' ? Math.ceil(batches) : Math.floor(batches);
    if (!(this.stepsPerEpoch >= 1) || data.validation.length === 0) {
      throw new RangeError(
        `train: expected at least one jet to train on and one to validate with, got ${jets} and ` +
          `${data.validation.length / data.features}`,
      );
    }
    this.validationSet = validationSet(config, data, this.root);
    this.schedule = scheduleOf(config);
    this.sampler = new NegativeSampler(
      config.sampler,
      data.features,
      config.network.code,
      config.dtype,
      state?.buffer,
    );
    this.current = state ?? this.initial();
  }

  private initial(): TrainingState {
    const { config, data } = this;
    const model = initAutoencoder(
      stream(this.root, 'weights'),
      data.features,
      config.network,
      config.dtype,
    );
    return {
      epoch: 0,
      step: 0,
      model,
      optimizer: optimizerOf(config.optimiser).init(model),
      schedule: this.schedule.init(),
      best: null,
      stale: 0,
    };
  }

  /** The state at the end of the last epoch but for the replay buffer, which `state` copies. */
  get progress(): Omit<TrainingState, 'buffer'> {
    return this.current;
  }

  /** The state at the end of the last epoch, replay buffer included. */
  get state(): TrainingState {
    const buffer = this.sampler.state();
    return buffer === undefined ? this.current : { ...this.current, buffer };
  }

  /** Whether all epochs are done, or validation has not improved for `patience` validations. */
  get finished(): boolean {
    const { epochs, patience } = this.config;
    const { epoch, stale } = this.current;
    return epoch >= epochs || (patience !== null && stale > patience);
  }

  /** One pass through the training jets in a new order, then validation. */
  epoch(onStep?: (stepInEpoch: number, loss: number) => void): EpochRecord {
    const { config, data } = this;
    const { batchSize } = config;
    const epoch = this.current.epoch + 1;
    const learningRate = this.current.schedule.rate;
    const order = permutation(
      fold(stream(this.root, 'order'), epoch),
      data.train.length / data.features,
    );
    let total = 0;
    for (let k = 0; k < this.stepsPerEpoch; k++) {
      const rows = order.subarray(k * batchSize, (k + 1) * batchSize);
      const loss = this.step(rowsOf(data.train, data.features, config.dtype, rows), learningRate);
      total += loss;
      onStep?.(k + 1, loss);
    }
    const trainingLoss = total / this.stepsPerEpoch;
    const due = epoch % config.validateEvery === 0 || epoch === config.epochs || epoch === 1;
    const validation = due
      ? validate(config, this.current.model, this.sampler, this.validationSet, this.root)
      : undefined;
    this.current = {
      ...this.current,
      ...this.choose(
        epoch,
        validation === undefined ? null : selectionValue(config, epoch, validation),
      ),
      epoch,
      schedule: this.schedule.next(this.current.schedule, trainingLoss),
    };
    return {
      epoch,
      step: this.current.step,
      learningRate,
      trainingLoss,
      ...(validation === undefined ? {} : { validation }),
    };
  }

  private choose(epoch: number, value: number | null): Pick<TrainingState, 'best' | 'stale'> {
    const { best, stale, model } = this.current;
    if (value === null) return { best, stale };
    if (best === null || value < best.value) return { best: { epoch, value, model }, stale: 0 };
    return { best, stale: stale + 1 };
  }

  /** One update with a batch [B, D]; returns its loss. */
  private step(batch: Tensor, learningRate: number): number {
    const { config } = this;
    const { model, optimizer, step } = this.current;
    const stepKey = fold(stream(this.root, 'step'), step);
    const negatives = config.model === 'ae' ? null : this.sampler.start(stepKey, model, batch);
    const inputs =
      negatives === null
        ? { batch }
        : {
            batch,
            start: negatives.start,
            chainNoise: chainNoise(stepKey, config.sampler, batch.shape, config.dtype),
          };
    const updated = trainStep(config, model, optimizer, learningRate, inputs);
    this.observe?.({ model, optimizer, learningRate, inputs, updated });
    const loss = updated.loss.item();
    if (!Number.isFinite(loss)) {
      throw new RangeError(
        `train: expected a finite loss, got ${loss} at step ${step + 1} (epoch ` +
          `${this.current.epoch + 1}); a smaller learning rate or gradient clipping may help`,
      );
    }
    const end = updated.chain?.states.at(-1);
    if (end !== undefined) negatives?.record(end);
    this.current = {
      ...this.current,
      model: updated.model,
      optimizer: updated.optimizer,
      step: step + 1,
    };
    return loss;
  }
}

function scheduleOf({ optimiser, epochs }: Config): Schedule {
  const { schedule, learningRate, plateau } = optimiser;
  if (schedule === 'cosine') return cosineRate(learningRate, epochs);
  return schedule === 'plateau' ? plateauRate(learningRate, plateau) : constantRate(learningRate);
}
