import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { writeAtomically } from '../runs/atomicFile.js';
import { readJsonText } from '../runs/json.js';
import { exitCode, FailedCheck } from '../terminal/failure.js';
import { notNegativeInteger, workerCount } from '../terminal/optionParsers.js';
import { act, type Outcome, type Register } from '../terminal/outcome.js';
import { runSweep } from '../sweep/runSweep.js';
import { submit, writeSlurm } from '../sweep/slurm.js';
import { snakemakeCommand, writeSnakefile } from '../sweep/snakemake.js';
import { parseSweep, type Sweep } from '../sweep/sweepFile.js';
import { summarise, sweepTable } from '../sweep/sweepSummary.js';
import { trainingsOf, type Training } from '../sweep/trainings.js';
import { hereAndNow, SUMMARY, SWEEP, type SweepPlace } from '../sweep/workflow.js';

interface Options {
  readonly out?: string;
  readonly workers?: number;
  readonly executor: 'local' | 'slurm' | 'snakemake';
  readonly sbatch?: readonly string[];
  readonly submit: boolean;
  readonly task?: number;
  readonly onlySummary?: boolean;
}

export const registerSweep: Register = (program, finish) => {
  const command = program
    .command('sweep')
    .description('Many trainings, seeds × settings of one file, and what they came to.')
    .argument('<file>', 'JSON with base, seeds, settings and grid (docs/sweep.md)')
    .option('--out <folder>', 'for the run folders; default: runs/<name of the file>')
    .option('--workers <n>', "trainings at a time; default: the machine's cores", workerCount)
    .addOption(
      new Option('--executor <where>', 'who runs the trainings')
        .choices(['local', 'slurm', 'snakemake'])
        .default('local'),
    )
    .option(
      '--sbatch <option>',
      'for Slurm, like --sbatch=--time=2:00:00; repeatable',
      sbatchOption,
    )
    .option('--no-submit', 'write the Slurm script, and do not submit it')
    .option('--task <n>', 'run the training of this number alone, from 0', notNegativeInteger)
    .option('--only-summary', 'what the finished trainings came to; starts none')
    .addHelpText(
      'after',
      `
Examples:
  wnae sweep study.json
  wnae sweep study.json --executor slurm --sbatch=--partition=short --sbatch=--time=2:00:00
  wnae sweep study.json --executor snakemake && snakemake --snakefile runs/study/Snakefile --directory runs/study --cores 8`,
    );
  act(command, finish, sweepCommand);
};

async function sweepCommand(options: Options, file: string): Promise<Outcome> {
  const text = readJsonText(file);
  const sweep = parseSweep(text, file);
  const out = options.out ?? join('runs', basename(file, extname(file)));
  const command = `wnae ${process.argv.slice(2).join(' ')}`;
  const trainings = trainingsOf(sweep, out);
  const workers = options.workers ?? availableParallelism();
  if (options.task !== undefined) return runTask(options.task, sweep, trainings, command);
  const left = trainings.flatMap(({ state }, number) => (state === 'finished' ? [] : [number]));
  if (options.onlySummary === true || left.length === 0) return summary(sweep, out, []);
  mkdirSync(out, { recursive: true });
  if (resolve(file) !== resolve(join(out, SWEEP))) writeAtomically(join(out, SWEEP), text);
  const place = hereAndNow(out, basename(file, extname(file)));
  if (options.executor === 'slurm') return slurm(options, place, left);
  if (options.executor === 'snakemake') {
    const path = writeSnakefile(
      place,
      trainings.map(({ name }) => name),
    );
    const run = snakemakeCommand(path, out);
    return {
      json: { out, snakefile: path, trainings: left.length },
      text: `wrote ${path} for ${left.length} trainings\n${run}`,
    };
  }
  const { complete, failures } = await runSweep(sweep, trainings, workers, command);
  if (complete) return summary(sweep, out, failures);
  return {
    json: { out, status: 'interrupted' },
    text: `stopped; the same command goes on with the sweep in ${out}`,
    code: exitCode.interrupted,
  };
}

/** One training alone, as an element of a job array. */
async function runTask(
  number: number,
  sweep: Sweep,
  trainings: readonly Training[],
  command: string,
): Promise<Outcome> {
  const training = trainings[number];
  if (training === undefined) {
    throw new RangeError(
      `--task: expected a number from 0 to ${trainings.length - 1}, got ${number}`,
    );
  }
  const { path: run, state } = training;
  if (state === 'finished')
    return { json: { run, status: 'finished' }, text: `${run} is finished already` };
  const { complete, failures } = await runSweep(sweep, [training], 1, command);
  if (failures.length > 0) throw new FailedCheck(failures[0]);
  if (complete) return { json: { run, status: 'finished' }, text: `finished ${run}` };
  return {
    json: { run, status: 'interrupted' },
    text: `stopped ${run}; the same command goes on`,
    code: exitCode.interrupted,
  };
}

function slurm(
  { sbatch = [], submit: wanted }: Options,
  place: SweepPlace,
  left: readonly number[],
): Outcome {
  const script = writeSlurm(place, left, sbatch);
  const json = { out: place.out, script, trainings: left.length };
  if (!wanted)
    return {
      json,
      text: `wrote ${script} for ${left.length} trainings; sbatch ${script} submits it`,
    };
  const job = submit(script);
  return {
    json: { ...json, job },
    text: `submitted job ${job} of ${left.length} trainings; the same command with --only-summary shows what is finished`,
  };
}

/** Sums up the finished trainings, on standard output and in the sweep's folder. */
function summary(sweep: Sweep, out: string, failures: readonly string[]): Outcome {
  const results = summarise(trainingsOf(sweep, out));
  const finished = results.reduce((total, { runs }) => total + runs.length, 0);
  if (finished > 0) writeAtomically(join(out, SUMMARY), `${JSON.stringify(results, null, 2)}\n`);
  const missing = results.flatMap((result) => result.missing);
  const rest =
    missing.length === 0
      ? []
      : [
          '',
          `${missing.length} not finished: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`,
        ];
  return {
    json: { out, results, failures },
    text: [sweepTable(results), ...rest, ...failures].join('\n'),
    code: failures.length > 0 ? exitCode.no : exitCode.done,
  };
}

/** `--time=1:00:00`: a line of its own in the script. */
function sbatchOption(text: string, previous: readonly string[] = []): readonly string[] {
  if (!/^--[a-z][\w-]*(=[^\r\n]*)?$/.test(text)) {
    throw new InvalidArgumentError('Expected one option of sbatch, like --time=2:00:00.');
  }
  return [...previous, text];
}
