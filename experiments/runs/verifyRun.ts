import { Trainer, type EpochRecord } from '../../algorithms/index.js';
import { STREAM_VERSION } from '../../lib/random/index.js';
import { prepareJets } from '../jets/preparedJets.js';
import { sentenceOf } from '../terminal/failure.js';
import type { TrainingProgress } from '../terminal/progress.js';
import type { Checkpoint } from './checkpoint.js';
import { digestOfTensors } from './digest.js';
import type { Manifest } from './manifest.js';
import { Departed, RecordedRun, type Departure, type Place } from './recordedRun.js';
import { RunFolder, type RunConfig } from './runFolder.js';

export interface VerifyOptions {
  /** begins at the checkpoint of this epoch, or at the last one; by default at the beginning */
  readonly fromCheckpoint?: number | 'last';
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface Verification {
  readonly run: string;
  readonly status: Manifest['status'];
  /** where the recomputation began and how far it was the same */
  readonly from: Place;
  readonly to: Place;
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
  const { config, manifest } = folder;
  checkStreams(path, manifest);
  const checkpoint = checkpointOf(folder, options.fromCheckpoint);
  const { epoch, step } = checkpoint?.state ?? { epoch: 0, step: 0 };
  const from = { epoch, step };
  const recorded = new RecordedRun(folder, from);
  let departure: Departure | null = null;
  try {
    const trainer = begin(config, recorded, checkpoint);
    const epochs = recorded.end.epoch;
    const shown = { epochs, loss: null, wasserstein: null, meanAuc: null, from: epoch };
    recompute(trainer, recorded, (step) => {
      const { epoch } = trainer.progress;
      const steps = trainer.stepsPerEpoch;
      options.onProgress?.({ ...shown, epoch, step, steps, elapsed: elapsed() });
    });
  } catch (error) {
    if (!(error instanceof Departed)) throw error;
    ({ departure } = error);
  }
  const { status } = manifest;
  const seconds = Number(elapsed().toFixed(3));
  return { run: path, status, from, to: recorded.at, departure, seconds };
}

function checkStreams(path: string, { versions }: Manifest): void {
  if (versions.streams === STREAM_VERSION) return;
  throw new Error(
    `${path} was made with version ${versions.streams} of the random streams, and this is version ` +
      `${STREAM_VERSION}; wnae ${versions.wnae} can verify it`,
  );
}

function checkpointOf(
  folder: RunFolder,
  wanted: VerifyOptions['fromCheckpoint'],
): Checkpoint | null {
  if (wanted === undefined) return null;
  const last = folder.readCheckpoint('last');
  if (wanted === 'last' || last.state.epoch === wanted) return last;
  const best = folder.readCheckpoint('best');
  if (best.state.epoch === wanted) return best;
  throw new Error(
    `${folder.path} has no checkpoint of epoch ${wanted}; it has those of epochs ` +
      `${best.state.epoch} (best) and ${last.state.epoch} (last)`,
  );
}

/** The training at its beginning, or at a checkpoint, compared with the record. */
function begin(
  { data, evaluation: _, ...config }: RunConfig,
  recorded: RecordedRun,
  checkpoint: Checkpoint | null,
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
  const trainer = new Trainer(config, jets.training, checkpoint?.state);
  if (checkpoint === null) {
    const weights = digestOfTensors(trainer.progress.model);
    recorded.compare('initial weights', sha256.initialWeights, weights);
  } else recorded.compareState(checkpoint.state);
  return trainer;
}

/** Goes through the training, comparing, until nothing is left to compare. */
function recompute(trainer: Trainer, recorded: RecordedRun, onStep: (step: number) => void): void {
  onStep(0);
  while (recorded.remaining > 0 && !trainer.finished) {
    const record = trainEpoch(trainer, recorded, onStep);
    if (record === null) return;
    recorded.compareEpoch(record);
    onStep(0);
  }
  recorded.compareEnd(trainer);
}

/** Thrown to leave an epoch in the middle of which a record ends. */
class RecordEnded extends Error {}

/** An epoch's record; null where what was recorded ends before it does. */
function trainEpoch(
  trainer: Trainer,
  recorded: RecordedRun,
  onStep: (step: number) => void,
): EpochRecord | null {
  try {
    return trainer.epoch((step, outcome) => {
      recorded.compareStep(outcome);
      onStep(step);
      if (recorded.remaining === 0 && step < trainer.stepsPerEpoch) throw new RecordEnded();
    });
  } catch (error) {
    if (error instanceof RecordEnded) return null;
    if (error instanceof Departed) throw error;
    throw recorded.departed('course', 'goes on', `fails: ${sentenceOf(error)}`);
  }
}
