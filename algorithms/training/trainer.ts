import { onOneThread, type Executor } from '../../lib/compile/index.js';
import {
  constantRate, cosineRate, plateauRate, type OptimizerState, type Schedule,
} from '../../lib/optim/index.js'; // prettier-ignore
import { fold, key, permutation, stream, type Key } from '../../lib/random/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import { initAutoencoder, type Autoencoder } from '../autoencoder.js';
import type { Config } from '../config.js';
import { chainNoise, negativeChain, NegativeSampler } from '../negatives.js';
import { optimizerOf, trainStep, type StepInputs } from '../trainStep.js';
import { rowsOf, type TrainingData } from './data.js';
import {
  chainTensors, requireFinite, requireTransportable, treeTensors,
} from './nonFinite.js'; // prettier-ignore
import type { EpochRecord, StepRecord, TrainingState } from './state.js';
import type { TrainingTime } from './trainingTime.js';
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

/** What an update changes. */
interface Updated extends Pick<TrainingState, 'model' | 'optimizer' | 'step'> {
  readonly loss: number;
  /** ends of the chains; absent for the AE */
  readonly end?: Tensor;
}

/** A training under way: `step` by step, or `epoch` by epoch, once through the training jets. */
export class Trainer {
  readonly validationSet: ValidationSet;
  readonly stepsPerEpoch: number;
  private readonly root: Key;
  private readonly sampler: NegativeSampler;
  private readonly schedule: Schedule;
  private current: TrainingState;
  /** rows of the training jets in the order of an epoch */
  private order: { readonly epoch: number; readonly rows: ReturnType<typeof permutation> } | null =
    null;

  /**
   * Starts a training, or goes on from a stored state of the same configuration and data. The executor
   * decides how fast it is, not what it gives.
   */
  constructor(
    readonly config: Config,
    readonly data: TrainingData,
    state?: TrainingState,
    private readonly executor: Executor = onOneThread,
    /** shown every update */
    private readonly observe?: (step: ObservedStep) => void,
  ) {
    this.root = key(config.seed);
    const jets = data.train.length / data.features;
    const batches = jets / Math.min(config.batchSize, jets);
    this.stepsPerEpoch = config.lastBatch === 'keep' ? Math.ceil(batches) : Math.floor(batches);
    if (data.train.length === 0 || data.validation.length === 0) {
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
      executor,
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
      lossSum: 0,
      model,
      optimizer: optimizerOf(config.optimiser).init(model),
      schedule: this.schedule.init(),
      best: null,
      stale: 0,
    };
  }

  /** The state at the end of the last step but for the replay buffer, which `state` copies. */
  get progress(): Omit<TrainingState, 'buffer'> {
    return this.current;
  }

  /** The state at the end of the last step, replay buffer included. */
  get state(): TrainingState {
    return { ...this.current, ...this.bufferState() };
  }

  /** Steps done in the epoch under way. */
  get stepInEpoch(): number {
    return this.current.step - this.current.epoch * this.stepsPerEpoch;
  }

  /** Whether all epochs are done, or validation has not improved for `patience` validations. */
  get finished(): boolean {
    const { epochs, patience } = this.config;
    const { epoch, stale } = this.current;
    return epoch >= epochs || (patience !== null && stale > patience);
  }

  /** The rest of the epoch under way, or a whole one. */
  epoch(): EpochRecord {
    for (;;) {
      const { epoch } = this.step();
      if (epoch !== null) return epoch;
    }
  }

  /**
   * One update of the weights; the last of an epoch is followed by validation. A number that is not
   * finite is a NonFiniteError; no step can follow it.
   */
  step(): StepRecord {
    const { epoch, lossSum, schedule } = this.current;
    const { loss, end: chain, ...updated } = this.update(this.batch(), schedule.rate);
    this.current = { ...this.current, ...updated, lossSum: lossSum + loss };
    const { step, model } = updated;
    const last = step === (epoch + 1) * this.stepsPerEpoch;
    const buffer =
      chain === undefined ? undefined : this.sampler.view(last ? undefined : chain.shape[0]);
    return {
      at: { step, epoch: epoch + 1 },
      loss,
      model,
      ...(chain === undefined ? {} : { chain }),
      ...(buffer === undefined ? {} : { buffer }),
      ...(last ? this.closeEpoch() : { epoch: null }),
    };
  }

  /** The jets [B, D] of the next step: every epoch has an order of its own. */
  private batch(): Tensor {
    const { config, data } = this;
    const epoch = this.current.epoch + 1;
    if (this.order?.epoch !== epoch) {
      const jets = data.train.length / data.features;
      this.order = { epoch, rows: permutation(fold(stream(this.root, 'order'), epoch), jets) };
    }
    const start = this.stepInEpoch * config.batchSize;
    const rows = this.order.rows.subarray(start, start + config.batchSize);
    return rowsOf(data.train, data.features, config.dtype, rows);
  }

  private closeEpoch(): Pick<StepRecord, 'samples'> & { readonly epoch: EpochRecord } {
    const { config } = this;
    const { step, model, lossSum, schedule } = this.current;
    const epoch = this.current.epoch + 1;
    const trainingLoss = lossSum / this.stepsPerEpoch;
    const due = epoch % config.validateEvery === 0 || epoch === config.epochs || epoch === 1;
    const validated = due
      ? validate(
          config,
          model,
          this.sampler,
          this.validationSet,
          this.root,
          { step, epoch },
          this.executor,
        )
      : undefined;
    const validation = validated?.validation;
    this.current = {
      ...this.current,
      ...this.choose(
        epoch,
        validation === undefined ? null : selectionValue(config, epoch, validation),
      ),
      epoch,
      lossSum: 0,
      schedule: this.schedule.next(schedule, trainingLoss),
    };
    const record = { epoch, step, learningRate: schedule.rate, trainingLoss };
    if (validated === undefined) return { epoch: record };
    const { samples } = validated;
    return { epoch: { ...record, validation: validated.validation }, samples };
  }

  private choose(epoch: number, value: number | null): Pick<TrainingState, 'best' | 'stale'> {
    const { best, stale, model } = this.current;
    if (value === null) return { best, stale };
    if (best === null || value < best.value) {
      return { best: { epoch, value, model, ...this.bufferState() }, stale: 0 };
    }
    return { best, stale: stale + 1 };
  }

  private bufferState(): Pick<TrainingState, 'buffer'> {
    const buffer = this.sampler.state();
    return buffer === undefined ? {} : { buffer };
  }

  /** One update with a batch [B, D]. */
  private update(batch: Tensor, learningRate: number): Updated {
    const { config, sampler } = this;
    const { model, step, epoch } = this.current;
    const at = { step: step + 1, epoch: epoch + 1 };
    const stepKey = fold(stream(this.root, 'step'), step);
    if (config.model === 'ae') return this.finiteStep(at, learningRate, { batch });
    const { start, codes } = sampler.start(stepKey, model, batch);
    if (codes !== undefined) requireFinite(at, [['end of the latent chain', codes]]);
    const noise = chainNoise(stepKey, config.sampler, batch.shape, config.dtype);
    const updated = this.finiteStep(at, learningRate, { batch, start, chainNoise: noise });
    sampler.record(codes ?? (updated.end as Tensor));
    return updated;
  }

  private finiteStep(at: TrainingTime, learningRate: number, inputs: StepInputs): Updated {
    const { config } = this;
    const { model, optimizer } = this.current;
    let result;
    try {
      result = trainStep(config, model, optimizer, learningRate, inputs, this.executor);
    } catch (error) {
      // exact transport refuses points before their chain can be looked at
      const { start, chainNoise: noise } = inputs;
      if (start !== undefined && noise !== undefined) {
        const chain = negativeChain(model, start, noise, config.sampler);
        requireFinite(at, chainTensors(chain));
        requireTransportable(at, chain.states.at(-1) as Tensor);
      }
      throw error;
    }
    this.observe?.({ model, optimizer, learningRate, inputs, updated: result });
    requireFinite(at, [
      ...(result.chain === undefined ? [] : chainTensors(result.chain)),
      ['loss', result.loss],
      ...treeTensors('gradient of', result.gradient),
      ...treeTensors('weight', result.model),
      ...result.optimizer.moments.flatMap((moment, k) => treeTensors(`moment ${k} of`, moment)),
    ]);
    return {
      loss: result.loss.item(),
      model: result.model,
      optimizer: result.optimizer,
      step: at.step,
      end: result.chain?.states.at(-1),
    };
  }
}

function scheduleOf({ optimiser, epochs }: Config): Schedule {
  const { schedule, learningRate, plateau } = optimiser;
  if (schedule === 'cosine') return cosineRate(learningRate, epochs);
  return schedule === 'plateau' ? plateauRate(learningRate, plateau) : constantRate(learningRate);
}
