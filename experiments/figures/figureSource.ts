import { NegativeSampler, rowsOf } from '../../algorithms/index.js';
import { key, permutation, stream, type Key } from '../../lib/random/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import { shownSignal } from '../jets/signal.js';
import { SignalEvaluation } from '../jets/signalEvaluation.js';
import type { PreparedJets } from '../jets/preparedJets.js';
import type { EpochMetrics } from '../runs/metrics.js';
import { RunFolder, type CheckpointName } from '../runs/runFolder.js';
import { jetsOfRun, openModel, type TrainedModel } from '../runs/trainedModel.js';

/** A run with all that its figures are made from: its checkpoint, its jets, its signals, its metrics. */
export class FigureSource {
  readonly chosen: TrainedModel;
  readonly jets: PreparedJets;
  readonly signals: SignalEvaluation;
  readonly metrics: readonly EpochMetrics[];
  /** of all that is random in the figures */
  readonly key: Key;

  /** @throws Error where the run has no checkpoint, or its jets are gone */
  constructor(readonly path: string) {
    this.chosen = openModel(path);
    this.jets = jetsOfRun(this.chosen);
    this.signals = new SignalEvaluation(this.jets, this.chosen.config.evaluation.signals);
    this.metrics = RunFolder.open(path).metrics;
    this.key = stream(key(this.chosen.config.seed), 'figures');
  }

  /** Names of the features, in the order of the columns. */
  get features(): readonly string[] {
    const { features } = this.chosen;
    return features.length > 0
      ? features
      : Array.from({ length: this.jets.training.features }, (_, k) => `x${k}`);
  }

  get shownSignal(): string | null {
    return shownSignal(this.signals.names);
  }

  /** n validation jets [n, D], or all where there are fewer. */
  positive(n: number): Tensor {
    const { validation, features } = this.jets.training;
    const order = permutation(stream(this.key, 'jets'), validation.length / features);
    return rowsOf(validation, features, this.chosen.config.dtype, order.subarray(0, n));
  }

  /** As many samples of the chosen or the last model, drawn beside `positive` as its training draws them. */
  negative(name: CheckpointName, positive: Tensor): Tensor {
    const { config, state, model } = name === 'best' ? this.chosen : openModel(this.path, name);
    const { sampler, network, dtype } = config;
    const { features } = this.jets.training;
    const negatives = new NegativeSampler(sampler, features, network.code, dtype, state.buffer);
    return negatives.sample(stream(this.key, 'samples'), model, positive);
  }
}
