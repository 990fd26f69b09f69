import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';
import { startSlurm, whyNoSlurm } from '../support/slurmNode.js';

const folder = temporaryFolder();
const sweep = {
  base: { ...tinyConfig, data: 'jets.npy' },
  seeds: 2,
  grid: { 'sampler.steps': [2, 3] },
};
const runs = ['steps=2-0', 'steps=2-1', 'steps=3-0', 'steps=3-1'];

function place(name: string, file: unknown = sweep): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeCloud(join(path, 'jets.npy'), 300);
  writeFileSync(join(path, 's.json'), JSON.stringify(file));
  return path;
}

const weights = (cwd: string): (string | null)[] =>
  runs.map((run) => RunFolder.open(join(cwd, 'runs/s', run)).manifest.sha256.finalWeights);

const local = place('local');
assert.equal(wnae(['sweep', 's.json'], local).code, 0);

test("Snakemake runs a sweep's trainings, to the same bits", { skip: missing('snakemake') }, () => {
  const cwd = place("with snake's");
  const { code, out, err } = wnae(['sweep', 's.json', '--executor', 'snakemake'], cwd);
  assert.equal(code, 0, err);
  const [, command] = out.trimEnd().split('\n');
  const run = spawnSync('/bin/sh', ['-c', command], { cwd, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(weights(cwd), weights(local));
  assert.equal(wnae(['sweep', 's.json'], cwd).err, '');
});

test(
  'Slurm runs them as a job array; cancelled and submitted again they go on',
  { skip: whyNoSlurm() },
  async () => {
    const slurm = await startSlurm(join(folder, 'slurm'));
    after(() => slurm.stop());
    const cwd = place('by-slurm', { ...sweep, base: { ...sweep.base, epochs: 800 } });
    const whole = place('whole', { ...sweep, base: { ...sweep.base, epochs: 800 } });
    assert.equal(wnae(['sweep', 's.json'], whole).code, 0);
    const submit = (): string => {
      const args = ['sweep', 's.json', '--executor', 'slurm', '--sbatch=--time=0:10:00', '--json'];
      const { code, out, err } = wnae(args, cwd, slurm.env);
      assert.equal(code, 0, err);
      return (JSON.parse(out) as { job: string }).job;
    };
    const asked = (program: string, ...args: string[]): SpawnSyncReturns<string> =>
      spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...slurm.env } });
    const queued = (): string => asked('squeue', '--noheader', '--format=%T').stdout;

    const job = submit();
    const holds = (file: string): string[] =>
      runs.map((run) => join(cwd, 'runs/s', run)).filter((run) => existsSync(join(run, file)));
    while (holds('metrics.jsonl').length === 0) await setTimeout(20);
    asked('scancel', '--batch', '--signal=TERM', job);
    while (queued() !== '') await setTimeout(200);
    const states = holds('config.json').map((run) => RunFolder.open(run).manifest.status);
    assert.ok(states.includes('interrupted'), states.join());

    submit();
    while (queued() !== '') await setTimeout(200);
    assert.deepEqual(weights(cwd), weights(whole));
  },
);

function missing(program: string): string | false {
  return spawnSync(program, ['--version']).status === 0 ? false : `needs Debian's ${program}`;
}
