import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { stepOutputs } from '../../experiments/crosscheck/bundleFormat.js';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { readSafetensors, type StoredArray } from '../../lib/io/index.js';
import { logCosh, tanh } from '../../lib/math/index.js';
import { bytesOf } from '../support/bundleCases.js';
import { temporaryFolder } from '../support/tinyRun.js';
import {
  afterOneUpdate,
  trained,
  variants,
  type TrainedBundle,
} from '../support/trainedBundles.js';

const PYTHON = '/usr/bin/python3';
const backends = join(import.meta.dirname, '../../../experiments/backends');
const source = join(backends, 'cuda/step_twin.cu');
const folder = temporaryFolder();
const library = join(folder, 'twin.so');

const works = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args).status === 0;
const hasCompiler =
  works('g++', '--version') && existsSync(PYTHON) && works(PYTHON, '-c', 'import numpy');

/** Variants in which the order of contributions to a derivative differs from that of the others. */
const more: Readonly<Record<string, Record<string, unknown>>> = {
  'NAE, detached difference with γ': {
    model: 'nae', loss: { form: 'difference', gamma: 0.1 }, optimiser: { clipNorm: 0.05 },
  },
  'NAE, log cosh, differentiated': { model: 'nae', loss: { detachNegatives: false } },
  'NAE, clipped drift, differentiated': {
    model: 'nae',
    loss: { form: 'difference', detachNegatives: false },
    sampler: { clipGradient: 0.5, box: null },
  },
  'WNAE, narrow box, SGD': {
    model: 'wnae', sampler: { box: [-1, 1] }, optimiser: { name: 'sgd', momentum: 0, learningRate: 0.1 },
  },
}; // prettier-ignore

function withShortChain(given: Record<string, unknown>): Record<string, unknown> {
  return { ...given, sampler: { ...(given.sampler as object | undefined), steps: 4 } };
}

/** Runs Python lines that may use cuda_backend, with what they read from standard input. */
function python(lines: string, input: unknown): void {
  const script = `import sys, json; sys.path.insert(0, ${JSON.stringify(backends)}); import cuda_backend\n`;
  const run = spawnSync(PYTHON, ['-c', script + lines], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stderr);
}

describe(
  'the twin of the training step, built for the CPU',
  { skip: hasCompiler ? false : `needs g++ and ${PYTHON} with NumPy` },
  () => {
    before(() => {
      const options = ['-O1', '-ffp-contract=off', '-shared', '-fPIC', '-x', 'c++'];
      const built = spawnSync('g++', [...options, '-o', library, source], { encoding: 'utf8' });
      assert.equal(built.status, 0, built.stderr);
    });

    test('has our bits in every stage of every step, for every model in both precisions', () => {
      // 45 rows: a whole chunk, and one whose lanes are not of equal length
      const cases = Object.entries({ ...variants, ...more }).flatMap(([variant, given]) =>
        ['float32', 'float64'].map((dtype) => ({
          name: `${variant} in ${dtype}`,
          bundle: trained({ ...withShortChain(given), dtype }, { batchSize: 45 }),
        })),
      );
      const wide = { model: 'wnae', network: { hidden: [5], code: 2 }, sampler: { steps: 2 } };
      cases.push({
        name: 'features of more than a chunk',
        bundle: trained(wide, { batchSize: 70, features: 39 }),
      });
      const jobs = cases.map(({ name, bundle }, k) => {
        const [ours, twin] = [join(folder, `${k}`), join(folder, `${k}-twin`)];
        writeFileSync(ours, bytesOf(bundle.config, bundle.named));
        return { name, ours, twin, bundle };
      });
      const late = jobs.filter(({ name }) => /^(AE, SGD|WNAE, pcd)/.test(name));
      for (const { name, ours, twin, bundle } of late) {
        const files = { ours: `${ours}-late`, twin: `${twin}-late` };
        writeFileSync(files.ours, afterOneUpdate(bundle));
        jobs.push({ name: `${name}, after an update`, ...files, bundle });
      }
      python(
        `for ours, twin in json.load(sys.stdin): cuda_backend.main([ours, twin, '--library', ${JSON.stringify(library)}])`,
        jobs.map(({ ours, twin }) => [ours, twin]),
      );
      for (const { name, ours, twin, bundle } of jobs) {
        const { first, stages } = checkBundle(readBundle(readFileSync(twin), twin), { bits: true });
        assert.equal(first, null, `${name}: ${JSON.stringify(first)}`);
        const [expected, found] = [ours, twin].map((file) => readSafetensors(readFileSync(file)));
        const shape = expected.tensors['step.0/batch'].shape;
        assert.deepEqual([...stages.keys()].sort(), stageNames(bundle, shape));
        assert.deepEqual(Object.keys(found.tensors).sort(), Object.keys(expected.tensors).sort());
        for (const [tensor, array] of Object.entries(expected.tensors)) {
          const same = Buffer.from(bytes(array)).equals(bytes(found.tensors[tensor]));
          assert.ok(same, `${name}: ${tensor} is not our own bundle's`);
        }
      }
    });

    test('has tanh and log cosh of lib/math, bit for bit', () => {
      // all branches: near 0, where log1p needs its table or not, far out, subnormal squares
      const scales = [1e-180, 1e-162, 1e-155, 1e-90, 1e-9, 1e-2, 0.1, 0.3, 1, 5, 30, 1000];
      const x = Float64Array.from({ length: 24_000 }, (_, k) => {
        const fraction = 0.5 + ((k * 0.6180339887498949) % 1) * 1.5;
        return scales[k % scales.length] * fraction * (k % 24 < 12 ? 1 : -1);
      });
      x.set([0, -0, Infinity, -Infinity, NaN]);
      const [given, found] = [join(folder, 'x'), join(folder, 'found')];
      writeFileSync(given, x);
      python(
        'import numpy as np; given, found, library = json.load(sys.stdin)\n' +
          'np.concatenate(cuda_backend.Library(library).hyperbolic(np.fromfile(given))).tofile(found)',
        [given, found, library],
      );
      const raw = readFileSync(found);
      const values = new Float64Array(
        raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length),
      );
      x.forEach((z, k) => {
        assert.ok(Object.is(values[k], tanh(z)), `tanh ${z}: ${values[k]}, not ${tanh(z)}`);
        const there = values[x.length + k];
        assert.ok(Object.is(there, logCosh(z)), `log cosh ${z}: ${there}, not ${logCosh(z)}`);
      });
    });
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

/** Every stage that the format has for a configuration: none may be missing. */
function stageNames({ config }: TrainedBundle, batch: readonly number[]): string[] {
  const names = stepOutputs(config, batch).map(({ name }) =>
    name.startsWith('energy.') ? 'energy' : name.split('/')[0],
  );
  return [...new Set(names)].sort();
}

function bytes({ data }: StoredArray): Uint8Array {
  const { buffer, byteOffset, byteLength } = data as Float64Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
