import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzConfigs } from '../support/configFuzz.js';

test('2,000 random configurations are read or refused with a sentence', (t) => {
  const { read, refused } = fuzzConfigs(2000);
  t.diagnostic(`${read} read, ${refused} refused`);
  assert.ok(read >= 20 && refused >= 1000);
});
