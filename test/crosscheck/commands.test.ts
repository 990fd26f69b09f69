import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { readSafetensors, writeSafetensors, type StoredArray } from '../../lib/io/index.js';
import { temporaryFolder, tinyConfig, wnae, writeCloud, type Spoken } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const run = (...args: string[]): Spoken => wnae(args, folder);

/** Exit code 2, nothing on standard output, one sentence on standard error. */
function refused(spoken: Spoken, sentence: RegExp): void {
  assert.equal(spoken.code, 2, spoken.out + spoken.err);
  assert.equal(spoken.out, '');
  assert.match(spoken.err, sentence);
  assert.doesNotMatch(spoken.err, /^\s+at /m);
}

before(() => {
  writeCloud(at('jets.npy'), 300);
  writeFileSync(at('tiny.json'), JSON.stringify(tinyConfig));
  const trained = run(
    'train',
    '--config',
    'tiny.json',
    '--data',
    'jets.npy',
    '--epochs',
    '2',
    '--out',
    'run',
  );
  assert.equal(trained.code, 0, trained.err);
  const written = run('bundle', 'run', '--steps', '3', '--out', 'run.safetensors');
  assert.equal(written.code, 0, written.err);
});

test('a bundle of a run passes its check, with bounds and bit for bit, as text and as JSON', () => {
  const text = run('check', 'run.safetensors');
  assert.equal(text.code, 0, text.err);
  assert.match(
    text.out,
    /3 steps of wnae in float64[\s\S]*param .* ok\nevery stage is within rounding/,
  );
  const { code, out } = run('check', 'run.safetensors', '--strict', 'bits', '--json');
  assert.equal(code, 0);
  const { passed, steps, stages } = JSON.parse(out) as {
    passed: boolean;
    steps: number;
    stages: object;
  };
  assert.ok(passed && steps === 3 && 'cotangent' in stages);
});

test('the size said before writing is that of the file', () => {
  const { err, out } = run('bundle', 'run', '--out', 'one.safetensors', '--json');
  const { bytes } = JSON.parse(out) as { bytes: number };
  assert.equal(bytes, statSync(at('one.safetensors')).size);
  assert.match(err, /bundle of 1 steps, [\d.]+ kB/);
});

test('a bundle is a function of the run, and its weights are those the run began with and went on to', () => {
  run('bundle', 'run', '--steps', '3', '--out', 'again.safetensors');
  assert.deepEqual(readFileSync(at('again.safetensors')), readFileSync(at('run.safetensors')));
  // 210 training jets in batches of 32 are 6 steps an epoch, 12 in all
  assert.equal(run('bundle', 'run', '--steps', '12', '--out', 'all.safetensors').code, 0);
  const { tensors } = readSafetensors(readFileSync(at('all.safetensors')));
  const newest = readdirSync(at('run/checkpoints'))
    .filter((name) => name.startsWith('step-'))
    .sort()
    .at(-1)!;
  const last = readSafetensors(readFileSync(at(`run/checkpoints/${newest}`))).tensors;
  assert.deepEqual(tensors['step.11/param/encoder.0.weight'], last['encoder.0.weight']);
});

test('a bundle from a checkpoint goes on from its moments, and passes', () => {
  const written = run(
    'bundle',
    'run',
    '--from',
    'last',
    '--steps',
    '2',
    '--out',
    'late.safetensors',
    '--json',
  );
  assert.equal((JSON.parse(written.out) as { updates: number }).updates, 12);
  const { tensors } = readSafetensors(readFileSync(at('late.safetensors')));
  assert.ok('init/adam.v/decoder.0.bias' in tensors);
  assert.equal(run('check', 'late.safetensors').code, 0);
  assert.equal(run('check', 'late.safetensors', '--strict', 'bits').code, 0);
});

test('without a run, a training is begun as train would', () => {
  const options = [
    '--config',
    'tiny.json',
    '--data',
    'jets.npy',
    '--model',
    'nae',
    '--set',
    'dtype=float32',
  ];
  assert.equal(run('bundle', ...options, '--steps', '2', '--out', 'new.safetensors').code, 0);
  const { code, out } = run('check', 'new.safetensors');
  assert.equal(code, 0);
  assert.match(out, /nae in float32/);
});

/** Writes the run's bundle with changes; `undefined` leaves a tensor out. */
function changed(
  name: string,
  tensors: Record<string, StoredArray | undefined>,
  metadata: Record<string, string> = {},
): string {
  const file = readSafetensors(readFileSync(at('run.safetensors')));
  const kept = Object.entries({ ...file.tensors, ...tensors }).filter(
    ([, array]) => array !== undefined,
  );
  const all = Object.fromEntries(kept) as Record<string, StoredArray>;
  writeFileSync(at(name), writeSafetensors(all, { ...file.metadata, ...metadata }));
  return name;
}

function tensorOf(name: string): { shape: readonly number[]; data: Float64Array } {
  const { shape, data } = readSafetensors(readFileSync(at('run.safetensors'))).tensors[name];
  return { shape, data: (data as Float64Array).slice() };
}

test('a wrong number is named with both values, exit code 1, and drawn on the page', () => {
  const { shape, data } = tensorOf('step.1/drift');
  data[7] += 1e-9;
  const file = changed('wrong.safetensors', { 'step.1/drift': { shape, data } });
  const { code, out } = run('check', file, '--html', 'page.html');
  assert.equal(code, 1);
  assert.match(
    out,
    /first departure: step\.1\/drift\[0, 2, 1\] is -?[\d.e-]+, expected -?[\d.e-]+ to within/,
  );
  const page = readFileSync(at('page.html'), 'utf8');
  assert.match(page, /step\.1\/drift\[0, 2, 1\]/);
  assert.match(page, /<svg role="img" aria-label="Error as a share of its bound/);
  assert.doesNotMatch(page, /https?:\/\/(?!www\.w3\.org)/);
});

test('outputs may be missing; what they were needed for is then not in the table', () => {
  const names = Object.keys(readSafetensors(readFileSync(at('run.safetensors'))).tensors);
  const without = (part: RegExp): Record<string, undefined> =>
    Object.fromEntries(names.filter((name) => part.test(name)).map((name) => [name, undefined]));
  const stagesWithout = (part: RegExp): string[] => {
    const bytes = readFileSync(at(changed('part.safetensors', without(part))));
    const { first, stages } = checkBundle(readBundle(bytes, 'part.safetensors'));
    assert.equal(first, null, `${part}: ${JSON.stringify(first)}`);
    return [...stages.keys()];
  };
  for (const name of ['cotangent', 'transport.plan', 'drift', 'adam.v', 'param', 'energy']) {
    assert.ok(!stagesWithout(new RegExp(`step.*/${name}`)).includes(name), name);
  }
  const chainless = stagesWithout(/step\.\d\/chain$/);
  assert.ok(!chainless.includes('grad') && chainless.includes('adam.m'));
});

test('a file that is no bundle is refused in a sentence', () => {
  refused(
    run('check', 'nothing.safetensors'),
    /cannot read nothing\.safetensors: there is no such file/,
  );
  writeFileSync(at('noise'), Buffer.alloc(200, 7));
  refused(run('check', 'noise'), /noise: safetensors: expected a header/);
  const whole = readFileSync(at('run.safetensors'));
  writeFileSync(at('cut'), whole.subarray(0, whole.length - 100));
  refused(run('check', 'cut'), /cut: safetensors: expected/);
  const one = tensorOf('step.0/loss');
  const cases: [Record<string, StoredArray | undefined>, Record<string, string>, RegExp][] = [
    [
      {},
      { format: 'wnae-bundle/9' },
      /expected the format wnae-bundle\/1 in the metadata, got wnae-bundle\/9/,
    ],
    [{}, { config: '{' }, /expected config in the metadata to be JSON/],
    [{}, { config: '{"model":"gan"}' }, /expected model to be one of/],
    [{}, { updates: '-1' }, /expected updates in the metadata to be an integer ≥ 0, got "-1"/],
    [{}, { updates: '3' }, /expected a tensor init\/adam\.m\/encoder\.0\.weight/],
    [{}, { learningRates: '[1]' }, /expected learningRates in the metadata to be 3 numbers/],
    [{ 'step.0/noise': undefined }, {}, /expected a tensor step\.0\/noise \[3, 32, 3\], got none/],
    [{ 'step.0/lost': one }, {}, /unknown tensor "step\.0\/lost"/],
    [{ 'step.9/loss': one }, {}, /unknown tensor "step\.9\/loss"/],
    [
      { 'step.0/loss': { shape: [1], data: one.data } },
      {},
      /expected step\.0\/loss to be \[\], got \[1\]/,
    ],
    [
      { 'step.0/loss': { shape: [], data: Float32Array.of(1) } },
      {},
      /got float32 for step\.0\/loss|got float64/,
    ],
    [
      { 'step.0/loss': { shape: [], data: Int32Array.of(1) } },
      {},
      /expected step\.0\/loss to be float64 or float32/,
    ],
    [{ 'step.0/batch': undefined }, {}, /expected a tensor step\.0\/batch, got none/],
    [
      { 'step.0/batch': { shape: [0, 3], data: new Float64Array(0) } },
      {},
      /expected step\.0\/batch to be \[B, D\]/,
    ],
    [
      { 'init/encoder.0.bias': { shape: [4], data: Float64Array.of(0, NaN, 0, 0) } },
      {},
      /to be finite, got NaN at element 1/,
    ],
    [
      {},
      { config: JSON.stringify({ ...tinyConfig, network: { hidden: [1e9], code: 1e9 } }) },
      /expected init\/encoder\.0\.weight to be \[1000000000, 3\]/,
    ],
    [
      {},
      { config: JSON.stringify({ ...tinyConfig, sampler: { adjusted: true } }) },
      /sampler\.adjusted/,
    ],
  ];
  for (const [tensors, metadata, sentence] of cases) {
    const bytes = readFileSync(at(changed('bad.safetensors', tensors, metadata)));
    assert.throws(() => readBundle(bytes, 'bad.safetensors'), sentence);
  }
  refused(run('check', 'bad.safetensors'), /sampler\.adjusted/);
});

test('outputs that are not finite are wrong, not an accident', () => {
  const names = [
    'chain',
    'transport.plan',
    'transport.cost',
    'cotangent',
    'grad/encoder.0.bias',
    'param/encoder.0.bias',
  ];
  for (const [name, value, bits] of names.flatMap(
    (n) =>
      [
        [n, NaN, false],
        [n, Infinity, true],
      ] as const,
  )) {
    const { shape, data } = tensorOf(`step.1/${name}`);
    data.fill(value);
    const file = changed('nan.safetensors', { [`step.1/${name}`]: { shape, data } });
    const { first } = checkBundle(readBundle(readFileSync(at(file)), file), { bits });
    assert.equal(first?.tensor, `step.1/${name}`);
  }
});

test('bundle refuses what it cannot do and leaves no file behind', () => {
  refused(
    run('bundle', 'run', '--model', 'nae', '--out', 'no.safetensors'),
    /expected either a run or --model, got both/,
  );
  refused(run('bundle', 'run', '--steps', '0', '--out', 'no.safetensors'), /integer ≥ 1/);
  refused(
    run('bundle', 'run', '--out', 'missing/no.safetensors'),
    /cannot write missing\/no\.safetensors/,
  );
  refused(
    run(
      'bundle',
      '--config',
      'tiny.json',
      '--data',
      'jets.npy',
      '--set',
      'sampler.adjusted=true',
      '--out',
      'no.safetensors',
    ),
    /sampler\.adjusted/,
  );
  refused(
    run(
      'bundle',
      '--config',
      'tiny.json',
      '--data',
      'jets.npy',
      '--set',
      'optimiser.learningRate=1e300',
      '--steps',
      '4',
      '--out',
      'no.safetensors',
    ),
    /expected a finite loss|finite|coordinates/,
  );
  assert.ok(!existsSync(at('no.safetensors')));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});
