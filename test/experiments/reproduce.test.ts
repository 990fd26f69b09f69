import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { signalNames } from '../../experiments/jetSource.js';
import { RunFolder } from '../../experiments/runFolder.js';
import { temporaryFolder, wnae } from '../support/tinyRun.js';

const folder = temporaryFolder();

interface Printed {
  readonly out: string;
  readonly comparison: {
    readonly columns: readonly { readonly title: string; readonly aucs: readonly object[] }[];
  };
}

test('reproduce trains all three models on the embedded jets, compares them and reports', () => {
  const { code, out, err } = wnae(['reproduce', '--preset', 'smoke', '--json'], folder);
  assert.equal(code, 0, err);
  assert.match(out, /^\{.*\}\n$/);
  const printed = JSON.parse(out) as Printed;
  assert.equal(printed.out, join('runs', 'smoke'));
  assert.deepEqual(
    printed.comparison.columns.map(({ title }) => title),
    ['AE', 'AE', 'NAE', 'NAE', 'WNAE', 'WNAE'],
  );
  for (const { aucs } of printed.comparison.columns) {
    assert.deepEqual(Object.keys(aucs[0]).sort(), [...signalNames].sort());
  }
  assert.ok(existsSync(join(folder, 'runs/smoke/report.html')));
});

test('a worker that fails is an error with its cause', () => {
  const { code, out, err } = wnae(
    ['reproduce', '--preset', 'smoke', '--out', join('runs', 'smoke', 'ae-0', 'config.json')],
    folder,
  );
  assert.equal(code, 2);
  assert.equal(out, '');
  assert.match(err, /wnae: .*config\.json/);
});

test('the number of workers changes no bit', { skip: 'in the slow tests' }, () => {
  assert.ok(RunFolder.open(join(folder, 'runs/smoke/ae-0')));
});
