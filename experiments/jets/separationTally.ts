import { auc, backgroundRejection } from '../../algorithms/metrics/index.js';
import { ScoreLevels } from './scoreLevels.js';

/** How well a score separates one signal from the background. */
export interface Separation {
  readonly jets: number;
  readonly auc: number;
  /** 1/ε_B at ε_S = 0.3; null where no background jet passes */
  readonly rejection: number | null;
}

/**
 * Counts signal scores by their place among the background's: at each distinct score of it, and between two. AUC and
 * rejection depend on no more, so that they come out to the bit as from all scores, in memory for the background's.
 */
export class SeparationTally {
  private readonly levels: ScoreLevels;
  /** by place */
  private readonly counts: Float64Array;
  /** a signal score of each place */
  private readonly examples: Float64Array;
  private jets = 0;

  constructor(private readonly background: Float64Array) {
    this.levels = new ScoreLevels(background);
    this.counts = new Float64Array(2 * this.levels.levels.length + 1);
    this.examples = new Float64Array(this.counts.length);
  }

  add(signal: Float64Array): void {
    for (const score of signal) {
      const place = this.levels.placeOf(score);
      this.counts[place]++;
      this.examples[place] = score;
    }
    this.jets += signal.length;
  }

  get separation(): Separation {
    const filled = (_: number, place: number): boolean => this.counts[place] > 0;
    const signal = this.examples.filter(filled);
    const signalWeights = this.counts.filter(filled);
    const rejection = backgroundRejection(this.background, signal, {
      signalEfficiency: 0.3,
      signalWeights,
    });
    return {
      jets: this.jets,
      auc: auc(this.background, signal, { signalWeights }),
      rejection: Number.isFinite(rejection) ? rejection : null,
    };
  }
}
