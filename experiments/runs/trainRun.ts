import { setImmediate } from 'node:timers/promises';
import {
  Trainer,
  type Autoencoder,
  type Config,
  type EpochRecord,
} from '../../algorithms/index.js';
import type { Checkpoint } from './checkpoint.js';
import { digestOfTensors, digestsOfTrained } from './digest.js';
import { packageLockDigest, versions, type Manifest } from './manifest.js';
import { prepareJets, type PreparedJets } from '../jets/preparedJets.js';
import type { TrainingProgress } from '../terminal/progress.js';
import {
  RunFolder, type EvaluationSection, type RunSummary, type SignalAucs,
} from './runFolder.js'; // prettier-ignore
import type { DataSection } from '../jets/jetSource.js';
import { SignalEvaluation } from '../jets/signalEvaluation.js';
import { StepDigestLog } from './stepDigestFile.js';

/** Seconds between two writings of `last.safetensors`. */
const CHECKPOINT_SECONDS = 10;

export interface RunControl {
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** asked after every epoch; true stops the training, to be resumed later */
  readonly shouldStop?: () => boolean;
}

export interface TrainRunOptions extends RunControl {
  readonly config: Config;
  readonly data: Pick<DataSection, 'source' | 'selection'>;
  /** the run folder */
  readonly out: string;
  /** clears a run that is there already */
  readonly force?: boolean;
  /** signals whose AUC is followed; none by default */
  readonly signals?: readonly string[];
  /** epochs from one evaluation of the signals to the next; default 10 */
  readonly evaluateEvery?: number;
  /** the command line, for the manifest */
  readonly command?: string;
}

export interface TrainedRun {
  readonly folder: RunFolder;
  readonly manifest: Manifest;
  /** null for a training that was stopped */
  readonly summary: RunSummary | null;
}

/**
 * Trains a model from scratch into a new run folder. Weights, metrics and choices are a function of
 * `config` and the data alone; `signals` are looked at and decide nothing.
 */
export async function trainRun(options: TrainRunOptions): Promise<TrainedRun> {
  const { config, data, signals = [], evaluateEvery = 10 } = options;
  const jets = prepareJets(config, data);
  const evaluation: EvaluationSection = { signals, every: evaluateEvery };
  const signalEvaluation = new SignalEvaluation(jets, signals);
  const trainer = new Trainer(config, jets.training);
  const folder = RunFolder.create(options.out, { force: options.force });
  folder.writeConfig({ ...config, data: jets.section, evaluation });
  const manifest: Manifest = {
    status: 'running',
    versions: versions(),
    command: options.command ?? '',
    seed: config.seed,
    started: new Date().toISOString(),
    ended: null,
    jets: jets.counts,
    nullFloor: trainer.validationSet.nullFloor,
    sha256: {
      packageLock: packageLockDigest(),
      file: jets.fileDigest,
      data: jets.digest,
      initialWeights: digestOfTensors(trainer.progress.model),
      finalWeights: null,
      bestWeights: null,
      validationScores: null,
    },
  };
  folder.writeManifest(manifest);
  return continueRun(folder, manifest, trainer, jets, signalEvaluation, evaluation, options);
}

/**
 * Goes on with a training that was stopped, from its last checkpoint. It ends in the same bits as one
 * that was never stopped.
 */
export async function resumeRun(path: string, control: RunControl = {}): Promise<TrainedRun> {
  const folder = RunFolder.open(path);
  const { data, evaluation, ...config } = folder.config;
  const { manifest, summary } = folder;
  if (manifest.status === 'finished') return { folder, manifest, summary };
  const { state, transform } = folder.readCheckpoint('last');
  const jets = prepareJets(config, data, transform);
  if (jets.digest !== manifest.sha256.data) {
    throw new Error(
      `cannot resume ${path}: its data ${data.source} have changed since (sha256 ` +
        `${jets.digest.slice(0, 12)}…, the run began with ${manifest.sha256.data.slice(0, 12)}…)`,
    );
  }
  folder.truncateMetrics(state.epoch);
  const trainer = new Trainer(config, jets.training, state);
  const signalEvaluation = new SignalEvaluation(jets, evaluation.signals);
  return continueRun(folder, manifest, trainer, jets, signalEvaluation, evaluation, control);
}

/** Trains to the end; a training that fails (a loss that is not finite) is marked so, and says why. */
async function continueRun(
  folder: RunFolder,
  manifest: Manifest,
  ...rest: [Trainer, PreparedJets, SignalEvaluation, EvaluationSection, RunControl]
): Promise<TrainedRun> {
  try {
    return await runEpochs(folder, manifest, ...rest);
  } catch (error) {
    conclude(folder, manifest, 'failed');
    throw error;
  }
}

async function runEpochs(
  folder: RunFolder,
  manifest: Manifest,
  trainer: Trainer,
  jets: PreparedJets,
  signals: SignalEvaluation,
  { every }: EvaluationSection,
  { onProgress, shouldStop }: RunControl,
): Promise<TrainedRun> {
  const { config } = trainer;
  const shown = {
    epoch: trainer.progress.epoch,
    epochs: config.epochs,
    steps: trainer.stepsPerEpoch,
    loss: null as number | null,
    wasserstein: null as number | null,
    meanAuc: null as number | null,
    from: trainer.progress.epoch,
  };
  const began = performance.now();
  const report = (step: number): void =>
    onProgress?.({ ...shown, step, elapsed: (performance.now() - began) / 1000 });
  const digests = new StepDigestLog(folder.file('digests.jsonl'), trainer.progress.step);
  const save = (name: string): void => {
    digests.flush({ durably: true });
    folder.saveCheckpoint(name, checkpointOf(trainer, jets));
  };

  if (trainer.progress.epoch === 0) save('last');
  let saved = performance.now();
  while (!trainer.finished) {
    const start = performance.now();
    const chosen = trainer.progress.best?.epoch;
    let record: EpochRecord;
    try {
      record = trainer.epoch((step, outcome) => {
        digests.record(outcome);
        if (shown.epoch === 0) shown.loss = outcome.loss;
        report(step);
      });
    } finally {
      digests.flush();
    }
    const seconds = Number(((performance.now() - start) / 1000).toFixed(3));
    const { epoch } = record;
    const due =
      signals.names.length > 0 && (epoch % every === 0 || epoch === 1 || trainer.finished);
    const aucs = due ? signals.evaluate(trainer.progress.model, config.dtype) : undefined;
    folder.appendMetrics({ ...record, seconds, ...aucs });
    if (trainer.progress.best?.epoch !== chosen) save('best');

    shown.epoch = epoch;
    shown.loss = record.trainingLoss;
    shown.wasserstein = record.validation?.wasserstein ?? shown.wasserstein;
    shown.meanAuc = aucs?.meanAuc ?? shown.meanAuc;
    report(0);
    // signals and messages are delivered between tasks only
    await setImmediate();
    const stopped = !trainer.finished && shouldStop?.() === true;
    if (stopped || performance.now() - saved > CHECKPOINT_SECONDS * 1000) {
      save('last');
      saved = performance.now();
    }
    if (stopped) {
      return { folder, summary: null, manifest: conclude(folder, manifest, 'interrupted') };
    }
  }
  save('last');
  const summary = summarise(folder, trainer.progress, config, signals);
  folder.writeSummary(summary);
  return {
    folder,
    summary,
    manifest: conclude(folder, manifest, 'finished', trainer),
  };
}

function checkpointOf({ state, config, data }: Trainer, { transform }: PreparedJets): Checkpoint {
  const { initialisation } = config.sampler;
  const bufferColumns = initialisation === 'omi' ? config.network.code : data.features;
  return { state, transform: transform.state, bufferColumns };
}

function summarise(
  folder: RunFolder,
  { epoch, model, best }: Trainer['progress'],
  { dtype }: Config,
  signals: SignalEvaluation,
): RunSummary {
  const { metrics } = folder;
  const aucs = (at: number, of: Autoencoder): Partial<SignalAucs> => {
    if (signals.names.length === 0) return {};
    const { auc, meanAuc } = metrics.find((line) => line.epoch === at) ?? {};
    return auc === undefined ? signals.evaluate(of, dtype) : { auc, meanAuc };
  };
  const seconds = metrics.reduce((total, line) => total + line.seconds, 0);
  return {
    best:
      best === null
        ? null
        : { epoch: best.epoch, value: best.value, ...aucs(best.epoch, best.model) },
    last: { epoch, ...aucs(epoch, model) },
    seconds: Number(seconds.toFixed(3)),
  };
}

function conclude(
  folder: RunFolder,
  manifest: Manifest,
  status: Manifest['status'],
  trained?: Trainer,
): Manifest {
  const concluded = {
    ...manifest,
    status,
    ended: new Date().toISOString(),
    sha256: { ...manifest.sha256, ...(trained === undefined ? {} : digestsOfTrained(trained)) },
  };
  folder.writeManifest(concluded);
  return concluded;
}
