import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { bundleCase, bytesOf, ownNumbers } from '../support/bundleCases.js';
import { temporaryFolder } from '../support/tinyRun.js';

const PYTHON = '/usr/bin/python3';
const backends = join(import.meta.dirname, '../../../experiments/backends');
const source = join(backends, 'cuda/chain_twin.cu');
const folder = temporaryFolder();

const works = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args).status === 0;
const hasCompiler =
  works('g++', '--version') && existsSync(PYTHON) && works(PYTHON, '-c', 'import numpy');

test(
  'the twin of the chain, built for the CPU, has our bits in both precisions',
  { skip: hasCompiler ? false : `needs g++ and ${PYTHON} with NumPy` },
  () => {
    const library = join(folder, 'twin.so');
    const options = [
      '-O2',
      '-ffp-contract=off',
      '-shared',
      '-fPIC',
      '-x',
      'c++',
      '-o',
      library,
      source,
    ];
    const built = spawnSync('g++', options, { encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);
    for (const dtype of ['float32', 'float64']) {
      for (const number of [1, 2, 3]) {
        const given = bundleCase(number, { model: 'nae', dtype });
        const [ours, twin] = [join(folder, 'ours'), join(folder, 'twin')];
        writeFileSync(ours, bytesOf(given.config, ownNumbers(given)));
        const script = join(backends, 'cuda_backend.py');
        const run = spawnSync(PYTHON, [script, ours, twin, '--library', library], {
          encoding: 'utf8',
        });
        assert.equal(run.status, 0, run.stderr);
        const { first, stages } = checkBundle(readBundle(readFileSync(twin), twin), { bits: true });
        assert.equal(first, null, `case ${number} in ${dtype}: ${JSON.stringify(first)}`);
        assert.deepEqual([...stages.keys()], ['chain', 'drift', 'energy']);
      }
    }
  },
);

test(
  'the twin compiles for CUDA, without a fused operation',
  { skip: works('nvcc', '--version') ? false : 'needs nvcc' },
  () => {
    const assembly = join(folder, 'twin.ptx');
    const built = spawnSync('nvcc', ['-O2', '-ptx', '-o', assembly, source], { encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);
    assert.doesNotMatch(readFileSync(assembly, 'utf8'), /\bfma\./);
  },
);
