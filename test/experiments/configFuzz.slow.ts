import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzConfigs } from '../support/configFuzz.js';

test('50,000 random configurations are read or refused with a sentence', (t) => {
  const { read, refused } = fuzzConfigs(50_000);
  t.diagnostic(`${read} read, ${refused} refused`);
  assert.ok(read >= 500 && refused >= 25_000);
});
