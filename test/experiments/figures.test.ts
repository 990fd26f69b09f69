import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histograms } from '../../experiments/figures/histogram.js';
import { rocOf } from '../../experiments/figures/separation.js';
import { turningPoint } from '../../experiments/figures/turningPoint.js';
import { configOf, presets, samplesOf } from '../../experiments/runs/presets.js';
import { auc, rocCurve } from '../../algorithms/metrics/index.js';
import { key, normal, stream } from '../../lib/random/index.js';

test('a histogram counts every number within its bins once, edges included', () => {
  const points = Float64Array.of(-3, 0, 3, -3.1, -2.9, 2.9, 0.1, NaN, 1, 1);
  const [first, second] = histograms(points, 2, { low: -3, high: 3, count: 6 });
  assert.deepEqual(first, [2, 0, 0, 1, 1, 1]);
  assert.deepEqual(second, [0, 0, 0, 1, 1, 1]);
});

test('the ROC of a figure has the AUC and the efficiencies of the whole curve, ties included', () => {
  const round = (values: Float64Array): Float64Array => values.map((x) => Math.round(x * 8) / 8);
  const background = round(normal(stream(key(1), 'b'), 700));
  const signal = round(normal(stream(key(1), 's'), 900).map((x) => x + 0.8));
  const { area, efficiencies, grid } = rocOf(background, signal);
  assert.ok(Math.abs(area - auc(background, signal)) < 1e-12);
  const { fpr, tpr } = rocCurve(background, signal);
  for (const [k, at] of grid.entries()) {
    // between two cuts of the curve the figure stays at the tighter one
    const cut = fpr.findLastIndex((share) => share <= at);
    assert.ok(Math.abs(efficiencies[k] - tpr[cut]) < 1e-12, `ε_B ${at}`);
  }
});

test('every preset is a list of trainings that can be trained, the paper among them on a signal', () => {
  for (const [name, { trainings }] of Object.entries(presets)) {
    const names = trainings.map((training) => training.name);
    assert.equal(new Set(names).size, names.length, name);
    for (const training of trainings) assert.equal(configOf(training, 3).seed, 3);
  }
  const turned = presets.paper.trainings
    .map(samplesOf)
    .filter(({ data }) => data.source !== 'ttbar_boosted');
  assert.deepEqual(turned, [{ data: { source: 'svj_m2000_r03' }, signals: ['ttbar_boosted'] }]);
});

test('the turning point is the first epoch from which W stays off its minimum', () => {
  const of = (...values: (number | undefined)[]): number | null =>
    turningPoint(values.map((value, k) => ({ epoch: 10 * (k + 1), value })));
  assert.equal(of(5, 2, 1, 1.1, 1.4), null);
  assert.equal(of(5, 2, 1, 1.6, 1.4, 1.7, undefined, 9), 60);
  assert.equal(of(1, 60), 20);
  assert.equal(of(), null);
});
