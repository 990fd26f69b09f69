import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccepted } from '../support/acceptance.js';
import { bundleCase, handWrittenNumbers, ownNumbers } from '../support/bundleCases.js';

const numbers = Array.from({ length: 20 }, (_, number) => number);

test('our own executor is accepted in float32 and float64', () => {
  for (const number of numbers) {
    const given = bundleCase(number);
    const { undecidable } = assertAccepted(given, ownNumbers(given), `case ${number}`);
    assert.ok(undecidable < 0.01, `case ${number}: ${undecidable} of the elements are undecidable`);
  }
});

test('an implementation derived by hand, with its sums in random orders, is accepted', () => {
  const shares = numbers.map((number) => {
    const given = bundleCase(number);
    return assertAccepted(given, handWrittenNumbers(given, 1000 + number), `case ${number}`).share;
  });
  // a bound that nothing comes near would accept wrong implementations too
  const most = Math.max(...shares);
  assert.ok(most > 0.3, `the largest error is ${most} of its bound`);
});
