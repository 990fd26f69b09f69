import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readNpy, writeNpy } from '../../lib/io/index.js';
import {
  cli,
  temporaryFolder,
  tinyConfig,
  wnae,
  writeCloud,
  type Spoken,
} from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const run = (...args: string[]): Spoken => wnae(args, folder);

/** The one JSON object on standard output. */
function json(spoken: Spoken): Record<string, unknown> {
  assert.equal(spoken.code, 0, spoken.err);
  assert.match(spoken.out, /^\{.*\}\n$/);
  return JSON.parse(spoken.out) as Record<string, unknown>;
}

/** Nothing on standard output and one sentence on standard error, with exit code 2. */
function refused(spoken: Spoken, sentence: RegExp): void {
  assert.equal(spoken.code, 2, spoken.out);
  assert.equal(spoken.out, '');
  assert.match(spoken.err, sentence);
  assert.doesNotMatch(spoken.err, /^\s+at /m);
}

before(() => {
  writeCloud(at('jets.npy'), 300);
  writeCloud(at('signal.npy'), 40, 3, 2, 2);
  writeFileSync(at('tiny.json'), JSON.stringify(tinyConfig));
});

test('train leaves a run folder and says what it did, as text and as JSON', () => {
  const options = [
    'train',
    '--config',
    'tiny.json',
    '--data',
    'jets.npy',
    '--signal',
    'signal.npy',
  ];
  const trained = json(run(...options, '--out', 'run', '--json'));
  assert.equal(trained.status, 'finished');
  for (const file of [
    'config.json',
    'manifest.json',
    'metrics.jsonl',
    'summary.json',
    'checkpoints/step-00000024.safetensors',
  ]) {
    assert.ok(existsSync(at(`run/${file}`)), file);
  }
  const text = run(...options, '--out', 'text', '--epochs', '2', '--model', 'ae');
  assert.equal(text.code, 0);
  assert.match(
    text.out,
    /^model  ae, 2 epochs in .*\ndata   jets\.npy: 210 jets to train on, .*\nbest .*\nlast   epoch 2, mean AUC \d\.\d{3}\nrun    text\n$/,
  );
  assert.match(
    text.err,
    /sha256 {2}initial weights {4}[0-9a-f]{64}\nsha256 {2}data .*\nsha256 {2}trained weights .*\nsha256 {2}validation scores {2}[0-9a-f]{64}\n/,
  );
  refused(
    run(...options, '--out', 'run'),
    /^(memory: .*\n)?wnae: the folder run is not empty; .*--force\n$/,
  );
});

test('the configuration of a run trains the same model again', () => {
  const again = json(run('train', '--config', 'run/config.json', '--out', 'again', '--json'));
  const first = JSON.parse(readFileSync(at('run/manifest.json'), 'utf8')) as typeof again;
  assert.deepEqual({ ...(again.sha256 as object) }, { ...(first.sha256 as object) });
});

test('an interrupt stops a training with exit code 3 and a checkpoint', async () => {
  const child = spawn(
    process.execPath,
    [
      cli,
      'train',
      '--config',
      'tiny.json',
      '--data',
      'jets.npy',
      '--epochs',
      '1000000',
      '--out',
      'long',
    ],
    { cwd: folder },
  );
  // the memory it takes, and the first step
  for (let lines = ''; !lines.includes('epoch');) {
    lines += String((await once(child.stderr, 'data'))[0]);
  }
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 3);
  const manifest = JSON.parse(readFileSync(at('long/manifest.json'), 'utf8')) as { status: string };
  assert.equal(manifest.status, 'interrupted');
});

test('the digests of a training that was killed and resumed are those of one that was not', async () => {
  const options = ['train', '--config', 'tiny.json', '--data', 'jets.npy', '--epochs', '12'];
  json(run(...options, '--out', 'whole', '--json'));
  const child = spawn(process.execPath, [cli, ...options, '--out', 'killed'], { cwd: folder });
  const digests = (name: string): string => readFileSync(at(`${name}/digests.jsonl`), 'utf8');
  while (!existsSync(at('killed/metrics.jsonl'))) await setTimeout(2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(digests('killed').length < digests('whole').length, 'killed too late');
  // as if the machine had died in the middle of a line
  writeFileSync(at('killed/digests.jsonl'), `${digests('killed')}${digests('whole').slice(0, 50)}`);
  assert.equal(json(run('verify', 'killed', '--json')).same, true);
  json(run('resume', 'killed', '--json'));
  assert.equal(digests('killed'), digests('whole'));
  assert.equal(json(run('verify', 'killed', '--json')).same, true);
});

test('resume goes on with a run, and says so of one that is finished', () => {
  const resumed = json(run('resume', 'run', '--json'));
  assert.equal(resumed.status, 'finished');
  refused(
    run('resume', 'nowhere'),
    /^wnae: expected a run folder, got nowhere, which holds no config\.json\n$/,
  );
});

test('score gives one error for each jet', () => {
  const scored = json(run('score', 'run', 'signal.npy', '--out', 'e.npy', '--json'));
  const errors = readNpy(readFileSync(at('e.npy')));
  assert.deepEqual(errors.shape, [40]);
  assert.equal(scored.n, 40);
  const mean = (errors.data as Float64Array).reduce((total, e) => total + e, 0) / 40;
  assert.equal(scored.mean, mean);
  assert.match(
    run('score', 'run', 'signal.npy', '--model', 'last').out,
    /^reconstruction errors of 40 jets/,
  );
  writeCloud(at('wide.npy'), 10, 5);
  refused(
    run('score', 'run', 'wide.npy'),
    /^wnae: wide\.npy: expected 3 columns, as the data of run have, got 5\n$/,
  );
  refused(
    run('score', 'run', 'gone.npy'),
    /^wnae: cannot read gone\.npy: there is no such file or folder\n$/,
  );
  refused(
    run('score', 'run', 'signal.npy', '--out', 'e.txt'),
    /expected a name that ends in \.npy or \.csv/,
  );
});

test('evaluate finds the AUC that the scores have', () => {
  const evaluated = json(
    run('evaluate', 'run', '--signal', 'signal.npy', '--background', 'jets.npy', '--json'),
  );
  json(run('score', 'run', 'jets.npy', '--out', 'b.npy', '--json'));
  const [background, signal] = ['b.npy', 'e.npy'].map((name) =>
    Array.from(readNpy(readFileSync(at(name))).data as Float64Array),
  );
  let pairs = 0;
  for (const s of signal) for (const b of background) pairs += s > b ? 1 : s === b ? 0.5 : 0;
  assert.equal(evaluated.meanAuc, pairs / (signal.length * background.length));
  assert.match(run('evaluate', 'run', '--signal', 'signal.npy').out, /against 45 background jets/);
});

test('sample gives as many samples as asked for, the same for the same seed, in either unit', () => {
  const draw = (name: string, ...more: string[]): Float64Array => {
    json(run('sample', 'run', '-n', '20', '--out', name, '--json', ...more));
    const { shape, data } = readNpy(readFileSync(at(name)));
    assert.deepEqual(shape, [20, 3]);
    return data as Float64Array;
  };
  const first = draw('s.npy');
  assert.deepEqual(draw('t.npy'), first);
  assert.notDeepEqual(draw('u.npy', '--seed', '1'), first);
  assert.ok(draw('r.npy', '--raw').every((x) => Math.abs(x) <= 3));
});

test('emd solves and certifies a problem of points or of costs', () => {
  writeFileSync(at('x.csv'), '0,0\n1,0\n');
  writeFileSync(at('y.csv'), '1,1\n0,2\n');
  const points = json(run('emd', 'x.csv', 'y.csv', '--json'));
  assert.equal(points.cost, 2.5);
  const costs = writeNpy({ shape: [2, 2], data: Float64Array.of(2, 4, 1, 5) });
  writeFileSync(at('c.npy'), costs);
  assert.equal(json(run('emd', '--cost', 'c.npy', '--json')).cost, 2.5);
  writeFileSync(at('a.csv'), '0.25\n0.75\n');
  assert.equal(json(run('emd', '--cost', 'c.npy', '--a', 'a.csv', '--json')).cost, 2.75);
  assert.match(
    run('emd', 'x.csv', 'y.csv', '--metric', 'euclidean').out,
    /^cost .*\ncertificate .*\n.*residual.*\nplan /,
  );
  refused(
    run('emd', 'x.csv'),
    /^wnae: emd: expected two files of points, or --cost with a matrix\n$/,
  );
});

test('wrong usage is one sentence and exit code 2', () => {
  refused(
    run('train', '--modl', 'ae'),
    /^wnae: unknown option '--modl'\n\(Did you mean --model\?\)\n$/,
  );
  refused(run('train', '--seed', '-1'), /Expected an integer ≥ 0\.\n$/);
  refused(run('tran'), /^wnae: unknown command 'tran'\n\(Did you mean train\?\)\n$/);
  refused(
    run('train', '--set', 'optimiser.learningrate=1'),
    /^wnae: config: unknown key optimiser\.learningrate; the closest known key is optimiser\.learningRate\n$/,
  );
  refused(
    run('train', '--config', 'jets.npy'),
    /^wnae: jets\.npy: expected JSON in UTF-8, got bytes that are not\n$/,
  );
  refused(
    run('train', '--data', 'ttbar'),
    /^wnae: expected a file or an embedded sample \(ttbar_boosted, /,
  );
  refused(run('train', '--selection', 'pt > 3'), /^wnae: expected a selection like "st > 1300"/);
});

test('help has examples, and every command has --json', () => {
  const help = run('--help');
  assert.equal(help.code, 0);
  for (const command of [
    'train',
    'resume',
    'score',
    'evaluate',
    'sample',
    'emd',
    'reproduce',
    'report',
    'verify',
    'export',
  ]) {
    assert.ok(help.out.includes(`  ${command} `), command);
  }
  const { out } = run('train', '--help');
  assert.match(out, /--json/);
  assert.match(out, /Examples:\n {2}wnae train/);
});

test('a stack trace is shown on request only', () => {
  const { err } = wnae(['resume', 'nowhere'], folder, { WNAE_DEBUG: '1' });
  assert.match(err, /\n {4}at /);
});
