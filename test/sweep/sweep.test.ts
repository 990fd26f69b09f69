import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import type { SettingResult } from '../../experiments/sweep/sweepSummary.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const sweep = {
  base: { ...tinyConfig, data: 'jets.npy', evaluation: { signals: ['shifted.npy'], every: 2 } },
  seeds: 2,
  grid: { 'sampler.steps': [2, 3] },
};

/** A folder with data and a sweep file. */
function place(name: string, file: unknown = sweep): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeCloud(join(path, 'jets.npy'), 300);
  writeCloud(join(path, 'shifted.npy'), 100, 3, 2, 1.5);
  writeFileSync(join(path, 's.json'), JSON.stringify(file));
  return path;
}

const weightsOf = (cwd: string, run: string): string | null =>
  RunFolder.open(join(cwd, 'runs/s', run)).manifest.sha256.finalWeights;

test('a sweep trains what `train` trains, sums it up, and does nothing twice', () => {
  const cwd = place('whole');
  const { code, out, err } = wnae(['sweep', 's.json', '--json'], cwd);
  assert.equal(code, 0, err);
  assert.match(err, /4 of 4 trainings through/);
  const { results } = JSON.parse(out) as { results: SettingResult[] };
  assert.deepEqual(
    results.map(({ setting, runs }) => [setting, ...runs.map(({ run }) => run)]),
    [2, 3].map((steps) => [`steps=${steps}`, `steps=${steps}-0`, `steps=${steps}-1`]),
  );
  assert.deepEqual(results, JSON.parse(readFileSync(join(cwd, 'runs/s/summary.json'), 'utf8')));

  const set = ['--set', 'sampler.steps=3', '--seed', '1', '--signal', 'shifted.npy'];
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(tinyConfig));
  const data = ['--data', 'jets.npy', '--evaluate-every', '2'];
  const alone = wnae(['train', '--config', 'c.json', ...data, ...set, '--out', 'alone'], cwd);
  assert.equal(alone.code, 0, alone.err);
  const run = RunFolder.open(join(cwd, 'alone'));
  assert.equal(weightsOf(cwd, 'steps=3-1'), run.manifest.sha256.finalWeights);

  const { metrics, summary } = run;
  const [, result] = results[1].runs;
  const distances = metrics.map(({ validation }) => validation?.wasserstein ?? NaN);
  assert.equal(result.leastW, Math.min(...distances));
  assert.equal(result.lastW, distances.at(-1));
  assert.equal(result.chosen.epoch, summary?.best?.epoch);
  assert.equal(result.chosen.meanAuc, summary?.best?.meanAuc);
  assert.equal(result.highest?.meanAuc, Math.max(...metrics.map(({ meanAuc = 0 }) => meanAuc)));

  const started = (): string => RunFolder.open(join(cwd, 'runs/s/steps=2-0')).manifest.started;
  const before = started();
  const again = wnae(['sweep', 's.json', '--json'], cwd);
  assert.equal(again.code, 0, again.err);
  assert.equal(again.out, out);
  assert.equal(again.err, '');
  assert.equal(started(), before);

  writeFileSync(join(cwd, 's.json'), JSON.stringify({ ...sweep, base: { ...sweep.base, epochs: 5 } }));
  const other = wnae(['sweep', 's.json'], cwd);
  assert.equal(other.code, 2);
  assert.match(other.err, /steps=2-0 holds another training than the sweep asks for; choose/);
  assert.equal(weightsOf(cwd, 'steps=3-1'), run.manifest.sha256.finalWeights);
}); // prettier-ignore

test('more seeds are added to those that are there', () => {
  const cwd = place('grown', { ...sweep, seeds: 1, grid: {} });
  assert.equal(wnae(['sweep', 's.json'], cwd).code, 0);
  writeFileSync(join(cwd, 's.json'), JSON.stringify({ ...sweep, seeds: 2, grid: {} }));
  const { code, err } = wnae(['sweep', 's.json'], cwd);
  assert.equal(code, 0, err);
  assert.match(err, /1 of 1 trainings through/);
});

test('of a training that fails the sentence is told, the others go on, and the exit code is 1', () => {
  const cwd = place('failing', {
    ...sweep,
    settings: { mad: { 'optimiser.learningRate': 1e308 }, sane: {} },
    seeds: 1,
    grid: {},
  });
  const { code, out, err } = wnae(['sweep', 's.json'], cwd);
  assert.equal(code, 1, err);
  assert.match(out, /1 not finished: mad-0\nthe training mad-0 failed: .* at step 1/);
  assert.ok(weightsOf(cwd, 'sane-0') !== null);
});

test('a sweep that is interrupted goes on, and ends in the same bits', async () => {
  const long = { ...sweep, base: { ...sweep.base, epochs: 40 }, seeds: 1 };
  const whole = place('uninterrupted', long);
  assert.equal(wnae(['sweep', 's.json'], whole).code, 0);
  const cwd = place('interrupted', long);
  const child = spawn(process.execPath, [cli, 'sweep', 's.json', '--workers', '1'], { cwd });
  for (let err = ''; !/epoch +[1-9]\d*\/40/.test(err) && child.exitCode === null;) {
    const [chunk] = (await once(child.stderr, 'data')) as [Buffer];
    err += chunk.toString();
  }
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 3);
  const { code: second, err } = wnae(['sweep', 's.json'], cwd);
  assert.equal(second, 0, err);
  for (const run of ['steps=2-0', 'steps=3-0']) {
    assert.equal(weightsOf(cwd, run), weightsOf(whole, run));
  }
});

test('--task runs one training alone', () => {
  const cwd = place('task');
  const { code, err } = wnae(['sweep', 's.json', '--task', '2'], cwd);
  assert.equal(code, 0, err);
  assert.ok(weightsOf(cwd, 'steps=3-0') !== null);
  assert.ok(!existsSync(join(cwd, 'runs/s/steps=2-0')));
  const beyond = wnae(['sweep', 's.json', '--task', '4'], cwd);
  assert.equal(beyond.code, 2);
  assert.match(beyond.err, /^wnae: --task: expected a number from 0 to 3, got 4\n$/);
});
