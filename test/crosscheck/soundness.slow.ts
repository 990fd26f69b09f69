import { test } from 'node:test';
import { assertAccepted } from '../support/acceptance.js';
import { bundleCase, handWrittenNumbers, ownNumbers } from '../support/bundleCases.js';

test('over many cases no correct implementation is rejected', () => {
  for (let number = 100; number < 700; number++) {
    const given = bundleCase(number);
    assertAccepted(given, ownNumbers(given), `case ${number}`);
    assertAccepted(
      given,
      handWrittenNumbers(given, 5000 + number),
      `case ${number} in random orders`,
    );
  }
});
