import { Option } from 'commander';
import { compiled, plain } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import type { Departure } from '../runs/recordedRun.js';
import { lossOf } from '../runs/stepDigest.js';
import { verifyRun, type Verification } from '../runs/verifyRun.js';
import { showDuration } from '../terminal/durations.js';
import { exitCode } from '../terminal/failure.js';
import { positiveInteger, workerCount } from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import { describeProgress, ProgressLines } from '../terminal/progress.js';

interface Options {
  /** true without an epoch */
  readonly fromCheckpoint?: number | true;
  readonly executor: 'compiled' | 'plain';
  readonly workers: number;
}

export const registerVerify: Register = (program, finish) => {
  const command = program
    .command('verify')
    .description(
      'Recompute a run and compare the digests of every step; stop at the first difference.',
    )
    .argument('<run>', 'the run folder')
    .option(
      '--from-checkpoint [epoch]',
      'begin at the checkpoint of this epoch; default: the last one',
      positiveInteger,
    )
    .addOption(
      new Option('--executor <name>', 'plain: every operation by the loop that defines it')
        .choices(['compiled', 'plain'])
        .default('compiled'),
    )
    .option('--workers <n>', 'threads of compiled steps', workerCount, 1)
    .addHelpText(
      'after',
      `
Exit code 0: the same bits; 1: another training; 2: it cannot be recomputed.

Examples:
  wnae verify runs/quick/wnae-0
  wnae verify runs/mine --executor plain
  wnae verify runs/mine --from-checkpoint`,
    );
  act(command, finish, async (options: Options, run: string) => {
    const { fromCheckpoint, executor, workers } = options;
    const pool = workers > 1 ? new WorkerPool(workers) : undefined;
    const lines = new ProgressLines(process.stderr);
    let shown = '';
    let verification;
    try {
      verification = verifyRun(run, {
        fromCheckpoint: fromCheckpoint === true ? 'last' : fromCheckpoint,
        executor: executor === 'plain' ? plain : compiled({ pool }),
        onProgress(progress) {
          shown = describeProgress(progress);
          lines.update('', shown);
        },
      });
    } finally {
      await pool?.close();
    }
    lines.finish('', shown);
    const { departure } = verification;
    return {
      json: { ...verification, same: departure === null },
      text: describe(verification),
      code: departure === null ? exitCode.done : exitCode.no,
    };
  });
};

function describe({
  run,
  status,
  configChanged,
  from,
  to,
  departure,
  seconds,
}: Verification): string {
  const steps = to.step - from.step;
  const begin = from.step === 0 ? 'the beginning' : `the checkpoint of epoch ${from.epoch}`;
  const compared = `${steps} steps from ${begin} in ${showDuration(seconds)}`;
  if (departure === null) {
    const end = status === 'finished' ? 'its end' : `the last recorded one (${status})`;
    return `same bits: ${run}, ${compared}, to ${end}`;
  }
  const { part, others, epoch, step, recorded, recomputed } = departure;
  const place = step === 0 ? 'before the first step' : `at step ${step} (epoch ${epoch})`;
  return [
    `departed: ${run}, ${place}: ${[part, ...others].join(', then ')}`,
    `recorded    ${show(departure, recorded)}`,
    `recomputed  ${show(departure, recomputed)}`,
    `the same    ${compared}`,
    ...(configChanged ? ['config.json has changed since the run began'] : []),
  ].join('\n');
}

/** A loss is shown as a number too. */
function show({ part }: Departure, digest: string): string {
  return part === 'loss' ? `${digest} (${lossOf(digest)})` : digest;
}
