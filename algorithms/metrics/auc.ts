import { checkScores, rocCurve, type Scored } from './roc.js';

/**
 * The area under the ROC curve: the probability that a signal score exceeds a background score, ties
 * counting ½. Without weights it is a ratio of integers, exact up to its one division while twice the
 * number of pairs is below 2⁵³; with weights, trapezoids under the curve in its order.
 */
export function auc(scored: Scored): number {
  const { backgroundWeights, signalWeights } = scored;
  if (backgroundWeights !== undefined || signalWeights !== undefined) return weightedAuc(scored);
  checkScores('background', scored.background);
  checkScores('signal', scored.signal);
  const background = scored.background.slice().sort();
  const signal = scored.signal.slice().sort();
  let below = 0;
  let notAbove = 0;
  let twice = 0;
  for (const score of signal) {
    while (below < background.length && background[below] < score) below++;
    notAbove = Math.max(notAbove, below);
    while (notAbove < background.length && background[notAbove] === score) notAbove++;
    twice += below + notAbove;
  }
  return twice / (2 * background.length * signal.length);
}

function weightedAuc(scored: Scored): number {
  const { background, signal } = rocCurve(scored);
  let area = 0;
  for (let k = 1; k < background.length; k++) {
    area += ((background[k] - background[k - 1]) * (signal[k] + signal[k - 1])) / 2;
  }
  return area;
}
