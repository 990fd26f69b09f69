import { describe, test } from 'node:test';
import { accuracyCases, assertAccurate } from '../support/accuracy.js';

describe('against 200-bit arithmetic, at length', () => {
  for (const one of accuracyCases) {
    test(`${one.name} is at most ${one.bound} ulp off`, (t) => assertAccurate(t, one, 120_000));
  }
});
