import type { EpochMetrics } from '../runs/metrics.js';
import type { FigureSource } from './figureSource.js';
import { featureBins, histograms, type Bins } from './histogram.js';
import { turningPoint } from './turningPoint.js';

type Counts = readonly number[];

/** Histograms of one feature: of the data, of the model's samples at some epoch, and of a signal. */
export interface HistogramPanel {
  readonly feature: string;
  readonly epoch: number;
  readonly positive: Counts;
  readonly negative: Counts;
  readonly signal: Counts | null;
}

/** Panels that are drawn together, in units of the preprocessed features. */
export interface FeatureHistograms {
  readonly bins: Bins;
  readonly signal: string | null;
  readonly panels: readonly HistogramPanel[];
}

/** The model's samples at some epoch, as counts [feature][bin]. */
interface Stage {
  readonly epoch: number;
  readonly negative: readonly Counts[];
}

/** Recorded validations shown around the turning point; the last of all is shown too. */
const AROUND = [-2, -1, 0, 1, 3];

/**
 * All features at the first and at the last epoch at which samples were recorded (the paper's figures 11
 * and 12). A run without recorded samples gives those of its chosen and its last model.
 */
export function featureHistograms(source: FigureSource): readonly FeatureHistograms[] {
  const stages = recordedStages(source.metrics);
  const [first, last] =
    stages.length > 0 ? [stages[0], stages[stages.length - 1]] : storedStages(source);
  const shown = first.epoch === last.epoch ? [last] : [first, last];
  return shown.map((stage) => panelsOf(source, source.features.keys(), [stage]));
}

/**
 * One feature at the epochs around the one at which the samples leave the data, the paper's figure 4, and
 * at the end (τ₃, or else the first feature); null where they never do.
 */
export function histogramsAroundTurn(source: FigureSource): FeatureHistograms | null {
  const stages = recordedStages(source.metrics);
  const turn = turningPoint(
    source.metrics.map(({ epoch, validation }) => ({ epoch, value: validation?.wasserstein })),
  );
  const at = stages.findIndex(({ epoch }) => epoch === turn);
  if (turn === null || at < 0) return null;
  const shown = [...AROUND.map((offset) => at + offset), stages.length - 1];
  const around = stages.filter((_, k) => shown.includes(k));
  const feature = Math.max(0, source.features.indexOf('tau3'));
  return panelsOf(source, [feature], around);
}

function recordedStages(metrics: readonly EpochMetrics[]): Stage[] {
  return metrics.flatMap(({ epoch, samples }) =>
    samples === undefined ? [] : [{ epoch, negative: samples.histograms }],
  );
}

function storedStages(source: FigureSource): readonly [Stage, Stage] {
  const { validationSize, sampler } = source.chosen.config;
  const positive = source.positive(validationSize);
  const stage = (name: 'best' | 'last'): Stage => ({
    epoch: name === 'best' ? source.chosen.epoch : (source.metrics.at(-1)?.epoch ?? 0),
    negative: histograms(
      source.negative(name, positive).data,
      source.features.length,
      featureBins(sampler.box),
    ),
  });
  return [stage('best'), stage('last')];
}

function panelsOf(
  source: FigureSource,
  features: Iterable<number>,
  stages: readonly Stage[],
): FeatureHistograms {
  const { jets, signals, shownSignal: signal } = source;
  const bins = featureBins(source.chosen.config.sampler.box);
  const columns = source.features.length;
  const positive = histograms(jets.training.validation, columns, bins);
  const ofSignal = signal === null ? null : histograms(signals.jetsOf(signal), columns, bins);
  return {
    bins,
    signal,
    panels: [...features].flatMap((k) =>
      stages.map(({ epoch, negative }) => ({
        feature: source.features[k],
        epoch,
        positive: positive[k],
        negative: negative[k],
        signal: ofSignal?.[k] ?? null,
      })),
    ),
  };
}
