/** Scores of the two classes, higher meaning more signal-like, with optional weights ≥ 0. */
export interface Scored {
  readonly background: Float64Array;
  readonly signal: Float64Array;
  readonly backgroundWeights?: Float64Array;
  readonly signalWeights?: Float64Array;
}

/** Efficiencies of the selection score ≥ threshold, thresholds descending from +Infinity. */
export interface RocCurve {
  readonly thresholds: Float64Array;
  /** share of the background that passes (false positive rate) */
  readonly background: Float64Array;
  /** share of the signal that passes (true positive rate) */
  readonly signal: Float64Array;
}

/**
 * The receiver operating characteristic: one point per distinct score, and (0, 0). Weights are summed
 * in descending order of the score, ties in the order given, background first.
 */
export function rocCurve(scored: Scored): RocCurve {
  const { background, signal, backgroundWeights, signalWeights } = scored;
  checkScores('background', background, backgroundWeights);
  checkScores('signal', signal, signalWeights);
  const scores = new Float64Array(background.length + signal.length);
  scores.set(background);
  scores.set(signal, background.length);
  const order = Uint32Array.from(scores, (_, k) => k).sort(
    (p, q) => scores[q] - scores[p] || p - q,
  );

  const thresholds = [Infinity];
  const passing: [number[], number[]] = [[0], [0]];
  let [b, s] = [0, 0];
  order.forEach((k, position) => {
    if (k < background.length) b += backgroundWeights?.[k] ?? 1;
    else s += signalWeights?.[k - background.length] ?? 1;
    const next = order[position + 1];
    if (next !== undefined && scores[next] === scores[k]) return;
    thresholds.push(scores[k]);
    passing[0].push(b);
    passing[1].push(s);
  });
  if (!(b > 0) || !(s > 0)) {
    throw new RangeError(
      `roc: expected weights with a positive sum in both classes, got ${b} and ${s}`,
    );
  }
  return {
    thresholds: Float64Array.from(thresholds),
    background: Float64Array.from(passing[0], (value) => value / b),
    signal: Float64Array.from(passing[1], (value) => value / s),
  };
}

/** Empty classes, NaN scores, and weights that are negative or of another number are errors. */
export function checkScores(name: string, scores: Float64Array, weights?: Float64Array): void {
  if (scores.length === 0)
    throw new RangeError(`roc: expected at least one ${name} score, got none`);
  const nan = scores.findIndex((score) => Number.isNaN(score));
  if (nan >= 0)
    throw new RangeError(`roc: expected ${name} scores that are numbers, got NaN at ${nan}`);
  if (weights === undefined) return;
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (weights.length !== scores.length || bad >= 0) {
    throw new RangeError(
      `roc: expected ${scores.length} finite ${name} weights ≥ 0, got ${weights.length}` +
        (bad >= 0 ? `, of which number ${bad} is ${weights[bad]}` : ''),
    );
  }
}

/**
 * 1/ε_B at the tightest threshold that keeps at least `efficiency` of the signal; Infinity if no
 * background passes it.
 */
export function backgroundRejection(scored: Scored, efficiency = 0.3): number {
  const { background, signal } = rocCurve(scored);
  return 1 / background[signal.findIndex((share) => share >= efficiency)];
}
