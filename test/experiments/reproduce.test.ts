import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { signalNames } from '../../experiments/jets/jetSource.js';
import { temporaryFolder, wnae } from '../support/tinyRun.js';

const folder = temporaryFolder();

interface Printed {
  readonly out: string;
  readonly report: string | null;
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
  assert.ok(printed.report !== null && existsSync(join(folder, printed.report)));
});

test('reproduce does not write where something else is', () => {
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'thesis.tex'), '');
  const { code, out, err } = wnae(['reproduce', '--preset', 'smoke', '--out', 'mine'], folder);
  assert.equal(code, 2);
  assert.equal(out, '');
  assert.match(
    err,
    /^wnae: the folder mine is not empty; choose another --out, or pass --force\n$/,
  );
});
