import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { bytesOf } from '../support/bundleCases.js';
import { temporaryFolder } from '../support/tinyRun.js';
import { trained, variants } from '../support/trainedBundles.js';

const PYTHON = '/usr/bin/python3';
const backends = join(import.meta.dirname, '../../../experiments/backends');

const hasTorch = existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import torch, ot']).status === 0;
const skip = hasTorch
  ? false
  : `needs ${PYTHON} with PyTorch and POT (Debian: python3-torch, python3-pot)`;

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
