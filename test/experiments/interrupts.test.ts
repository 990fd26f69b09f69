import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sha256OfFile } from '../../experiments/runs/digest.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const config = { ...tinyConfig, epochs: 40 };

/** A folder of its own for each run, so that all have the same name. */
function place(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeCloud(join(path, 'jets.npy'), 300);
  writeFileSync(join(path, 'c.json'), JSON.stringify(config));
  return path;
}

const often = ['--checkpoint-every', '0'];
const arguments_ = ['train', '--config', 'c.json', '--data', 'jets.npy', '--out', 'run', ...often];

function start(cwd: string, ...args: string[]): { child: ChildProcess; err: () => string } {
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return { child, err: () => err };
}

/** Waits until the training has begun. */
async function begun({ child, err }: { child: ChildProcess; err: () => string }): Promise<void> {
  while (!/epoch +\d+\/\d+/.test(err()) && child.exitCode === null) {
    await once(child.stderr as NonNullable<ChildProcess['stderr']>, 'data');
  }
}

async function ended({ child }: { child: ChildProcess }): Promise<unknown[]> {
  return child.exitCode === null && child.signalCode === null
    ? once(child, 'exit')
    : [child.exitCode, child.signalCode];
}

/** What a run ends in: bytes of all that is the same for the same training, and its report. */
function outcome(cwd: string): Record<string, string> {
  const run = RunFolder.open(join(cwd, 'run'));
  assert.equal(run.manifest.status, 'finished');
  const { code, err } = wnae(['report', 'run', '--out', 'report.html'], cwd);
  assert.equal(code, 0, err);
  return {
    ...Object.fromEntries(
      ['config.json', 'metrics.jsonl', 'summary.json'].map((name) => [
        name,
        sha256OfFile(run.file(name)),
      ]),
    ),
    checkpoint: sha256OfFile(run.checkpoints.paths[0]),
    report: sha256OfFile(join(cwd, 'report.html')),
  };
}

let expected: Record<string, string>;

before(() => {
  const whole = place('whole');
  assert.equal(wnae(arguments_, whole).code, 0);
  expected = outcome(whole);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops a training at a step's end with exit code 3; resumed it ends in the same bytes`, async () => {
    const cwd = place(signal);
    const run = start(cwd, ...arguments_);
    await begun(run);
    run.child.kill(signal);
    let out = '';
    run.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    assert.deepEqual(await ended(run), [3, null]);
    assert.match(run.err(), new RegExp(`${signal}: stopping at the end of this step`));
    assert.match(out, /^stopped after step \d+, in epoch \d+ of 40; wnae resume run goes on\n$/);
    assert.equal(RunFolder.open(join(cwd, 'run')).manifest.status, 'interrupted');
    assert.equal(wnae(['resume', 'run'], cwd).code, 0);
    assert.deepEqual(outcome(cwd), expected);
  });
}

test('a training that is killed again and again ends in the same bytes', async () => {
  const cwd = place('killed');
  let runs = 0;
  for (; runs < 3; runs++) {
    const run = runs === 0 ? start(cwd, ...arguments_) : start(cwd, 'resume', 'run', ...often);
    await begun(run);
    await setTimeout(30 * runs);
    run.child.kill('SIGKILL');
    const [code] = await ended(run);
    if (code === 0) break;
    if (runs > 0)
      assert.match(run.err(), /run was locked by process \d+ on \S+, which is gone; going on/);
  }
  assert.ok(runs > 0, 'the training was over before it could be killed');
  assert.equal(wnae(['resume', 'run'], cwd).code, 0);
  assert.deepEqual(outcome(cwd), expected);
});

test('a second process on a run folder is refused with pid and host of the first', async () => {
  const cwd = place('shared');
  const first = start(cwd, ...arguments_, '--epochs', '1000000');
  await begun(first);
  const sentence = new RegExp(
    `^wnae: the run run is in use by process ${first.child.pid} on ${hostname()} since \\S+; wait for it to end, or stop it\\n$`,
  );
  for (const args of [
    ['resume', 'run'],
    [...arguments_, '--force'],
  ]) {
    const second = wnae(args, cwd);
    assert.equal(second.code, 2);
    assert.match(second.err, sentence);
  }
  first.child.kill('SIGINT');
  assert.deepEqual(await ended(first), [3, null]);
});

test('a second interrupt ends the process at once, also while it computes', async () => {
  const module = pathToFileURL(
    join(import.meta.dirname, '../../experiments/terminal/watchTraining.js'),
  );
  const program = `
    import { watchInterrupts } from ${JSON.stringify(module.href)};
    watchInterrupts(() => {
      process.stdout.write('told');
      setImmediate(() => { for (;;); });
    });
    setInterval(() => undefined, 1000);
    process.stdout.write('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  await once(child.stdout, 'data');
  await setTimeout(20);
  child.kill('SIGINT');
  const timer = AbortSignal.timeout(5000);
  timer.addEventListener('abort', () => child.kill('SIGKILL'));
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGINT']);
});

test('numbers that stop being finite end a training with exit code 1, the step, the tensor and the checkpoint', () => {
  const cwd = place('diverged');
  const rate = [
    '--model',
    'ae',
    '--set',
    'optimiser.name=sgd',
    '--set',
    'optimiser.learningRate=1e200',
  ];
  const { code, out, err } = wnae([...arguments_, ...rate], cwd);
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(
    err,
    /^wnae: train: expected a finite \S.*, got \S+ at step 2 \(epoch 1\); .*; the last good checkpoint is run\/checkpoints\/step-0000000[01]\.safetensors$/m,
  );
  const manifest = readFileSync(join(cwd, 'run/manifest.json'), 'utf8');
  assert.match(manifest, /"status": "failed"/);
});
