import { scores, type Autoencoder } from '../../algorithms/index.js';
import { auc, backgroundRejection } from '../../algorithms/metrics/index.js';
import type { DType } from '../../lib/tensor/index.js';
import { loadJets } from './jetSource.js';
import type { PreparedJets } from './preparedJets.js';
import type { SignalAucs } from '../runs/metrics.js';

/** How well a score separates one signal from the background. */
export interface Separation {
  readonly jets: number;
  readonly auc: number;
  /** 1/ε_B at ε_S = 0.3; null where no background jet passes */
  readonly rejection: number | null;
}

/**
 * The signals a model is looked at with, preprocessed as its training jets, against the test part of
 * those (the validation part where there is none).
 */
export class SignalEvaluation {
  readonly background: Float64Array;
  private readonly features: number;
  private readonly signals: readonly (readonly [string, Float64Array])[];

  constructor(
    { training, test, transform, section }: PreparedJets,
    signals: readonly string[],
    background?: Float64Array,
  ) {
    this.features = training.features;
    this.background = background ?? (test.length > 0 ? test : training.validation);
    this.signals = signals.map((source) => {
      const wanted = { columns: training.features, because: `as ${section.source} has` };
      return [source, transform.apply(loadJets({ source }, wanted).values)] as const;
    });
  }

  get names(): readonly string[] {
    return this.signals.map(([name]) => name);
  }

  get backgroundJets(): number {
    return this.background.length / this.features;
  }

  /** AUC by signal, and their mean. */
  evaluate(model: Autoencoder, dtype: DType): SignalAucs {
    const score = (jets: Float64Array): Float64Array => scores(model, jets, this.features, dtype);
    const background = score(this.background);
    const areas = this.signals.map(([name, jets]) => [name, auc(background, score(jets))] as const);
    return {
      auc: Object.fromEntries(areas),
      meanAuc: areas.reduce((total, [, area]) => total + area, 0) / areas.length,
    };
  }

  /** More on every signal than `evaluate` tells. */
  separations(model: Autoencoder, dtype: DType): Record<string, Separation> {
    const score = (jets: Float64Array): Float64Array => scores(model, jets, this.features, dtype);
    const background = score(this.background);
    return Object.fromEntries(
      this.signals.map(([name, jets]) => {
        const signal = score(jets);
        const rejection = backgroundRejection(background, signal, { signalEfficiency: 0.3 });
        return [
          name,
          {
            jets: jets.length / this.features,
            auc: auc(background, signal),
            rejection: Number.isFinite(rejection) ? rejection : null,
          },
        ];
      }),
    );
  }
}
