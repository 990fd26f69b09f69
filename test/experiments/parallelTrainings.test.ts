import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { resolveConfig } from '../../algorithms/index.js';
import { runInWorkers, type ParallelTask } from '../../experiments/runs/parallelTrainings.js';
import { ProgressLines } from '../../experiments/terminal/progress.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { temporaryFolder, tinyConfig, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const silent = new ProgressLines(new Writable({ write: (_chunk, _encoding, done) => done() }));
const at = (name: string): string => join(folder, name);
writeCloud(at('jets.npy'), 200);

function tasks(out: string, source = 'jets.npy'): ParallelTask[] {
  return (['wnae', 'nae', 'ae'] as const).map((model) => ({
    title: model,
    task: {
      config: resolveConfig({ ...tinyConfig, model }),
      data: { source: at(source) },
      out: at(`${out}-${model}`),
    },
  }));
}

test('the number of workers changes no bit', async () => {
  const digests = [];
  for (const workers of [1, 3]) {
    const list = tasks(`with-${workers}`);
    assert.equal(await runInWorkers(list, workers, { lines: silent }), true);
    digests.push(
      list.map(({ task }) => RunFolder.open((task as { out: string }).out).manifest.sha256),
    );
  }
  assert.deepEqual(digests[0], digests[1]);
  assert.equal(new Set(digests[0].map(({ finalWeights }) => finalWeights)).size, 3);
});

test('a worker that fails is an error with its cause', async () => {
  await assert.rejects(
    runInWorkers(tasks('failing', 'gone.npy').slice(0, 1), 1, { lines: silent }),
    /^Error: the training wnae failed: cannot read \S+gone\.npy: there is no such file or folder$/,
  );
});
