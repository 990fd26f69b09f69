import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constantRate, cosineRate, plateauRate, type Schedule } from '../../lib/optim/index.js';

/** The rates in force from the first epoch on, with the metrics that the epochs end with. */
function rates(schedule: Schedule, metrics: readonly number[]): number[] {
  let state = schedule.init();
  const list = [state.rate];
  for (const metric of metrics) {
    state = JSON.parse(JSON.stringify(schedule.next(state, metric))) as typeof state;
    list.push(state.rate);
  }
  assert.equal(state.epoch, metrics.length);
  return list;
}

test('a constant rate stays', () => {
  assert.deepEqual(rates(constantRate(0.3), [1, 2, 3]), [0.3, 0.3, 0.3, 0.3]);
});

test('a cosine rate runs from the first to the last value and stays there', () => {
  const list = rates(cosineRate(0.4, 8, 0.1), new Array<number>(10).fill(0));
  assert.equal(list[0], 0.4);
  assert.equal(list[8], 0.1);
  assert.equal(list[10], 0.1);
  list.slice(0, 9).forEach((rate, epoch) => {
    const expected = 0.1 + 0.5 * 0.3 * (1 + Math.cos((Math.PI * epoch) / 8));
    assert.ok(Math.abs(rate - expected) <= 2e-16, `epoch ${epoch}: ${rate}`);
  });
  assert.ok(Math.abs(list[4] - 0.25) < 1e-16);
  assert.equal(rates(cosineRate(0.4, 2), [0, 0])[2], 0);
});

test('a plateau halves the rate as PyTorch’s ReduceLROnPlateau does, traced by hand', () => {
  // mode min, threshold 0.1 relative, patience 1, cooldown 2, factor 0.5, min_lr 0.2
  const schedule = plateauRate(1, {
    factor: 0.5,
    patience: 1,
    threshold: 0.1,
    cooldown: 2,
    minimum: 0.2,
  });
  const trace: [metric: number, rateAfter: number][] = [
    [10, 1], //    better than ∞: best 10
    [9.5, 1], //   not below 9: bad 1
    [9.01, 0.5], // bad 2 > 1: reduce, cooldown 2, bad 0
    [9.5, 0.5], // cooling, 1 left: bad 0
    [8.9, 0.5], // best 8.9 while cooling, 0 left
    [9, 0.5], //   bad 1
    [8.1, 0.25], // 8.1 ≥ 0.9 · 8.9 = 8.01, bad 2 > 1: reduce
  ];
  const rest: [number, number][] = [
    [8.1, 0.25], // cooling, 1 left
    [8.1, 0.25], // cooling, 0 left
    [8.1, 0.25], // bad 1
    [8, 0.25], //   8 < 8.01: best 8, bad 0
    [8, 0.25], //   bad 1
    [8, 0.2], //    bad 2: reduce to the minimum
  ];
  const steps = [...trace, ...rest];
  assert.deepEqual(
    rates(
      schedule,
      steps.map(([metric]) => metric),
    ).slice(1),
    steps.map(([, rate]) => rate),
  );
});

test('a metric that is NaN or infinite is no improvement, and a later finite one is', () => {
  const schedule = plateauRate(1, { factor: 0.5, patience: 2, cooldown: 0 });
  assert.deepEqual(rates(schedule, [NaN, 5, 4, 3, 2, 1]), [1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(rates(schedule, [NaN, NaN, NaN]), [1, 1, 1, 0.5]);
  assert.deepEqual(rates(schedule, [Infinity, Infinity, Infinity]), [1, 1, 1, 0.5]);
});

test('without a cooldown the patience begins anew after a reduction', () => {
  const schedule = plateauRate(1, { factor: 0.5, patience: 1, cooldown: 0 });
  assert.deepEqual(rates(schedule, [1, 1, 1, 1, 1]), [1, 1, 1, 0.5, 0.5, 0.25]);
});
