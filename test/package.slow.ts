import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeNpy } from '../lib/io/index.js';
import { temporaryFolder } from './support/tinyRun.js';

const root = join(import.meta.dirname, '../..');
const folder = temporaryFolder();

interface Spoken {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function npm(args: readonly string[], cwd: string): Spoken {
  return spawnSync('npm', args, { cwd, encoding: 'utf8' });
}

/** The package as it would be published, from what is built. */
const [{ filename }] = JSON.parse(
  npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root).stdout,
) as { filename: string; files: { path: string }[] }[];

/** Installs the package into an empty folder; null where its dependencies cannot be had. */
function install(name: string, ...options: readonly string[]): string | null {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  const tarball = join(folder, filename);
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', ...options];
  const { status, stderr } = npm(['install', ...flags, tarball], place);
  if (status === 0) return place;
  assert.match(stderr, /ENOTFOUND|ENOTCACHED|EAI_AGAIN|ECONNREFUSED|network/, stderr);
  return null;
}

const NO_REGISTRY = 'skipped: the registry with ndarray cannot be reached';

const typescript = `
import { energy, type Autoencoder, type Config } from 'wnae';
import { emd, grad } from 'wnae/lib/autodiff';
import { readNpy, writeNpy, type StoredArray } from 'wnae/lib/io';
import { sum, square, tensor, toNdarray, type Tensor } from 'wnae/lib/tensor';

const x: Tensor = tensor([[0, 1], [2, 3], [4, 4]]);
const y: Tensor = tensor([[0, 0], [2, 2], [5, 5]]);
const gradient: Tensor = grad((p: Tensor) => sum(square(p)))(x);
const stored: StoredArray = readNpy(writeNpy({ shape: [2], data: Float64Array.of(1, 2) }));
const view: number = toNdarray(x).get(1, 0);
export type Score = (model: Autoencoder, config: Config) => ReturnType<typeof energy>;
console.log(JSON.stringify([emd(x, y).item(), [...gradient.data], [...(stored.data as Float64Array)], view]));
// @ts-expect-error a tensor is no number
export const wrong: number = x;
`;
const printed = '[1.3333333333333333,[0,2,4,6,8,8],[1,2],2]\n';

test('without optional packages the library runs, from JavaScript and TypeScript', (t) => {
  const place = install('library', '--omit=optional');
  if (place === null) return t.skip(NO_REGISTRY);
  const installed = readdirSync(join(place, 'node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  assert.deepEqual(installed.sort(), [
    'cwise-compiler', 'iota-array', 'is-buffer', 'ndarray', 'ndarray-ops', 'uniq', 'wnae',
  ]); // prettier-ignore

  writeFileSync(join(place, 'use.ts'), typescript);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,dom'];
  const compiled = spawnSync(
    process.execPath,
    [tsc, ...strict, '--skipLibCheck', 'false', 'use.ts'],
    {
      cwd: place,
      encoding: 'utf8',
    },
  );
  assert.equal(compiled.stdout, '');
  assert.equal(compiled.status, 0);
  const run = spawnSync(process.execPath, ['use.js'], { cwd: place, encoding: 'utf8' });
  assert.deepEqual([run.status, run.stdout, run.stderr], [0, printed, '']);

  const line = npm(['exec', 'wnae', '--', '--help'], place);
  assert.equal(line.status, 2);
  assert.match(
    line.stderr,
    /^wnae: the command line needs the package commander, .*npm install commander/,
  );
});

test('with its optional packages the command line runs', (t) => {
  const place = install('command-line');
  if (place === null) return t.skip(NO_REGISTRY);
  const help = npm(['exec', 'wnae', '--', '--help'], place);
  assert.equal(help.status, 0, help.stderr);
  assert.match(help.stdout, /Usage: wnae/);
  const cloud = (name: string, shift: number): void =>
    writeFileSync(
      join(place, name),
      writeNpy({ shape: [3, 2], data: Float64Array.of(0, 1, 2, 3, 4, 4).map((x) => x + shift) }),
    );
  cloud('x.npy', 0);
  cloud('y.npy', 3);
  const emd = npm(['exec', 'wnae', '--', 'emd', 'x.npy', 'y.npy', '--json'], place);
  assert.equal(emd.status, 0, emd.stderr);
  assert.equal((JSON.parse(emd.stdout) as { cost: number }).cost, 18);
  // a format whose package is not installed
  writeFileSync(join(place, 'jets.parquet'), 'PAR1');
  assert.equal(existsSync(join(place, 'node_modules/hyparquet')), false);
  const jets = npm(['exec', 'wnae', '--', 'convert', 'jets.parquet', 'out.npy'], place);
  assert.equal(jets.status, 2);
  assert.equal(
    jets.stderr,
    'wnae: jets.parquet: expected the package hyparquet to read such files, got none; npm install hyparquet hyparquet-compressors adds it\n',
  );
});

test('publint and attw find nothing', (t) => {
  const { status, stdout, stderr } = npm(['run', 'check:package'], root);
  if (/ENOTFOUND|EAI_AGAIN/.test(stderr)) return t.skip('the registry cannot be reached');
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /All good!/);
});

test('the documentation of the interfaces is made without a warning', () => {
  const { status, stdout, stderr } = npm(['run', 'docs', '--', '--emit', 'none'], root);
  assert.equal(status, 0, stdout + stderr);
});

test('no package that is locked has a known vulnerability', (t) => {
  for (const omit of [[], ['--omit=dev']]) {
    const { status, stdout, stderr } = npm(['audit', '--json', ...omit], root);
    if (
      /ENOTFOUND|EAI_AGAIN|audit endpoint returned an error|Method Not Allowed/.test(
        stdout + stderr,
      )
    )
      return t.skip('skipped: the registry answers no audit');
    assert.equal(status, 0, stdout + stderr);
  }
});
