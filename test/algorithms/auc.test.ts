import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { auc } from '../../algorithms/metrics/index.js';
import { sklearnCases } from '../support/sklearnFixture.js';
import { scoreSamples, weightedScores } from '../support/scores.js';

interface Case {
  readonly name: string;
  readonly background: readonly number[];
  readonly signal: readonly number[];
  readonly backgroundWeights?: readonly number[];
  readonly signalWeights?: readonly number[];
  readonly auc: number;
}

describe('the AUC is that of scikit-learn', () => {
  for (const fixture of sklearnCases<Case>('metrics')) {
    const { name, backgroundWeights, signalWeights } = fixture;
    test(`${name}${backgroundWeights === undefined ? '' : ', weighted'}`, () => {
      const [b, s] = [fixture.background, fixture.signal].map((x) => Float64Array.from(x));
      const area = auc(b, s, { backgroundWeights, signalWeights });
      assert.ok(Math.abs(area - fixture.auc) <= 4e-16, `${area}, ${fixture.auc}`);
    });
  }
});

test('without weights it is the share of pairs in order, a tie counting half, to the last bit', () => {
  fc.assert(
    fc.property(scoreSamples, ({ background, signal }) => {
      let halves = 0;
      for (const b of background) for (const s of signal) halves += s > b ? 2 : s === b ? 1 : 0;
      const expected = halves / (2 * background.length * signal.length);
      assert.equal(auc(background, signal), expected);
    }),
  );
});

test('with weights every pair counts the product of its weights', () => {
  fc.assert(
    fc.property(weightedScores, ({ background, signal, backgroundWeights, signalWeights }) => {
      let won = 0;
      let all = 0;
      background.forEach((b, i) =>
        signal.forEach((s, j) => {
          const weight = backgroundWeights[i] * signalWeights[j];
          won += weight * (s > b ? 1 : s === b ? 0.5 : 0);
          all += weight;
        }),
      );
      const area = auc(background, signal, { backgroundWeights, signalWeights });
      assert.ok(Math.abs(area - won / all) <= 1e-13, `${area}, ${won / all}`);
    }),
  );
});

test('an integer weight is a repetition, to the last bit', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(scoreSamples, counts, counts, ({ background, signal }, m, n) => {
      const repeat = (scores: Float64Array, times: readonly number[]): Float64Array =>
        Float64Array.from([...scores].flatMap((x, k) => new Array<number>(times[k]).fill(x)));
      assert.equal(
        auc(background, signal, {
          backgroundWeights: m.slice(0, background.length),
          signalWeights: n.slice(0, signal.length),
        }),
        auc(repeat(background, m), repeat(signal, n)),
      );
    }),
  );
});

test('an increasing map of the scores changes nothing', () => {
  fc.assert(
    fc.property(scoreSamples, ({ background, signal }) => {
      // strictly increasing over the spacing of the scores that are drawn
      const map = (x: number): number => (x === Infinity ? 1e300 : x < 0 ? 3 * x - 7 : 5 * x);
      assert.equal(auc(background.map(map), signal.map(map)), auc(background, signal));
    }),
  );
});

test('exchanging background and signal gives 1 − AUC', () => {
  fc.assert(
    fc.property(scoreSamples, ({ background, signal }) => {
      assert.ok(Math.abs(auc(background, signal) + auc(signal, background) - 1) <= 2 ** -53);
    }),
  );
});

test('NaN scores, unfit weights and empty classes are errors', () => {
  const [one, two] = [Float64Array.of(1), Float64Array.of(1, NaN)];
  assert.throws(() => auc(one, two), /^RangeError: auc: expected signal scores .* got NaN at 1$/);
  assert.throws(() => auc(two, one), /^RangeError: auc: expected background scores .* NaN at 1$/);
  assert.throws(
    () => auc(new Float64Array(0), one),
    /expected at least one background score, got none/,
  );
  const weights = (signalWeights: number[]) => () => auc(one, one, { signalWeights });
  assert.throws(weights([0]), /expected signal weights that are not all 0/);
  assert.throws(weights([-1]), /expected finite signal weights ≥ 0, got -1 at 0/);
  assert.throws(weights([Infinity]), /expected finite signal weights ≥ 0, got Infinity at 0/);
  assert.throws(weights([1, 2]), /expected 1 signal weights, got 2/);
});
