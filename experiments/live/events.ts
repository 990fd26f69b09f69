import type { ModelName } from '../../algorithms/index.js';
import type { EpochMetrics } from '../runs/metrics.js';
import type { TrainingProgress } from '../terminal/progress.js';

/** What a page is told of a training, by the name of the event. */
export interface LiveEvents {
  /** first, and again after a lost connection: all that was before */
  readonly begin: Begin;
  readonly progress: Progress;
  readonly epoch: EpochMetrics;
  readonly samples: SampleHistogram;
  /** last */
  readonly end: End;
}

export interface Begin {
  /** the run folder */
  readonly run: string;
  readonly model: ModelName;
  readonly seed: number;
  readonly epochs: number;
  readonly data: string;
  /** W between two sets of validation jets */
  readonly nullFloor: number | null;
  readonly jets: { readonly train: number; readonly validation: number };
  readonly features: readonly string[];
  /** the bins of every histogram: `count` of equal width from `low` to `high` */
  readonly bins: { readonly low: number; readonly high: number; readonly count: number };
  /** of the validation jets: percent of them in each bin, by feature */
  readonly reference: readonly (readonly number[])[];
  readonly metrics: readonly EpochMetrics[];
  readonly samples: SampleHistogram | null;
}

export interface Progress extends TrainingProgress {
  /** seconds; null while unknown */
  readonly left: number | null;
}

/** Ends of the chains of an epoch. */
export interface SampleHistogram {
  readonly epoch: number;
  /** samples counted */
  readonly samples: number;
  /** percent of them in each bin, by feature */
  readonly percent: readonly (readonly number[])[];
}

export interface End {
  readonly outcome: 'finished' | 'interrupted' | 'failed';
  /** what happened, where that takes a sentence */
  readonly sentence: string;
}
