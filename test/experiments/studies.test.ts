import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { presets, configOf } from '../../experiments/runs/presets.js';
import { parseSweep, readSweepFile } from '../../experiments/sweep/sweepFile.js';
import { trainingsOf } from '../../experiments/sweep/trainings.js';

const folder = join(import.meta.dirname, '../../../experiments/studies');

test('every study is a sweep', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.ok(files.length >= 2);
  for (const name of files) {
    const text = readFileSync(join(folder, name), 'utf8');
    assert.ok(parseSweep(text, name).settings.length >= 1);
  }
});

test('the settings are chosen without a look at any signal', () => {
  const { evaluation } = readSweepFile(join(folder, 'wnae-coarse.json'));
  assert.deepEqual(evaluation.signals, []);
});

test('the default settings of the study of stability are the trainings of the quick preset', () => {
  const sweep = readSweepFile(join(folder, 'wnae-stability.json'));
  const own = trainingsOf(sweep, 'nowhere').filter(({ setting }) => setting === 'default');
  const preset = presets.quick.trainings.find(({ name }) => name === 'wnae');
  assert.ok(preset !== undefined);
  assert.deepEqual(
    own.map(({ config }) => config),
    Array.from({ length: 10 }, (_, seed) => configOf(preset, seed)),
  );
  assert.equal(sweep.evaluation.every, preset.evaluateEvery);
});
