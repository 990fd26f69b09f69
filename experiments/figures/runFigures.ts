import { emd } from '../../lib/autodiff/index.js';
import { chains, type Chains } from './chains.js';
import {
  featureHistograms,
  histogramsAroundTurn,
  type FeatureHistograms,
} from './featureHistograms.js';
import { FigureSource } from './figureSource.js';
import { SignalJets } from './sampleObserver.js';
import { separations, type Separations } from './separation.js';
import { transportPlan, type TransportPlan } from './transportPlan.js';

/** The numbers of all figures of a run that its curves against the epoch do not hold. */
export interface RunFigures {
  /** at the first and at the last epoch with samples */
  readonly histograms: readonly FeatureHistograms[];
  readonly turn: FeatureHistograms | null;
  readonly separations: Separations | null;
  readonly plan: TransportPlan;
  readonly chains: Chains;
  /** transport cost between jets of the data and of the signal shown */
  readonly signalDistance: { readonly signal: string; readonly wasserstein: number } | null;
}

/**
 * Derives the figures of a run from its last checkpoint, its metrics and its jets: the same ones for the
 * same run. Takes a second or two.
 */
export function runFigures(path: string): RunFigures {
  const source = new FigureSource(path);
  const plan = transportPlan(source);
  return {
    histograms: featureHistograms(source),
    turn: histogramsAroundTurn(source),
    separations: source.signals.names.length === 0 ? null : separations(source),
    plan,
    chains: chains(source, plan.features),
    signalDistance: signalDistance(source),
  };
}

function signalDistance(source: FigureSource): RunFigures['signalDistance'] {
  const { shownSignal: signal, chosen, signals } = source;
  if (signal === null) return null;
  const positive = source.positive(chosen.config.validationSize);
  const jets = new SignalJets(chosen.config, signals.jetsOf(signal));
  const [n, features] = positive.shape;
  const wasserstein = emd(positive, jets.take(n, features), chosen.config.loss.cost).item();
  return { signal, wasserstein };
}
