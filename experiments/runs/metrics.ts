import type { EpochRecord } from '../../algorithms/index.js';

/** A line of `metrics.jsonl`: the same bytes for the same training. */
export interface EpochMetrics extends EpochRecord, Partial<SignalAucs> {
  /** of the samples that validation drew */
  readonly samples?: SampleObservation;
}

export interface SignalAucs {
  readonly auc: Readonly<Record<string, number>>;
  readonly meanAuc: number;
}

/** What figures show of the samples that a validation drew; no choice is made by it. */
export interface SampleObservation {
  /** counts [feature][bin], see `featureBins` */
  readonly histograms: readonly (readonly number[])[];
  /** transport cost between the samples and as many jets of `shownSignal`; absent without signals */
  readonly signalWasserstein?: number;
}

/** The text of `metrics.jsonl`. */
export function writeMetrics(metrics: readonly EpochMetrics[]): string {
  return metrics.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The lines of `metrics.jsonl`; a last one that a crash left incomplete is passed over. */
export function readMetrics(text: string, file: string): EpochMetrics[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, k) => {
    try {
      return JSON.parse(line) as EpochMetrics;
    } catch (error) {
      throw new Error(`${file}: line ${k + 1} is not JSON: ${(error as Error).message}`, {
        cause: error,
      });
    }
  });
}
