import { scores } from '../../algorithms/index.js';
import { auc } from '../../algorithms/metrics/index.js';
import { fold, integers, stream } from '../../lib/random/index.js';
import { heldOut } from '../jets/signalEvaluation.js';
import type { FigureSource } from './figureSource.js';

/** The ROC curve of a signal: ε_S at given ε_B, with the central 68 % of its bootstrap replicas. */
export interface Separation {
  readonly signal: string;
  readonly jets: number;
  readonly auc: number;
  /** standard deviation of the AUC over the replicas */
  readonly aucError: number;
  readonly curve: readonly RocPoint[];
}

export interface RocPoint {
  readonly background: number;
  readonly signal: number;
  readonly low: number;
  readonly high: number;
}

/** ROC curves of the chosen model against the background jets held out. */
export interface Separations {
  readonly epoch: number;
  readonly background: number;
  readonly replicas: number;
  readonly signals: readonly Separation[];
}

const REPLICAS = 100;
/** ε_B at which curves are given: ten to a decade, from 10⁻³. */
const GRID = Array.from({ length: 31 }, (_, k) => Number((10 ** (k / 10 - 3)).toPrecision(6)));

/**
 * Jets are resampled with replacement, background and signal each by streams of their own, 100 times;
 * the background's replicas are the same for all signals.
 */
export function separations(source: FigureSource): Separations {
  const { chosen, jets, signals, key } = source;
  const score = (points: Float64Array): Float64Array =>
    scores(chosen.model, points, jets.training.features, chosen.config.dtype);
  const background = score(heldOut(jets)).sort();
  const resample = (name: string, n: number, replica: number): Int32Array =>
    integers(fold(stream(key, name), replica), n, n);
  const everyOne = ones(background.length);
  const replicas = Array.from({ length: REPLICAS }, (_, replica) =>
    counted(resample('background', background.length, replica), background.length),
  );
  return {
    epoch: chosen.epoch,
    background: background.length,
    replicas: REPLICAS,
    signals: signals.names.map((signal) => {
      const found = score(signals.jetsOf(signal));
      const places = found.map((s) => placeOf(s, background));
      const whole = curveOf(everyOne, placeCounts(places, null, background.length));
      const varied = replicas.map((weights, replica) => {
        const rows = resample(signal, places.length, replica);
        return curveOf(weights, placeCounts(places, rows, background.length));
      });
      return {
        signal,
        jets: found.length,
        auc: auc(background, found),
        aucError: standardDeviation(varied.map(({ area }) => area)),
        curve: GRID.map((at, k) => {
          const sorted = varied.map(({ efficiencies }) => efficiencies[k]).sort((a, b) => a - b);
          const [low, high] = [0.16, 0.84].map((p) => sorted[Math.round(p * (REPLICAS - 1))]);
          return { background: at, signal: whole.efficiencies[k], low, high };
        }),
      };
    }),
  };
}

/** Twice the number of background scores below, plus 1 where the next one is equal. */
function placeOf(score: number, background: Float64Array): number {
  let low = 0;
  let high = background.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (background[middle] < score) low = middle + 1;
    else high = middle;
  }
  return 2 * low + (background[low] === score ? 1 : 0);
}

/** Signal jets at every place, all or those in `rows`. */
function placeCounts(places: Float64Array, rows: Int32Array | null, n: number): Float64Array {
  const counts = new Float64Array(2 * n + 1);
  const take = rows?.length ?? places.length;
  for (let k = 0; k < take; k++) counts[places[rows === null ? k : rows[k]]]++;
  return counts;
}

/** ε_S at the grid of ε_B, and the area under the curve, from the highest score down. */
function curveOf(
  weights: Float64Array,
  atPlaces: Float64Array,
): { readonly area: number; readonly efficiencies: readonly number[] } {
  const n = weights.length;
  const background = weights.reduce((total, w) => total + w, 0);
  const signal = atPlaces.reduce((total, w) => total + w, 0);
  const efficiencies: number[] = [];
  let [passed, kept, area] = [0, atPlaces[2 * n], 0];
  for (let k = n - 1; k >= 0; k--) {
    const equal = atPlaces[2 * k + 1];
    while (
      efficiencies.length < GRID.length &&
      passed + weights[k] > GRID[efficiencies.length] * background
    ) {
      efficiencies.push(kept / signal);
    }
    area += weights[k] * (kept + equal / 2);
    passed += weights[k];
    kept += equal + atPlaces[2 * k];
  }
  while (efficiencies.length < GRID.length) efficiencies.push(1);
  return { area: area / (background * signal), efficiencies };
}

function counted(rows: Int32Array, n: number): Float64Array {
  const counts = new Float64Array(n);
  for (const row of rows) counts[row]++;
  return counts;
}

function ones(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return Math.sqrt(squares / (values.length - 1));
}
