import type { Executor } from '../../lib/compile/index.js';
import { setImmediate } from 'node:timers/promises';
import {
  NonFiniteError,
  type Autoencoder,
  type EpochRecord,
  type Trainer,
} from '../../algorithms/index.js';
import type { PreparedJets } from '../jets/preparedJets.js';
import type { SignalEvaluation } from '../jets/signalEvaluation.js';
import { FailedCheck, sentenceOf } from '../terminal/failure.js';
import type { TrainingProgress } from '../terminal/progress.js';
import type { Checkpoint } from './checkpoint.js';
import { digestsOfTrained } from './digest.js';
import { nodeMachine, type Machine } from './machine.js';
import type { Manifest } from './manifest.js';
import type { EpochMetrics, SignalAucs } from './metrics.js';
import type { RunFolder, RunSummary } from './runFolder.js';
import { StepDigestLog } from './stepDigestLog.js';

/** Seconds of training from one checkpoint to the next, unless told otherwise. */
export const CHECKPOINT_SECONDS = 60;

/** Seconds after which a step is followed by a pause in which signals and messages are delivered. */
const PAUSE_SECONDS = 0.02;

/** What goes on around a training; it changes no bit of it. */
export interface RunControl {
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** one sentence on what was found and mended: a damaged checkpoint, a stale lock */
  readonly onNotice?: (notice: string) => void;
  /** asked after every step; true stops the training with a checkpoint, to be resumed later */
  readonly shouldStop?: () => boolean | Promise<boolean>;
  readonly checkpointSeconds?: number;
  /** decides how fast the training is, not what it gives */
  readonly executor?: Executor;
  /** bytes; default: what the machine has */
  readonly memory?: number;
  readonly machine?: Machine;
}

export interface TrainedRun {
  readonly folder: RunFolder;
  readonly manifest: Manifest;
  /** null for a training that was stopped */
  readonly summary: RunSummary | null;
  /** epochs and steps done */
  readonly done: { readonly epoch: number; readonly step: number };
}

export interface SessionParts {
  readonly folder: RunFolder;
  readonly manifest: Manifest;
  readonly trainer: Trainer;
  readonly jets: PreparedJets;
  readonly signals: SignalEvaluation;
  /** epochs from one evaluation of the signals to the next */
  readonly evaluateEvery: number;
  /** of the epochs done */
  readonly metrics: readonly EpochMetrics[];
  /** the newest checkpoint; null where there is none yet */
  readonly checkpoint: string | null;
  readonly control: RunControl;
}

/** One stretch of a training, from its start or a checkpoint to its end or an interrupt. */
export class Session {
  private readonly machine: Machine;
  private readonly metrics: EpochMetrics[];
  private readonly began: number;
  private saved: number;
  private checkpoint: string | null;
  private digests: StepDigestLog | null = null;

  constructor(private readonly parts: SessionParts) {
    this.machine = parts.control.machine ?? nodeMachine;
    this.metrics = [...parts.metrics];
    this.began = this.saved = this.machine.now();
    this.checkpoint = parts.checkpoint;
  }

  /** Trains; a failure is marked in the manifest, and says where the run may be resumed. */
  async run(): Promise<TrainedRun> {
    const { folder } = this.parts;
    try {
      const finished = await this.train();
      const summary = finished ? this.summarise() : null;
      if (summary !== null) {
        folder.writeMetrics(this.metrics);
        folder.writeSummary(summary);
      }
      const manifest = this.conclude(finished ? 'finished' : 'interrupted');
      const { epoch, step } = this.parts.trainer.progress;
      return { folder, manifest, summary, done: { epoch, step } };
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Whether the training came to its end. */
  private async train(): Promise<boolean> {
    const { trainer, control } = this.parts;
    const { checkpointSeconds = CHECKPOINT_SECONDS } = control;
    const report = this.reporter();
    this.digests = new StepDigestLog(this.parts.folder, trainer.progress.step);
    if (this.checkpoint === null) this.save();
    let paused = this.machine.now();
    while (!trainer.finished) {
      const record = trainer.step();
      this.digests.record(record);
      const { loss, epoch } = record;
      const aucs = epoch === null ? undefined : this.closeEpoch(epoch);
      report(loss, epoch, aucs);
      if (this.machine.now() - paused >= PAUSE_SECONDS) {
        await setImmediate();
        paused = this.machine.now();
      }
      const stop = (await control.shouldStop?.()) === true && !trainer.finished;
      const due = this.machine.now() - this.saved >= checkpointSeconds;
      if (stop || due || trainer.finished) this.save();
      if (stop) return false;
    }
    return true;
  }

  /** The signals' AUCs where they are due, and the line of metrics. */
  private closeEpoch(record: EpochRecord): SignalAucs | undefined {
    const { folder, trainer, signals, evaluateEvery: every } = this.parts;
    const { epoch } = record;
    const due =
      signals.names.length > 0 && (epoch % every === 0 || epoch === 1 || trainer.finished);
    const { model } = trainer.progress;
    const aucs = due ? signals.evaluate(model, trainer.config.dtype) : undefined;
    const line = { ...record, ...aucs };
    this.metrics.push(line);
    folder.appendMetrics(line);
    return aucs;
  }

  private save(): void {
    const { folder, trainer, jets, manifest } = this.parts;
    const { config, data } = trainer;
    const checkpoint: Checkpoint = {
      state: trainer.state,
      transform: jets.transform.state,
      bufferColumns: config.sampler.initialisation === 'omi' ? config.network.code : data.features,
      metrics: this.metrics,
      training: { config: manifest.sha256.config, data: manifest.sha256.data },
    };
    this.digests?.flush();
    this.checkpoint = folder.saveCheckpoint(checkpoint);
    this.saved = this.machine.now();
  }

  private reporter(): (
    loss: number,
    record: EpochRecord | null,
    aucs: SignalAucs | undefined,
  ) => void {
    const { trainer, metrics, control } = this.parts;
    const from = trainer.progress.epoch;
    const last = metrics.at(-1);
    const shown = {
      epochs: trainer.config.epochs,
      steps: trainer.stepsPerEpoch,
      loss: last?.trainingLoss ?? null,
      wasserstein: last?.validation?.wasserstein ?? null,
      meanAuc: last?.meanAuc ?? null,
      from,
    };
    return (loss, record, aucs) => {
      const { epoch } = trainer.progress;
      if (record !== null) shown.loss = record.trainingLoss;
      else if (epoch === 0) shown.loss = loss;
      shown.wasserstein = record?.validation?.wasserstein ?? shown.wasserstein;
      shown.meanAuc = aucs?.meanAuc ?? shown.meanAuc;
      control.onProgress?.({
        ...shown,
        epoch,
        step: trainer.stepInEpoch,
        elapsed: this.machine.now() - this.began,
      });
    };
  }

  private summarise(): RunSummary {
    const { trainer, signals } = this.parts;
    const { epoch, model, best } = trainer.progress;
    const aucs = (at: number, of: Autoencoder): Partial<SignalAucs> => {
      if (signals.names.length === 0) return {};
      const { auc, meanAuc } = this.metrics.find((line) => line.epoch === at) ?? {};
      return auc === undefined ? signals.evaluate(of, trainer.config.dtype) : { auc, meanAuc };
    };
    return {
      best:
        best === null
          ? null
          : { epoch: best.epoch, value: best.value, ...aucs(best.epoch, best.model) },
      last: { epoch, ...aucs(epoch, model) },
    };
  }

  private conclude(status: Manifest['status']): Manifest {
    const { folder, manifest, trainer } = this.parts;
    const trained = status === 'finished' ? digestsOfTrained(trainer) : {};
    const seconds = manifest.seconds + this.machine.now() - this.began;
    const concluded = {
      ...manifest,
      status,
      ended: new Date().toISOString(),
      seconds: Number(seconds.toFixed(3)),
      sha256: { ...manifest.sha256, ...trained },
    };
    folder.writeManifest(concluded);
    return concluded;
  }

  private failure(error: unknown): unknown {
    const { folder } = this.parts;
    try {
      this.conclude('failed');
      this.digests?.flush();
    } catch {
      // the first error is the one to tell
    }
    const last = this.checkpoint;
    if (error instanceof NonFiniteError) {
      return new FailedCheck(`${error.message}; the last good checkpoint is ${last}`, {
        cause: error,
      });
    }
    if (last === null) return error;
    return new Error(`${sentenceOf(error)}; wnae resume ${folder.path} goes on from ${last}`, {
      cause: error,
    });
  }
}
