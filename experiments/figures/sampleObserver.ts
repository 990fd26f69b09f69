import { rowsOf, type Config } from '../../algorithms/index.js';
import { emd } from '../../lib/autodiff/index.js';
import { key, permutation, stream } from '../../lib/random/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import { shownSignal } from '../jets/signal.js';
import type { SignalEvaluation } from '../jets/signalEvaluation.js';
import type { SampleObservation } from '../runs/metrics.js';
import { featureBins, histograms } from './histogram.js';

/** Looks at the samples that validations draw. */
export class SampleObserver {
  private readonly signal: SignalJets | null;

  constructor(
    private readonly config: Config,
    signals: SignalEvaluation,
  ) {
    const name = shownSignal(signals.names);
    this.signal = name === null ? null : new SignalJets(config, signals.jetsOf(name));
  }

  /** Samples [n, D] that validation has found finite. */
  observe(samples: Tensor): SampleObservation {
    const [n, features] = samples.shape;
    const counts = histograms(samples.data, features, featureBins(this.config.sampler.box));
    if (this.signal === null) return { histograms: counts };
    const jets = this.signal.take(n, features);
    const signalWasserstein = emd(samples, jets, this.config.loss.cost).item();
    return { histograms: counts, signalWasserstein };
  }
}

/** Jets of a signal, of which the same ones are taken again and again. */
export class SignalJets {
  private taken: Tensor | null = null;

  constructor(
    private readonly config: Config,
    /** [jets, features] row-major, preprocessed */
    private readonly jets: Float64Array,
  ) {}

  /** n jets [n, features], or all where there are fewer; chosen by the stream `signal jets` of the seed. */
  take(n: number, features: number): Tensor {
    if (this.taken?.shape[0] !== n) {
      const { seed, dtype } = this.config;
      const order = permutation(stream(key(seed), 'signal jets'), this.jets.length / features);
      this.taken = rowsOf(this.jets, features, dtype, order.subarray(0, n));
    }
    return this.taken;
  }
}
