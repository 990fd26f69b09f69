import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzReaders } from '../support/readerFuzz.js';
import { temporaryFolder } from '../support/tinyRun.js';

test('16 readers times 12,500 hostile files', (t) => {
  const found = fuzzReaders(12_500, temporaryFolder());
  const inputs = Object.values(found).reduce((n, { read, refused }) => n + read + refused, 0);
  for (const [name, { read, refused }] of Object.entries(found)) {
    t.diagnostic(`${name}: ${read} read, ${refused} refused`);
  }
  t.diagnostic(`${inputs} in all`);
  assert.ok(inputs >= 200_000);
});
