import { tally, type ScoreWeights } from './tally.js';

/**
 * The area under the ROC curve: the probability that a signal score exceeds a background score, where
 * a tie counts ½,
 *
 *   Σ_i Σ_j u_i v_j ([s_j > b_i] + ½[s_j = b_i]) / (Σu Σv).
 *
 * Twice the numerator is summed over the distinct scores in ascending order. Without weights, as with
 * integer ones, it and the denominator are integers, exact while twice Σu Σv is at most 2⁵³: the result
 * is then their quotient, rounded once. NaN scores and classes without weight are a RangeError.
 */
export function auc(
  background: Float64Array,
  signal: Float64Array,
  weights: ScoreWeights = {},
): number {
  const counts = tally('auc', background, signal, weights);
  let below = 0;
  let accepted = 0;
  let twice = 0;
  for (let k = 0; k < counts.scores.length; k++) {
    twice += counts.signal[k] * (2 * below + counts.background[k]);
    below += counts.background[k];
    accepted += counts.signal[k];
  }
  return twice / (2 * below * accepted);
}
