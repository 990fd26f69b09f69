import { Trainer, type Config } from '../../algorithms/index.js';
import { STREAM_VERSION } from '../../lib/random/index.js';
import type { DataSection } from '../jets/jetSource.js';
import { prepareJets, type PreparedJets } from '../jets/preparedJets.js';
import { SignalEvaluation } from '../jets/signalEvaluation.js';
import type { EvaluationSection } from './configFile.js';
import { digestOfTensors, sha256 } from './digest.js';
import { nodeMachine } from './machine.js';
import { availableMemory, requireMemory } from './memoryLimit.js';
import { packageLockDigest, versions, type Manifest } from './manifest.js';
import { RunFolder } from './runFolder.js';
import { Session, type RunControl, type SessionParts, type TrainedRun } from './session.js';

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

/**
 * Trains a model from scratch into a new run folder. Weights, metrics and choices are a function of
 * `config` and the data alone; `signals` are looked at and decide nothing.
 */
export async function trainRun(options: TrainRunOptions): Promise<TrainedRun> {
  const { config, data, out, force, command = '', machine = nodeMachine } = options;
  const { memory = availableMemory(), onNotice: told = () => undefined } = options;
  const evaluation = { signals: options.signals ?? [], every: options.evaluateEvery ?? 10 };
  const jets = prepareJets(config, data);
  requireMemory(config, jets, memory, told);
  const signals = new SignalEvaluation(jets, evaluation.signals);
  const trainer = new Trainer(config, jets.training, undefined, options.executor);
  const folder = RunFolder.create(out, machine, { force, told });
  try {
    folder.writeConfig({ ...config, data: jets.section, evaluation });
    const manifest = begin(folder, trainer, jets, command);
    return await go({ folder, manifest, trainer, jets, signals, control: options }, evaluation);
  } finally {
    folder.release();
  }
}

/**
 * Goes on with a training that was stopped or killed, from its newest whole checkpoint, or from the
 * start where there is none. It ends in the same bits as one that was never stopped.
 */
export async function resumeRun(path: string, control: RunControl = {}): Promise<TrainedRun> {
  const { machine = nodeMachine, onNotice: told = () => undefined } = control;
  const folder = RunFolder.open(path, machine.files);
  folder.lock(machine, told);
  try {
    return await resume(folder, control, told);
  } finally {
    folder.release();
  }
}

async function resume(
  folder: RunFolder,
  control: RunControl,
  told: (notice: string) => void,
): Promise<TrainedRun> {
  folder.tidy();
  const { data, evaluation, ...config } = folder.config;
  const stored = folder.hasManifest ? folder.manifest : null;
  if (stored !== null) requireSameTraining(folder, stored, config);
  const recovered = stored === null ? null : folder.checkpoints.recover(stored.sha256, told);
  const { summary } = folder;
  if (stored?.status === 'finished' && summary !== null && recovered !== null) {
    const { epoch, step } = recovered.checkpoint.state;
    if (epoch === summary.last.epoch)
      return { folder, manifest: stored, summary, done: { epoch, step } };
  }
  const jets = prepareJets(config, data, recovered?.checkpoint.transform);
  const known = stored?.sha256.data ?? jets.digest;
  if (jets.digest !== known) {
    throw new Error(
      `cannot resume ${folder.path}: its data ${data.source} have changed since (sha256 ` +
        `${jets.digest.slice(0, 12)}…, the run began with ${known.slice(0, 12)}…)`,
    );
  }
  requireMemory(config, jets, control.memory ?? availableMemory(), told);
  const signals = new SignalEvaluation(jets, evaluation.signals);
  const { state } = recovered?.checkpoint ?? {};
  const trainer = new Trainer(config, jets.training, state, control.executor);
  const manifest = stored ?? begin(folder, trainer, jets, `wnae resume ${folder.path}`);
  if (recovered === null)
    told(`${folder.path} has no whole checkpoint; starting from the beginning`);
  const metrics = recovered?.checkpoint.metrics ?? [];
  folder.writeMetrics(metrics);
  const running: Manifest = { ...manifest, status: 'running', ended: null };
  folder.writeManifest(running);
  const rest = { metrics, checkpoint: recovered?.path ?? null };
  return go({ folder, manifest: running, trainer, jets, signals, control, ...rest }, evaluation);
}

/** Writes the manifest of a training that begins. */
function begin(folder: RunFolder, trainer: Trainer, jets: PreparedJets, command: string): Manifest {
  const { config } = trainer;
  const manifest: Manifest = {
    status: 'running',
    versions: versions(),
    command,
    seed: config.seed,
    started: new Date().toISOString(),
    ended: null,
    seconds: 0,
    jets: jets.counts,
    nullFloor: trainer.validationSet.nullFloor,
    sha256: {
      config: digestOfConfig(config),
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
  return manifest;
}

function go(
  parts: Omit<SessionParts, 'evaluateEvery' | 'metrics' | 'checkpoint'> &
    Partial<Pick<SessionParts, 'metrics' | 'checkpoint'>>,
  { every }: EvaluationSection,
): Promise<TrainedRun> {
  return new Session({ metrics: [], checkpoint: null, ...parts, evaluateEvery: every }).run();
}

/** Where configuration or random numbers are others, no resumed run could end in the same bits. */
function requireSameTraining(
  { path }: RunFolder,
  { versions: { streams }, sha256: { config: known } }: Manifest,
  config: Config,
): void {
  if (digestOfConfig(config) !== known) {
    throw new Error(
      `cannot resume ${path}: its config.json has changed since the run began; undo that, or train anew`,
    );
  }
  if (streams !== STREAM_VERSION) {
    throw new Error(
      `cannot resume ${path}: it began with random streams of version ${streams}, and these are ${STREAM_VERSION}`,
    );
  }
}

/** Of all that determines a training, given its data. */
export function digestOfConfig(config: Config): string {
  return sha256(JSON.stringify(config));
}
