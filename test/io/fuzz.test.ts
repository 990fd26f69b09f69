import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzReaders } from '../support/readerFuzz.js';
import { temporaryFolder } from '../support/tinyRun.js';

const RUNS = 125;

test('16 readers times 125 hostile files: well-formed arrays or a sentence, in bounded memory and time', () => {
  const found = fuzzReaders(RUNS, temporaryFolder());
  const inputs = Object.values(found).reduce((n, { read, refused }) => n + read + refused, 0);
  assert.ok(inputs >= 2000, `${inputs} inputs`);
  // The files are close enough to valid ones that some are.
  for (const format of ['readNpy', 'readNpz', 'readSafetensors', 'readCsv']) {
    assert.ok(found[format].read > 0 && found[format].refused > 0, format);
  }
});
