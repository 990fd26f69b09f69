import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingModule } from '../support/debianPython.js';
import { temporaryFolder } from '../support/tinyRun.js';

const script = join(import.meta.dirname, '../../../experiments/peers/side_by_side.py');
const skip =
  missingModule('torch', 'python3-torch') ||
  missingModule('ot', 'python3-pot') ||
  missingModule('sklearn', 'python3-sklearn');

test('the same training here and in PyTorch gives a table, and is done once', { skip }, () => {
  const folder = temporaryFolder();
  const run = (): { out: string; err: string } => {
    const options = ['--seeds', '1', '--epochs', '2', '--every', '1', '--out', folder];
    const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [script, ...options], {
      encoding: 'utf8',
      timeout: 600_000,
    });
    assert.equal(status, 0, stderr);
    return { out: stdout, err: stderr };
  };
  const first = run();
  assert.match(first.err, /^side_by_side: wnae-0$/m);
  assert.match(first.err, /^side_by_side: torch-wnae-0$/m);
  const rows = first.out
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  assert.deepEqual(
    rows.slice(2).map(([, engine, seed]) => [engine, seed]),
    [
      ['this engine', '0'],
      ['PyTorch + POT', '0'],
      ['**this engine**', 'all'],
      ['**PyTorch + POT**', 'all'],
    ],
  );
  for (const [, , , epoch, auc, , end, wall, cpu] of rows.slice(2, 4)) {
    assert.match(epoch, /^[12]$/);
    for (const area of [auc, end]) assert.ok(Number(area) > 0.3 && Number(area) < 1, area);
    assert.ok(Number(wall) > 0 && Number(cpu) > 0);
  }
  // both models see the same jets: before they differ by training, W of both lies far above its floor of 0.8
  for (const [, , , , , w] of rows.slice(2, 4)) assert.ok(Number(w) > 1.5 && Number(w) < 10, w);
  const second = run();
  assert.equal(second.out, first.out);
  assert.equal(second.err, '');
});
