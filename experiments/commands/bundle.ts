import { Trainer, resolveConfig, type Config, type TrainingState } from '../../algorithms/index.js';
import { Option } from 'commander';
import { onOneThread } from '../../lib/compile/index.js';
import { measureBundle, writeBundle, type BundlePlan } from '../crosscheck/writeBundle.js';
import { FORMAT } from '../crosscheck/bundleFormat.js';
import { prepareJets, type PreparedJets } from '../jets/preparedJets.js';
import { readConfigFile, withAssignments } from '../runs/configFile.js';
import { versions } from '../runs/manifest.js';
import { RunFolder, type CheckpointName } from '../runs/runFolder.js';
import { showBytes } from '../terminal/bytes.js';
import { assignment, integerIn, notNegativeInteger } from '../terminal/optionParsers.js';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Register } from '../terminal/outcome.js';
import { ProgressLines } from '../terminal/progress.js';

/** Some 4 kB a step in the header of a safetensors file, which may have 100 MB. */
const MOST_STEPS = 10_000;

interface Options {
  readonly steps: number;
  readonly out: string;
  readonly from: 'start' | CheckpointName;
  readonly config?: string;
  readonly data?: string;
  readonly model?: string;
  readonly seed?: number;
  readonly set?: readonly (readonly [string, unknown])[];
}

export const registerBundle: Register = (program, finish) => {
  const command = program
    .command('bundle')
    .description(
      'Write the numbers of some training steps, for other implementations to be held against.',
    )
    .argument('[run]', 'the run folder; without one, a training as `wnae train` would begin it')
    .option('--steps <k>', 'how many steps', integerIn(1, MOST_STEPS), 1)
    .addOption(
      new Option('--from <where>', 'of a run: its first steps, or those after a checkpoint')
        .choices(['start', 'best', 'last'])
        .default('start'),
    )
    .option('--config <file>', 'without a run: JSON with any of the settings')
    .option('--data <source>', 'without a run: an embedded sample or a file')
    .addOption(new Option('--model <name>', 'without a run').choices(['wnae', 'nae', 'ae']))
    .option('--seed <n>', 'without a run', notNegativeInteger)
    .option('--set <key=value>', 'without a run: any setting by its path, repeatable', assignment)
    .requiredOption('--out <file>', 'the bundle, .safetensors')
    .addHelpText(
      'after',
      `
The format is docs/bundle.md.

Examples:
  wnae bundle runs/mine --steps 3 --out mine.safetensors
  wnae bundle --model nae --set dtype=float32 --steps 10 --out nae.safetensors
  wnae check mine.safetensors`,
    );
  act(command, finish, (options: Options, run?: string) => {
    checkOutput(options.out, ['.safetensors'], [run, options.config, options.data]);
    const { config, jets, state } =
      run === undefined ? newTraining(options) : trainingOf(run, options);
    const { steps, out } = options;
    const lines = new ProgressLines(process.stderr, undefined, 2);
    const plan = planOf(config, jets, steps, state);
    const { bytes } = measureBundle(plan);
    process.stderr.write(`bundle of ${steps} steps, ${showBytes(bytes)}\n`);
    writeBundle(out, plan, (take) => {
      let taken = 0;
      const trainer = new Trainer(config, jets.training, state, onOneThread, (step) => {
        if (taken === steps) return;
        take(step);
        taken += 1;
        lines.update('bundle', `step ${taken}/${steps}`);
      });
      while (taken < steps) trainer.step();
    });
    const { model, dtype } = config;
    return {
      json: { bundle: out, format: FORMAT, model, dtype, steps, updates: state?.step ?? 0, bytes },
      text: `bundle  ${out}: ${steps} steps of ${model} in ${dtype}, ${showBytes(bytes)}`,
    };
  });
};

interface Training {
  readonly config: Config;
  readonly jets: PreparedJets;
  /** where to go on from; a new training has none */
  readonly state?: TrainingState;
}

function newTraining({ config: file, data, model, seed, set = [] }: Options): Training {
  const given = readConfigFile(file);
  const config = resolveConfig(
    withAssignments(given.config, [
      ...(model === undefined ? [] : [['model', model] as const]),
      ...(seed === undefined ? [] : [['seed', seed] as const]),
      ...set,
    ]),
  );
  const source = data === undefined ? given.data : { source: data, selection: undefined };
  return { config, jets: prepareJets(config, source) };
}

function trainingOf(run: string, options: Options): Training {
  for (const name of ['config', 'data', 'model', 'seed', 'set'] as const) {
    if (options[name] !== undefined) {
      throw new TypeError(`bundle: expected either a run or --${name}, got both`);
    }
  }
  const folder = RunFolder.open(run);
  const { data, evaluation: _, ...config } = folder.config;
  // the preprocessing is the run's own in either case
  const { state, transform } = folder.readCheckpoint(options.from === 'best' ? 'best' : 'last');
  const jets = prepareJets(config, data, transform);
  return options.from === 'start' ? { config, jets } : { config, jets, state };
}

function planOf(
  config: Config,
  { training }: PreparedJets,
  steps: number,
  state: TrainingState | undefined,
): BundlePlan {
  if (config.model !== 'ae' && config.sampler.adjusted) {
    throw new TypeError(
      'bundle: chains with a Metropolis correction (sampler.adjusted) have no format yet',
    );
  }
  const trainer = new Trainer(config, training, state);
  const { stepsPerEpoch } = trainer;
  const jets = training.train.length / training.features;
  const updates = state?.step ?? 0;
  const batchSizes = Array.from({ length: steps }, (_, k) => {
    const first = ((updates + k) % stepsPerEpoch) * config.batchSize;
    return Math.min(config.batchSize, jets - first);
  });
  const rate = (state ?? trainer.progress).schedule.rate;
  const left = stepsPerEpoch - (updates % stepsPerEpoch);
  if (config.optimiser.schedule !== 'constant' && steps > left) {
    throw new RangeError(
      `bundle: expected at most the ${left} steps that are left of an epoch, as the learning rate ` +
        `changes after it, got ${steps}`,
    );
  }
  return {
    config,
    producer: `wnae ${versions().wnae}, Node.js ${versions().node}`,
    features: training.features,
    updates,
    batchSizes,
    learningRates: new Array<number>(steps).fill(rate),
  };
}
