import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { ranges, slurmScript } from '../../experiments/sweep/slurm.js';
import { snakefile } from '../../experiments/sweep/snakemake.js';
import { shellWord, type SweepPlace } from '../../experiments/sweep/workflow.js';

const place: SweepPlace = {
  out: '/scratch/my runs/100%',
  name: 'study',
  cwd: '/home/me',
  node: '/usr/bin/node',
  cli: "/opt/it's/cli.js",
};

test('a text is one word of the shell', () => {
  const printable = fc.string({ unit: fc.constantFrom(...` a'"$\\\`!*?~#&;|<>()[]{}=-é\n`) });
  fc.assert(
    fc.property(printable, (text) => {
      const { stdout } = spawnSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`]);
      assert.equal(stdout.toString(), text);
    }),
    { numRuns: 100 },
  );
});

test('ranges name exactly the numbers given', () => {
  const ascending = fc.uniqueArray(fc.nat(30), { minLength: 1 }).map((list) => list.sort((a, b) => a - b)); // prettier-ignore
  fc.assert(
    fc.property(ascending, (numbers) => {
      const named = ranges(numbers).split(',').flatMap((part) => {
        const [from, to = from] = part.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, k) => from + k);
      }); // prettier-ignore
      assert.deepEqual(named, numbers);
    }),
  );
});

test('the Slurm script has an array element for each training, and becomes the training', () => {
  const lines = slurmScript(place, [0, 1, 4], ['--time=1:00:00']).split('\n');
  assert.equal(lines[0], '#!/bin/sh');
  for (const line of [
    '#SBATCH --array=0-1,4',
    '#SBATCH --time=1:00:00',
    '#SBATCH --output="/scratch/my runs/100%%/slurm/%A_%a.log"',
    `exec /usr/bin/node '/opt/it'\\''s/cli.js' sweep '/scratch/my runs/100%/sweep.json' --out '/scratch/my runs/100%' --task "$SLURM_ARRAY_TASK_ID"`,
  ]) {
    assert.ok(lines.includes(line), line);
  }
});

test('the Snakefile is Python with the names and paths as they are', () => {
  const names = ['a,steps=3-0', 'ö'];
  const text = snakefile({ ...place, out: '/tmp/ß' }, names);
  assert.match(text, /^TRAININGS = \["a,steps=3-0","\\u00f6"\]$/m);
  assert.match(text, /"--out", "\/tmp\/\\u00df"\]$/m);
});
