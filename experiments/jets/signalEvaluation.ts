import { scores, type Autoencoder } from '../../algorithms/index.js';
import { auc } from '../../algorithms/metrics/index.js';
import type { DType } from '../../lib/tensor/index.js';
import { loadJets } from './jetSource.js';
import type { PreparedJets } from './preparedJets.js';
import type { SignalAucs } from '../runs/metrics.js';

/** The signals a model is looked at with, preprocessed as its training jets, against the jets held out of those. */
export class SignalEvaluation {
  private readonly background: Float64Array;
  private readonly features: number;
  private readonly signals: readonly (readonly [string, Float64Array])[];

  constructor(jets: PreparedJets, signals: readonly string[]) {
    const { training, transform, section } = jets;
    this.features = training.features;
    this.background = heldOut(jets);
    this.signals = signals.map((source) => {
      const wanted = { columns: training.features, because: `as ${section.source} has` };
      return [source, transform.apply(loadJets({ source }, wanted).values)] as const;
    });
  }

  get names(): readonly string[] {
    return this.signals.map(([name]) => name);
  }

  /** The jets of a signal, [n, features] row-major, preprocessed. */
  jetsOf(name: string): Float64Array {
    const signal = this.signals.find(([other]) => other === name);
    if (signal === undefined)
      throw new Error(`expected one of ${this.names.join(', ')}, got ${name}`);
    return signal[1];
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
}

/** The jets of a training that a model is judged with: the test part, or the validation part where there is none. */
export function heldOut({ training, test }: PreparedJets): Float64Array {
  return test.length > 0 ? test : training.validation;
}
