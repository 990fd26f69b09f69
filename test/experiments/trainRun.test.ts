import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveConfig } from '../../algorithms/index.js';
import { sha256OfFile } from '../../experiments/runs/digest.js';
import { nodeMachine } from '../../experiments/runs/machine.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { resumeRun, trainRun } from '../../experiments/runs/trainRun.js';
import { temporaryFolder, tinyConfig, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
writeCloud(at('jets.npy'), 300);
writeCloud(at('signal.npy'), 50, 3, 2, 2);

const variants = {
  'a WNAE': { model: 'wnae' },
  'an NAE with chains from the manifold': { model: 'nae', sampler: { initialisation: 'omi' } },
  'a float32 NAE at the data, with falling rate': {
    model: 'nae',
    dtype: 'float32',
    sampler: { initialisation: 'cd' },
    optimiser: { schedule: 'cosine', name: 'sgd' },
  },
  'an AE without preprocessing': { model: 'ae', preprocessing: { transform: 'none' } },
  'an AE on scaled jets': { model: 'ae', preprocessing: { transform: 'minmax' } },
} as const;

function configOf(variant: object) {
  const merged: Record<string, unknown> = { ...tinyConfig };
  for (const [key, value] of Object.entries(variant)) {
    const section = merged[key];
    merged[key] = typeof value === 'object' ? { ...(section as object), ...value } : value;
  }
  return resolveConfig(merged);
}

function train(out: string, variant: object, stopAfter = Infinity) {
  let asked = 0;
  return trainRun({
    config: configOf(variant),
    data: { source: at('jets.npy') },
    out: at(out),
    signals: [at('signal.npy')],
    evaluateEvery: 2,
    shouldStop: () => ++asked >= stopAfter,
  });
}

/** All that must not depend on when and how often a training was interrupted. */
function outcomeOf(run: string) {
  const opened = RunFolder.open(at(run));
  return {
    checkpoint: sha256OfFile(opened.checkpoints.paths[0]),
    metrics: sha256OfFile(join(at(run), 'metrics.jsonl')),
    steps: sha256OfFile(join(at(run), 'digests.jsonl')),
    epochs: opened.metrics.length,
    summary: opened.summary,
    digests: opened.manifest.sha256,
    status: opened.manifest.status,
  };
}

for (const [k, [name, variant]] of Object.entries(variants).entries()) {
  test(`${name} that is interrupted and resumed ends in the bits of one that is not`, async () => {
    await train(`whole-${k}`, variant);
    const stopped = await train(`stopped-${k}`, variant, 8);
    assert.equal(stopped.summary, null);
    assert.equal(stopped.manifest.status, 'interrupted');
    await resumeRun(at(`stopped-${k}`));
    assert.deepEqual(outcomeOf(`stopped-${k}`), outcomeOf(`whole-${k}`));
    assert.equal(outcomeOf(`whole-${k}`).epochs, tinyConfig.epochs);
  });
}

test('the same training twice gives the same bits, and another seed gives others', async () => {
  await train('again', variants['a WNAE']);
  assert.deepEqual(outcomeOf('again'), outcomeOf('whole-0'));
  const other = await train('other', { ...variants['a WNAE'], seed: 1 });
  assert.notEqual(other.manifest.sha256.finalWeights, outcomeOf('again').digests.finalWeights);
});

test('a run resumed after a crash between epochs goes through the lost ones again', async () => {
  // two epochs of six steps, and one step
  await train('crashed', variants['a WNAE'], 13);
  const metrics = join(at('crashed'), 'metrics.jsonl');
  const text = readFileSync(metrics, 'utf8');
  // the crash came after two more lines of metrics, the last of them incomplete
  writeFileSync(metrics, `${text}${text.split('\n')[0]}\n{"epoch":4,"st`);
  const digests = join(at('crashed'), 'digests.jsonl');
  const lines = readFileSync(digests, 'utf8');
  const late = lines.split('\n')[0].replace('"step":1', '"step":14');
  writeFileSync(digests, `${lines}${late}\n{"step":15,"ep`);
  await resumeRun(at('crashed'));
  assert.deepEqual(outcomeOf('crashed'), outcomeOf('whole-0'));
});

test('a training whose loss is no longer finite is marked as failed and says where', async () => {
  const variant = { model: 'ae', optimiser: { name: 'sgd', learningRate: 1e200 } };
  await assert.rejects(train('failed', variant), /expected a finite loss, got \S+ at step \d+/);
  const { manifest } = RunFolder.open(at('failed'));
  assert.equal(manifest.status, 'failed');
  assert.notEqual(manifest.ended, null);
});

test('a finished run that is resumed stays as it is', async () => {
  const before = outcomeOf('whole-0');
  const { summary } = await resumeRun(at('whole-0'));
  assert.equal(summary?.last.epoch, tinyConfig.epochs);
  assert.deepEqual(outcomeOf('whole-0'), before);
});

test('a run whose data changed is not resumed', async () => {
  writeCloud(at('moving.npy'), 300, 3, 5);
  const options = {
    config: configOf({}),
    data: { source: at('moving.npy') },
    out: at('moved'),
    shouldStop: () => true,
  };
  await trainRun(options);
  writeCloud(at('moving.npy'), 300, 3, 6);
  await assert.rejects(resumeRun(at('moved')), /its data \S+moving\.npy have changed since/);
});

test('a folder that holds anything is not written to, and force clears runs only', async () => {
  await assert.rejects(
    train('whole-0', {}),
    /is not empty; choose another --out, or pass --force$/,
  );
  writeFileSync(at('precious'), '');
  assert.throws(() => RunFolder.create(folder, nodeMachine, { force: true }), /holds no run/);
  const before = outcomeOf('whole-0');
  const replaced = await trainRun({
    config: configOf(variants['a WNAE']),
    data: { source: at('jets.npy') },
    out: at('whole-0'),
    force: true,
  });
  assert.equal(replaced.manifest.sha256.finalWeights, before.digests.finalWeights);
  assert.equal(replaced.summary?.best?.meanAuc, undefined);
});
