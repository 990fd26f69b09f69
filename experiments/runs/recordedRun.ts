import type {
  EpochRecord, StepRecord, Trainer, TrainingState, TrainingTime,
} from '../../algorithms/index.js'; // prettier-ignore
import { digestsOfTrained } from './digest.js';
import type { Manifest } from './manifest.js';
import type { EpochMetrics } from './metrics.js';
import type { RunFolder } from './runFolder.js';
import {
  digestState,
  digestStep,
  stepParts,
  type StepDigest,
  type StepPart,
} from './stepDigest.js';

/** Where a recomputed training first differs from the one recorded. */
export interface Departure extends TrainingTime {
  readonly part: string;
  /** what else differs in the same step */
  readonly others: readonly string[];
  readonly recorded: string;
  readonly recomputed: string;
}

export class Departed extends Error {
  constructor(readonly departure: Departure) {
    super(`${departure.part} departed in step ${departure.step}`);
  }
}

/**
 * What a run recorded, to hold another training against. Every `compare…` throws `Departed` at a
 * difference.
 */
export class RecordedRun {
  readonly path: string;
  readonly manifest: Manifest;
  /** the last step in which all was the same */
  at: TrainingTime;
  private readonly metrics: readonly EpochMetrics[];
  private readonly steps: readonly StepDigest[];

  /** A run that lacks digests of steps it made is an Error of one sentence. */
  constructor(folder: RunFolder, from: TrainingTime) {
    this.path = folder.path;
    this.manifest = folder.manifest;
    this.at = from;
    this.metrics = folder.metrics;
    this.steps = folder.stepDigests;
    // a killed run's lines of metrics may be ahead of what it kept for good
    const killed = this.manifest.status === 'running';
    const made = Math.max(from.step, killed ? 0 : (this.metrics.at(-1)?.step ?? 0));
    if (this.steps.length < made) {
      throw new Error(
        `${folder.file('digests.jsonl')}: expected the digests of all ${made} steps that the run made, got those of ` +
          `${this.steps.length}`,
      );
    }
  }

  /** The last step that was recorded. */
  get end(): TrainingTime {
    const { epoch, step } = this.steps.at(-1) ?? { epoch: 0, step: 0 };
    return { epoch, step };
  }

  /** Steps that have not been compared. */
  get remaining(): number {
    return this.steps.length - this.at.step;
  }

  compare(part: string, recorded: string, recomputed: string): void {
    if (recorded !== recomputed) throw this.departed(part, recorded, recomputed);
  }

  /** A difference that no single step makes. */
  departed(part: string, recorded: string, recomputed: string): Departed {
    return new Departed({ ...this.at, part, others: [], recorded, recomputed });
  }

  compareStep(record: StepRecord): void {
    this.compareParts(record.at, digestStep(record), stepParts);
  }

  /** The state of a checkpoint with the step after which it was taken, `endsEpoch` the last of an epoch. */
  compareState(state: TrainingState, endsEpoch: boolean): void {
    if (state.step === 0) return;
    const { epoch, buffer } = this.steps[state.step - 1];
    // an AE has a buffer that nothing is put into
    const parts = [
      'weights',
      ...(buffer !== undefined && endsEpoch ? ['buffer' as const] : []),
    ] as const;
    this.compareParts({ step: state.step, epoch }, digestState(state), parts);
  }

  private compareParts(
    { step, epoch }: TrainingTime,
    recomputed: Partial<StepDigest>,
    parts: readonly StepPart[],
  ): void {
    const recorded = this.steps[step - 1];
    const [part, ...others] = parts.filter((name) => recorded[name] !== recomputed[name]);
    if (part === undefined) {
      this.at = { epoch, step };
      return;
    }
    throw new Departed({
      step,
      epoch,
      part,
      others,
      recorded: recorded[part] ?? 'none',
      recomputed: recomputed[part] ?? 'none',
    });
  }

  /** An epoch's learning rate, loss and validation with its line of metrics, if there is one. */
  compareEpoch(record: EpochRecord): void {
    const line = this.metrics.find(({ epoch }) => epoch === record.epoch);
    if (line === undefined) return;
    const shown = ({ learningRate, trainingLoss, validation }: EpochRecord): string =>
      JSON.stringify({ learningRate, trainingLoss, ...validation });
    this.compare('metrics', shown(line), shown(record));
  }

  /** What a training that is through comes to, if the recorded one is. */
  compareEnd(trainer: Trainer): void {
    const { status, sha256 } = this.manifest;
    const course = (more: boolean): string => `${more ? 'goes on after' : 'ends with'} this step`;
    if (this.remaining > 0 || status === 'finished') {
      this.compare('course', course(this.remaining > 0), course(!trainer.finished));
    }
    if (status !== 'finished') return;
    const digests = digestsOfTrained(trainer);
    const named = [
      ['trained weights', 'finalWeights'],
      ['chosen weights', 'bestWeights'],
      ['validation scores', 'validationScores'],
    ] as const;
    for (const [part, key] of named) {
      this.compare(part, sha256[key] ?? 'none', digests[key] ?? 'none');
    }
  }
}
