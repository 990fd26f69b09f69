import assert from 'node:assert/strict';
import { plain } from '../../lib/compile/index.js';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveConfig, Trainer, type Config } from '../../algorithms/index.js';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { stepNumbers } from '../../experiments/crosscheck/writeBundle.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import { key, normal } from '../../lib/random/index.js';
import { bytesOf, type NamedTensors } from '../support/bundleCases.js';
import { temporaryFolder } from '../support/tinyRun.js';

const PYTHON = '/usr/bin/python3';
const backends = join(import.meta.dirname, '../../../experiments/backends');

const hasTorch = existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import torch, ot']).status === 0;
const skip = hasTorch
  ? false
  : `needs ${PYTHON} with PyTorch and POT (Debian: python3-torch, python3-pot)`;

/** Every model with every way to start its chains, and variants of loss, box and optimiser. */
const variants: Readonly<Record<string, Record<string, unknown>>> = {
  'AE': { model: 'ae' },
  'AE, SGD with momentum, clipped': { model: 'ae', optimiser: { name: 'sgd', clipNorm: 0.1 } },
  ...Object.fromEntries(
    ['cd', 'pcd', 'omi'].flatMap((initialisation) => [
      [`NAE, ${initialisation}`, { model: 'nae', sampler: { initialisation } }],
      [`WNAE, ${initialisation}`, { model: 'wnae', sampler: { initialisation } }],
    ]),
  ),
  'NAE, plain difference, differentiated, AdamW': {
    model: 'nae', loss: { form: 'difference', gamma: 0.1, detachNegatives: false }, optimiser: { name: 'adamw' },
  },
  'WNAE, Euclidean, clipped drift, annealed': {
    model: 'wnae', loss: { cost: 'euclidean' }, sampler: { clipGradient: 0.5, annealNoise: true },
  },
  'WNAE, rejecting box': { model: 'wnae', sampler: { outside: 'reject', box: [-1.5, 1.5] } },
}; // prettier-ignore

/** Three steps of a training on 96 points. */
function trained(given: Record<string, unknown>): { config: Config; named: NamedTensors } {
  const config = resolveConfig({ batchSize: 32, validationSize: 32, epochs: 1, ...given });
  const features = 8;
  const points = (rows: number, seed: number): Float64Array => normal(key(seed), rows * features);
  const named: NamedTensors = new Map();
  let k = 0;
  const data = { features, train: points(96, 1), validation: points(32, 2) };
  const trainer = new Trainer(config, data, undefined, plain, (step) => {
    for (const [name, { shape, data }] of stepNumbers(config, step)) {
      named.set(`step.${k}/${name}`, { shape, data });
    }
    k += 1;
  });
  for (const [name, { shape, data }] of namedLeaves(trainer.progress.model)) {
    named.set(`init/${name}`, { shape, data });
  }
  trainer.epoch();
  return { config, named };
}

test('bundles of PyTorch in float32 and float64 are within rounding', { skip }, () => {
  const folder = temporaryFolder();
  const jobs = Object.entries(variants).flatMap(([variant, given], k) => {
    const { config, named } = trained(given);
    const ours = join(folder, `${k}.safetensors`);
    writeFileSync(ours, bytesOf(config, named));
    return ['float32', 'float64'].map((dtype) => ({
      variant,
      dtype,
      ours,
      out: join(folder, `${k}-${dtype}`),
    }));
  });
  const script =
    `import sys, json; sys.path.insert(0, ${JSON.stringify(backends)}); import torch_backend\n` +
    'for job in json.load(sys.stdin): torch_backend.main([job["ours"], job["out"], "--dtype", job["dtype"]])';
  const python = spawnSync(PYTHON, ['-c', script], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
  });
  assert.equal(python.status, 0, python.stderr);
  for (const { variant, dtype, out } of jobs) {
    const { first, stages } = checkBundle(readBundle(readFileSync(out), variant));
    assert.equal(first, null, `${variant} in ${dtype}: ${JSON.stringify(first)}`);
    assert.ok(stages.has('param'));
  }
});
