import { Trainer, type TrainingTime } from '../../algorithms/index.js';
import { compiled, type Executor } from '../../lib/compile/index.js';
import { STREAM_VERSION } from '../../lib/random/index.js';
import { prepareJets } from '../jets/preparedJets.js';
import { sentenceOf } from '../terminal/failure.js';
import type { TrainingProgress } from '../terminal/progress.js';
import type { Checkpoint } from './checkpoint.js';
import type { RunConfig } from './configFile.js';
import { digestOfTensors } from './digest.js';
import type { Manifest } from './manifest.js';
import { Departed, RecordedRun, type Departure } from './recordedRun.js';
import { RunFolder } from './runFolder.js';
import { digestOfConfig } from './trainRun.js';

export interface VerifyOptions {
  /** begins at the checkpoint of this epoch, or at the last one; by default at the beginning */
  readonly fromCheckpoint?: number | 'last';
  /** what runs the steps; by default they are compiled */
  readonly executor?: Executor;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface Verification {
  readonly run: string;
  readonly status: Manifest['status'];
  /** whether `config.json` is another than the run began with */
  readonly configChanged: boolean;
  /** the steps behind which the recomputation began, and up to which it was the same */
  readonly from: TrainingTime;
  readonly to: TrainingTime;
  /** null where all bits are the same */
  readonly departure: Departure | null;
  readonly seconds: number;
}

/**
 * Recomputes a run from its configuration, seed and data and compares it with what the run recorded,
 * step by step, up to the first difference. What keeps a run from being recomputed is an Error of one
 * sentence: data that have changed, digests that are missing, random streams of another version.
 */
export function verifyRun(path: string, options: VerifyOptions = {}): Verification {
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const folder = RunFolder.open(path);
  const { manifest } = folder;
  const { data, evaluation: _, ...config } = folder.config;
  checkStreams(path, manifest);
  const checkpoint = checkpointOf(folder, options.fromCheckpoint);
  const { epoch, step } = checkpoint?.state ?? { epoch: 0, step: 0 };
  const from = { epoch, step };
  const recorded = new RecordedRun(folder, from);
  let departure: Departure | null = null;
  try {
    const trainer = begin(config, data, recorded, checkpoint, options.executor);
    const epochs = Math.max(recorded.end.epoch, epoch);
    const shown = { epochs, loss: null, wasserstein: null, meanAuc: null, from: epoch };
    recompute(trainer, recorded, () => {
      const { stepInEpoch, stepsPerEpoch, progress } = trainer;
      const place = { epoch: progress.epoch, step: stepInEpoch, steps: stepsPerEpoch };
      options.onProgress?.({ ...shown, ...place, elapsed: elapsed() });
    });
  } catch (error) {
    if (!(error instanceof Departed)) throw error;
    ({ departure } = error);
  }
  return {
    run: path,
    status: manifest.status,
    configChanged: digestOfConfig(config) !== manifest.sha256.config,
    from,
    to: recorded.at,
    departure,
    seconds: Number(elapsed().toFixed(3)),
  };
}

function checkStreams(path: string, { versions }: Manifest): void {
  if (versions.streams === STREAM_VERSION) return;
  throw new Error(
    `${path} was made with version ${versions.streams} of the random streams, and this is version ` +
      `${STREAM_VERSION}; wnae ${versions.wnae} can verify it`,
  );
}

function checkpointOf(
  { path, checkpoints }: RunFolder,
  wanted: VerifyOptions['fromCheckpoint'],
): Checkpoint | null {
  if (wanted === undefined) return null;
  const epochs: number[] = [];
  for (const file of checkpoints.paths) {
    const checkpoint = checkpoints.read(file);
    const { epoch } = checkpoint.state;
    if (wanted === 'last' || epoch === wanted) return checkpoint;
    epochs.push(epoch);
  }
  const kept =
    epochs.length === 0 ? 'it has none' : `it has those after epochs ${epochs.join(', ')}`;
  throw new Error(
    `${path} has no checkpoint${wanted === 'last' ? '' : ` of epoch ${wanted}`}; ${kept}`,
  );
}

/** The training at its beginning, or at a checkpoint, compared with the record. */
function begin(
  config: Omit<RunConfig, 'data' | 'evaluation'>,
  data: RunConfig['data'],
  recorded: RecordedRun,
  checkpoint: Checkpoint | null,
  executor = compiled(),
): Trainer {
  const { sha256 } = recorded.manifest;
  const jets = prepareJets(config, data, checkpoint?.transform);
  if (jets.fileDigest !== sha256.file) {
    throw new Error(
      `cannot verify ${recorded.path}: its data ${data.source} have changed since (sha256 ` +
        `${jets.fileDigest.slice(0, 12)}…, the run was made with ${sha256.file.slice(0, 12)}…)`,
    );
  }
  recorded.compare('data', sha256.data, jets.digest);
  const trainer = new Trainer(config, jets.training, checkpoint?.state, executor);
  if (checkpoint === null) {
    const weights = digestOfTensors(trainer.progress.model);
    recorded.compare('initial weights', sha256.initialWeights, weights);
  } else recorded.compareState(checkpoint.state, trainer.stepInEpoch === 0);
  return trainer;
}

/** Goes through the training, comparing, until nothing is left to compare. */
function recompute(trainer: Trainer, recorded: RecordedRun, onStep: () => void): void {
  onStep();
  while (recorded.remaining > 0 && !trainer.finished) {
    const record = step(trainer, recorded);
    recorded.compareStep(record);
    if (record.epoch !== null) recorded.compareEpoch(record.epoch);
    onStep();
  }
  recorded.compareEnd(trainer);
}

/** A step that fails differs from one that was recorded. */
function step(trainer: Trainer, recorded: RecordedRun): ReturnType<Trainer['step']> {
  try {
    return trainer.step();
  } catch (error) {
    throw recorded.departed('course', 'goes on', `fails: ${sentenceOf(error)}`);
  }
}
