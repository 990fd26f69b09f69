import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { auc, backgroundRejection, rocCurve } from '../../algorithms/metrics/index.js';
import { largestDifference, sklearnCases } from '../support/sklearnFixture.js';
import { scoreSamples, weightedScores } from '../support/scores.js';

interface Case {
  readonly name: string;
  readonly background: readonly number[];
  readonly signal: readonly number[];
  readonly backgroundWeights?: readonly number[];
  readonly signalWeights?: readonly number[];
  /** without the first, which is a convention */
  readonly thresholds: readonly number[];
  readonly fpr: readonly number[];
  readonly tpr: readonly number[];
}

describe('the ROC curve is that of scikit-learn', () => {
  for (const fixture of sklearnCases<Case>('metrics')) {
    const { name, backgroundWeights, signalWeights } = fixture;
    test(`${name}${backgroundWeights === undefined ? '' : ', weighted'}`, () => {
      const [b, s] = [fixture.background, fixture.signal].map((x) => Float64Array.from(x));
      const { thresholds, fpr, tpr } = rocCurve(b, s, { backgroundWeights, signalWeights });
      assert.equal(thresholds[0], Infinity);
      assert.deepEqual([...thresholds.subarray(1)], fixture.thresholds);
      // Counts are exact; sums of weights were added in another order.
      const bound = backgroundWeights === undefined ? 0 : 1e-15;
      assert.ok(largestDifference(fpr, Float64Array.from(fixture.fpr)) <= bound);
      assert.ok(largestDifference(tpr, Float64Array.from(fixture.tpr)) <= bound);
    });
  }
});

test('each point is the share of both classes that scores at least the threshold', () => {
  fc.assert(
    fc.property(scoreSamples, ({ background, signal }) => {
      const { thresholds, fpr, tpr } = rocCurve(background, signal);
      const share = (scores: Float64Array, threshold: number): number =>
        scores.filter((score) => score >= threshold).length / scores.length;
      for (let k = 1; k < thresholds.length; k++) {
        assert.equal(fpr[k], share(background, thresholds[k]));
        assert.equal(tpr[k], share(signal, thresholds[k]));
        assert.ok(thresholds[k] < thresholds[k - 1] || k === 1);
      }
      assert.equal(thresholds.length, new Set([...background, ...signal]).size + 1);
      assert.deepEqual([fpr[0], tpr[0], fpr.at(-1), tpr.at(-1)], [0, 0, 1, 1]);
    }),
  );
});

test('the area under the curve is the AUC, with weights too', () => {
  fc.assert(
    fc.property(weightedScores, ({ background, signal, ...weights }) => {
      const { fpr, tpr } = rocCurve(background, signal, weights);
      let area = 0;
      for (let k = 1; k < fpr.length; k++) {
        area += (fpr[k] - fpr[k - 1]) * 0.5 * (tpr[k] + tpr[k - 1]);
      }
      assert.ok(Math.abs(area - auc(background, signal, weights)) <= 1e-13);
    }),
  );
});

test('the background rejection is that of the tightest cut that keeps the wanted signal', () => {
  const background = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const signal = Float64Array.of(2.5, 4.5, 6.5, 8.5, 10.5);
  // 0.3 of five needs two: the cut 8.5 leaves one of ten background scores
  assert.equal(backgroundRejection(background, signal), 10);
  assert.equal(backgroundRejection(background, signal, { signalEfficiency: 0.2 }), Infinity);
  assert.equal(backgroundRejection(background, signal, { signalEfficiency: 1 }), 10 / 7);
  assert.throws(
    () => backgroundRejection(background, signal, { signalEfficiency: 0 }),
    /expected a signal efficiency in \(0, 1\], got 0/,
  );
});

test('the background rejection never falls when less signal is wanted', () => {
  const efficiencies = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(weightedScores, efficiencies, ({ background, signal, ...weights }, pair) => {
      const [low, high] = pair.toSorted((a, b) => a - b).map((percent) => percent / 50);
      const at = (signalEfficiency: number): number =>
        backgroundRejection(background, signal, { ...weights, signalEfficiency });
      assert.ok(at(low) >= at(high) && at(high) >= 1);
    }),
  );
});
