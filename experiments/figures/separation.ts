import { scores } from '../../algorithms/index.js';
import { fold, integers, stream } from '../../lib/random/index.js';
import { ScoreLevels } from '../jets/scoreLevels.js';
import { heldOut } from '../jets/signalEvaluation.js';
import { meanSpread } from '../report/meanSpread.js';
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
  const resample = (name: string, n: number, replica: number): Int32Array =>
    integers(fold(stream(key, name), replica), n, n);
  const background = new BackgroundLevels(score(heldOut(jets)));
  const n = background.jets;
  const backgrounds = Array.from({ length: REPLICAS }, (_, replica) =>
    background.weights(resample('background', n, replica)),
  );
  return {
    epoch: chosen.epoch,
    background: n,
    replicas: REPLICAS,
    signals: signals.names.map((signal) => {
      const found = score(signals.jetsOf(signal));
      const places = background.places(found);
      const whole = background.curve(background.weights(), places);
      const varied = backgrounds.map((weights, replica) =>
        background.curve(weights, places, resample(signal, places.length, replica)),
      );
      return {
        signal,
        jets: found.length,
        auc: whole.area,
        aucError: meanSpread(varied.map(({ area }) => area))?.spread ?? 0,
        curve: GRID.map((at, k) => {
          const sorted = varied.map(({ efficiencies }) => efficiencies[k]).sort((a, b) => a - b);
          const [low, high] = [0.16, 0.84].map((p) => sorted[Math.round(p * (REPLICAS - 1))]);
          return { background: at, signal: whole.efficiencies[k], low, high };
        }),
      };
    }),
  };
}

/** The area under a ROC curve, and ε_S at the ε_B of `grid`. */
export interface RocFigure {
  readonly area: number;
  readonly grid: readonly number[];
  readonly efficiencies: readonly number[];
}

/** The ROC curve of scores as figures show it. */
export function rocOf(background: Float64Array, signal: Float64Array): RocFigure {
  const levels = new BackgroundLevels(background);
  return levels.curve(levels.weights(), levels.places(signal));
}

/** The levels of the background's scores, with how many jets each has. */
class BackgroundLevels extends ScoreLevels {
  /** of every background jet */
  private readonly own: Int32Array;

  constructor(background: Float64Array) {
    super(background);
    this.own = Int32Array.from(background, (score) => this.firstFrom(score));
  }

  get jets(): number {
    return this.own.length;
  }

  /** How many background jets each level has: of all, or of those in `rows`. */
  weights(rows: Int32Array = Int32Array.from(this.own.keys())): Float64Array {
    const counts = new Float64Array(this.levels.length);
    for (const row of rows) counts[this.own[row]]++;
    return counts;
  }

  places(signal: Float64Array): Int32Array {
    return Int32Array.from(signal, (score) => this.placeOf(score));
  }

  /** Of all signal jets, or of those in `rows`; from the highest score down. */
  curve(weights: Float64Array, places: Int32Array, rows?: Int32Array): RocFigure {
    const n = this.levels.length;
    const at = new Float64Array(2 * n + 1);
    for (let k = 0; k < places.length; k++) at[places[rows === undefined ? k : rows[k]]]++;
    const background = weights.reduce((sum, weight) => sum + weight, 0);
    const efficiencies: number[] = [];
    let [passed, kept, area] = [0, at[2 * n], 0];
    for (let k = n - 1; k >= 0; k--) {
      // the next level is more background than the grid allows: the cut stays above it
      while (
        efficiencies.length < GRID.length &&
        passed + weights[k] > GRID[efficiencies.length] * background
      ) {
        efficiencies.push(kept / places.length);
      }
      area += weights[k] * (kept + at[2 * k + 1] / 2);
      passed += weights[k];
      kept += at[2 * k + 1] + at[2 * k];
    }
    while (efficiencies.length < GRID.length) efficiencies.push(1);
    return { area: area / (background * places.length), grid: GRID, efficiencies };
  }
}
