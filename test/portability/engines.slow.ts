import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommitted } from './committed.js';
import { engines } from './engines/index.js';
import { tryEngine } from './trial.js';

const committed = readCommitted();

for (const engine of engines) {
  test(`${engine.name} (${engine.place}) computes the same bits`, async (context) => {
    const { outcome, reasons, reports } = await tryEngine(engine, committed);
    if (outcome === 'missing') return context.skip(reasons.join('; '));
    assert.equal(outcome, 'equal', reasons.join('; '));
    for (const { engine: version, webAssembly } of reports) {
      context.diagnostic(`${version}, ${webAssembly ? 'with WebAssembly' : 'in plain loops'}`);
    }
  });
}
