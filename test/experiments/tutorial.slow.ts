import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawTutorial } from '../../experiments/tutorial/drawTutorial.js';
import { root } from '../support/examples.js';

test('all of docs/tutorial/ comes out anew, byte for byte', async () => {
  for (const [name, text] of Object.entries(await drawTutorial())) {
    assert.equal(text, readFileSync(join(root, 'docs/tutorial', name), 'utf8'), name);
  }
});
