import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder, wnae } from '../support/tinyRun.js';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/bundle.md'), 'utf8');

test('the worked example of docs/bundle.md is checked with the outcome that is printed there', () => {
  const folder = temporaryFolder();
  const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const outcome = /```\n(bundle {2}[\s\S]*?)```/.exec(page)?.[1] ?? '';
  // packages are found from the folder of the package, files go to the temporary one
  const moved = program.replace("'example.safetensors'", JSON.stringify(join(folder, 'made')));
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', moved], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  renameSync(join(folder, 'made'), join(folder, 'example.safetensors'));
  const { code, out } = wnae(['check', 'example.safetensors'], folder);
  assert.equal(code, 1);
  assert.equal(out, outcome);
});
