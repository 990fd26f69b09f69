import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../runs/atomicFile.js';
import { sentenceOf } from '../terminal/failure.js';
import { shellWord, sweepFileIn, type SweepPlace } from './workflow.js';

/** Seconds before a time limit at which a training is told to stop with a checkpoint. */
const NOTICE = 60;

/**
 * A Slurm job array, one element for each of the given trainings by its number in the sweep, each a process of
 * one core. At its time limit a training is told to stop; submitted again, it goes on.
 *
 * @param options lines for `#SBATCH`, like `--time=2:00:00`
 */
export function slurmScript(
  place: SweepPlace,
  numbers: readonly number[],
  options: readonly string[] = [],
): string {
  const { out, name, cwd, node, cli } = place;
  const words = [node, cli, 'sweep', sweepFileIn(place), '--out', out, '--task'].map(shellWord);
  const directives = [
    `--job-name=wnae-${name}`,
    `--array=${ranges(numbers)}`,
    '--ntasks=1',
    '--cpus-per-task=1',
    `--signal=B:TERM@${NOTICE}`,
    `--chdir=${quoted(cwd)}`,
    `--output=${quoted(join(out.replaceAll('%', '%%'), 'slurm', '%A_%a.log'))}`,
    ...options,
  ];
  return [
    '#!/bin/sh',
    ...directives.map((directive) => `#SBATCH ${directive}`),
    '',
    '# the shell becomes the training, so that Slurm signals that',
    `exec ${words.join(' ')} "$SLURM_ARRAY_TASK_ID"`,
    '',
  ].join('\n');
}

/** Writes the script into the sweep's folder; gives its path. */
export function writeSlurm(
  place: SweepPlace,
  numbers: readonly number[],
  options: readonly string[],
): string {
  mkdirSync(join(place.out, 'slurm'), { recursive: true });
  const path = join(place.out, 'slurm', 'trainings.sh');
  writeAtomically(path, slurmScript(place, numbers, options));
  return path;
}

/** Submits a script; gives the number of the job. */
export function submit(script: string): string {
  const { status, error, stdout, stderr } = spawnSync('sbatch', ['--parsable', script], {
    encoding: 'utf8',
  });
  if (error !== undefined) {
    throw new Error(
      `expected Slurm's sbatch on this machine, but it does not start (${sentenceOf(error)}); --no-submit only writes ${script}`,
      { cause: error },
    );
  }
  if (status !== 0) throw new Error(`sbatch refused ${script}: ${sentenceOf(stderr.trim())}`);
  return stdout.trim().split(';')[0];
}

/** A path as Slurm reads it from a directive. */
function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}

/** 0, 1, 2, 5 as `0-2,5`. */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
