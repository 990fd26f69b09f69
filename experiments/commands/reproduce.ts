import { existsSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { compare, type ComparedModel } from '../runs/comparisonTable.js';
import { showDuration } from '../terminal/durations.js';
import { exitCode, fileError, sentenceOf } from '../terminal/failure.js';
import { positiveInteger, workerCount } from '../terminal/optionParsers.js';
import { act, type Outcome, type Register } from '../terminal/outcome.js';
import { describeDigests } from '../runs/manifest.js';
import { runInWorkers, type ParallelTask } from '../runs/parallelTrainings.js';
import { nodeMachine } from '../runs/machine.js';
import { configOf, presets, samplesOf, type Preset, type PresetName } from '../runs/presets.js';
import { writeReport } from '../report/index.js';
import { RunFolder } from '../runs/runFolder.js';
import { refuseLocked } from '../runs/runLock.js';

interface Options {
  readonly preset: PresetName;
  readonly out?: string;
  readonly seeds: number;
  readonly workers?: number;
  readonly force?: boolean;
}

export const registerReproduce: Register = (program, finish) => {
  const command = program
    .command('reproduce')
    .description("The paper's comparison of AE, NAE and WNAE on the embedded jets.")
    .addOption(
      new Option('--preset <name>', describePresets())
        .choices(Object.keys(presets))
        .default('quick'),
    )
    .option('--out <folder>', 'for the run folders and report.html; default: runs/<preset>')
    .option('--seeds <n>', 'trainings of each model, with seeds 0, 1, …', positiveInteger, 1)
    .option('--workers <n>', "trainings at a time; default: the machine's cores", workerCount)
    .option('--force', 'replace what another command left in --out')
    .addHelpText(
      'after',
      `
Examples:
  wnae reproduce
  wnae reproduce --seeds 10 --out runs/ten-seeds`,
    );
  act(command, finish, reproduce);
};

function describePresets(): string {
  return Object.entries(presets)
    .map(([name, { description }]) => `${name}: ${description}`)
    .join('; ');
}

async function reproduce(options: Options): Promise<Outcome> {
  const began = performance.now();
  const preset: Preset = presets[options.preset];
  const out = options.out ?? join('runs', options.preset);
  // a preset owns its own folder and replaces what it left there
  clear(out, preset, options.force === true || options.out === undefined);
  const seeds = Array.from({ length: options.seeds }, (_, seed) => seed);
  const folderOf = (name: string, seed: number): string => join(out, `${name}-${seed}`);
  const command = `wnae ${process.argv.slice(2).join(' ')}`;
  const titled = (title: string, seed: number): string =>
    options.seeds === 1 ? title.padEnd(4) : `${title.padEnd(4)} seed ${seed}`;
  const tasks = [...preset.trainings]
    .sort((a, b) => b.weight - a.weight)
    .flatMap((training) =>
      seeds.map((seed): ParallelTask => ({
        title: titled(training.title, seed),
        task: {
          config: configOf(training, seed),
          ...samplesOf(training),
          out: folderOf(training.name, seed),
          evaluateEvery: training.evaluateEvery,
          command,
        },
      })),
    );
  const complete = await runInWorkers(tasks, options.workers ?? availableParallelism());
  if (!complete) {
    return {
      json: { out, status: 'interrupted' },
      text: `stopped; wnae resume ${join(out, '<run>')} goes on with a training that was begun`,
      code: exitCode.interrupted,
    };
  }
  const models = preset.trainings.map((training) => ({
    title: training.title,
    source: samplesOf(training).data.source,
    runs: seeds.map((seed) => RunFolder.open(folderOf(training.name, seed))),
  }));
  for (const { title, runs } of models) {
    for (const { config, manifest } of runs) {
      process.stderr.write(`${titled(title, config.seed)}\n${describeDigests(manifest.sha256)}\n`);
    }
  }
  // AUCs against another background, and W of other jets, are not comparable
  const sources = [...new Set(models.map(({ source }) => source))];
  const comparisons = sources.map((source) =>
    comparisonOf(models.filter((model) => model.source === source)),
  );
  const report = join(out, 'report.html');
  const noReport = await writeReport(
    models.flatMap(({ runs }) => runs.map(({ path }) => path)),
    report,
    { command },
  ).then(() => null, sentenceOf);
  const seconds = (performance.now() - began) / 1000;
  const [{ json: comparison }, ...others] = comparisons;
  return {
    json: {
      out,
      report: noReport === null ? report : null,
      seconds,
      comparison,
      ...(others.length === 0 ? {} : { others: others.map(({ json }) => json) }),
    },
    text: [
      ...comparisons.map(({ text }) => `${text}\n`),
      `done in ${showDuration(seconds)}; ${noReport === null ? `figures in ${report}` : `no figures: ${noReport}`}`,
    ].join('\n'),
  };
}

/** The table of models trained on the same jets, under a line on these. */
function comparisonOf(models: readonly ComparedModel[]): ReturnType<typeof compare> {
  const [{ manifest, config }] = models[0].runs;
  const { source, selection } = config.data;
  const { text, json } = compare(models);
  const { test, train } = manifest.jets;
  return {
    text: `AUC against ${test} background jets held out (${source}, ${selection}), ${train} to train on\n\n${text}`,
    json,
  };
}

/** Makes way for a preset's run folders; files of any other name stay. */
function clear(out: string, { trainings }: Preset, allowed: boolean): void {
  const present = existsSync(out) ? listOf(out) : [];
  if (present.length === 0) return;
  if (!allowed) {
    throw new Error(`the folder ${out} is not empty; choose another --out, or pass --force`);
  }
  const own = new RegExp(`^(${trainings.map(({ name }) => name).join('|')})-\\d+$`);
  const cleared = present.filter((name) => own.test(name) || name === 'report.html');
  for (const name of cleared) refuseLocked(join(out, name), nodeMachine);
  for (const name of cleared) rmSync(join(out, name), { recursive: true, force: true });
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw fileError('create', folder, error);
  }
}
