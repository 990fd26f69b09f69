import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { resolveConfig } from '../../algorithms/index.js';
import { compare } from '../../experiments/runs/comparisonTable.js';
import { runInWorkers } from '../../experiments/runs/parallelTrainings.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { ProgressLines } from '../../experiments/terminal/progress.js';
import { Writable } from 'node:stream';
import { temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const silent = new ProgressLines(new Writable({ write: (_chunk, _encoding, done) => done() }));
const at = (name: string): string => join(folder, name);
const runs = ['wnae-0', 'wnae-1', 'wnae-2', 'ae-0'];

before(async () => {
  writeCloud(at('jets.npy'), 300);
  writeCloud(at('signal.npy'), 40, 3, 2, 2);
  const tasks = runs.map((name) => {
    const [model, seed] = name.split('-');
    const config = resolveConfig({ ...tinyConfig, epochs: 6, model, seed: Number(seed) });
    const data = { source: at('jets.npy') };
    const followed = { signals: [at('signal.npy')], evaluateEvery: 1 };
    return { title: name, task: { config, data, out: at(name), ...followed } };
  });
  assert.ok(await runInWorkers(tasks, 2, { lines: silent }));
});

interface Evaluation {
  readonly run: string;
  readonly meanAuc: number;
}

interface Group {
  readonly label: string;
  readonly runs: readonly string[];
  readonly meanAuc: { readonly n: number; readonly mean: number; readonly spread: number | null };
}

test('evaluate gives mean and standard deviation over the seeds of runs with the same settings', () => {
  const options = ['--signal', 'signal.npy', '--background', 'jets.npy', '--json'];
  const evaluate = (...names: string[]): unknown => {
    const { code, out, err } = wnae(['evaluate', ...names, ...options], folder);
    assert.equal(code, 0, err);
    return JSON.parse(out);
  };
  const all = evaluate(...runs) as { runs: Evaluation[]; groups: Group[] };
  assert.deepEqual(
    all.groups.map((group) => [group.label, group.runs]),
    [
      ['WNAE', runs.slice(0, 3)],
      ['AE', ['ae-0']],
    ],
  );
  const alone = runs.slice(0, 3).map((run) => (evaluate(run) as Evaluation).meanAuc);
  assert.deepEqual(
    all.runs.slice(0, 3).map(({ meanAuc }) => meanAuc),
    alone,
  );
  const mean = alone.reduce((sum, area) => sum + area, 0) / 3;
  const variance = alone.reduce((sum, area) => sum + (area - mean) ** 2, 0) / 2;
  const [{ meanAuc }, { meanAuc: single }] = all.groups;
  assert.equal(meanAuc.n, 3);
  assert.ok(Math.abs(meanAuc.mean - mean) < 1e-15);
  assert.ok(Math.abs((meanAuc.spread ?? 0) - Math.sqrt(variance)) < 1e-15);
  assert.equal(single.spread, null);
});

test('weights of a file go into one run, not into several', () => {
  const { code, err } = wnae(['evaluate', ...runs, '--weights', 'w.safetensors'], folder);
  assert.equal(code, 2);
  assert.match(err, /^wnae: expected one run to put the weights of w\.safetensors into, got 4\n$/);
});

test('the comparison says how far the chosen epoch is from the highest AUC of the training', () => {
  const folders = runs.slice(0, 3).map((name) => RunFolder.open(at(name)));
  const { text, json } = compare([{ title: 'WNAE', runs: folders }]);
  const { columns } = json as { columns: { highest: { epoch: number; meanAuc: number }[] }[] };
  folders.forEach(({ metrics, summary }, k) => {
    const areas = metrics.map(({ meanAuc }) => meanAuc ?? NaN);
    assert.equal(areas.length, 6);
    const highest = Math.max(...areas);
    for (const { highest: found } of columns) {
      assert.deepEqual(found[k], { epoch: areas.indexOf(highest) + 1, meanAuc: highest });
    }
    assert.ok(highest >= (summary?.best?.meanAuc ?? Infinity));
  });
  const short = folders.map(({ metrics, summary }) => {
    const highest = Math.max(...metrics.map(({ meanAuc }) => meanAuc ?? NaN));
    return highest - (summary?.best?.meanAuc ?? NaN);
  });
  const mean = short.reduce((sum, area) => sum + area, 0) / 3;
  assert.match(text, new RegExp(`^short of it by +${mean.toFixed(3)}`, 'm'));
});
