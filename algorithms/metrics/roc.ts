import { tally, type ScoreWeights } from './tally.js';

/** Efficiencies of the selection score ≥ threshold, thresholds descending from +Infinity. */
export interface RocCurve {
  readonly thresholds: Float64Array;
  /** ε_B, the share of the background that passes */
  readonly fpr: Float64Array;
  /** ε_S, the share of the signal that passes */
  readonly tpr: Float64Array;
}

/**
 * The receiver operating characteristic: (0, 0), then one point for every distinct score. Weights are
 * summed in descending order of the score; without weights an efficiency is a quotient of counts,
 * rounded once. NaN scores and classes without weight are a RangeError.
 */
export function rocCurve(
  background: Float64Array,
  signal: Float64Array,
  weights: ScoreWeights = {},
): RocCurve {
  const counts = tally('rocCurve', background, signal, weights);
  const { scores } = counts;
  const thresholds = new Float64Array(scores.length + 1).fill(Infinity);
  thresholds.set(scores.toReversed(), 1);
  return {
    thresholds,
    fpr: passingShares(counts.background),
    tpr: passingShares(counts.signal),
  };
}

/** Shares of the weight at or above each score, from the highest score down, after a 0. */
function passingShares(weights: Float64Array): Float64Array {
  const n = weights.length;
  const passing = new Float64Array(n + 1);
  for (let k = 1; k <= n; k++) passing[k] = passing[k - 1] + weights[n - k];
  return passing.map((sum) => sum / passing[n]);
}

export interface RejectionOptions extends ScoreWeights {
  /** ε_S in (0, 1]; default 0.3 */
  readonly signalEfficiency?: number;
}

/**
 * 1/ε_B at the tightest threshold that keeps at least ε_S of the signal; Infinity if no background
 * passes it.
 */
export function backgroundRejection(
  background: Float64Array,
  signal: Float64Array,
  { signalEfficiency = 0.3, ...weights }: RejectionOptions = {},
): number {
  if (!(signalEfficiency > 0 && signalEfficiency <= 1)) {
    throw new RangeError(
      `backgroundRejection: expected a signal efficiency in (0, 1], got ${signalEfficiency}`,
    );
  }
  const { fpr, tpr } = rocCurve(background, signal, weights);
  return 1 / fpr[tpr.findIndex((share) => share >= signalEfficiency)];
}
