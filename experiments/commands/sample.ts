import { NegativeSampler, rowsOf, type SamplerConfig } from '../../algorithms/index.js';
import { key, permutation, stream } from '../../lib/random/index.js';
import { zeros, type Tensor } from '../../lib/tensor/index.js';
import { matrixFormats, writeMatrix } from '../jets/matrixFiles.js';
import {
  checkpointOption,
  notNegativeInteger,
  positiveInteger,
} from '../terminal/optionParsers.js';
import { availableMemory } from '../runs/memoryLimit.js';
import { showBytes } from '../terminal/bytes.js';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Register } from '../terminal/outcome.js';
import type { CheckpointName } from '../runs/runFolder.js';
import { significant, textTable } from '../terminal/textTable.js';
import { jetsOfRun, openModel, type TrainedModel } from '../runs/trainedModel.js';

interface Options {
  readonly number: number;
  readonly seed: number;
  readonly steps?: number;
  readonly out?: string;
  readonly raw?: boolean;
  readonly model: CheckpointName;
}

export const registerSample: Register = (program, finish) => {
  const command = program
    .command('sample')
    .description("Samples of a model's distribution, the ends of Langevin chains.")
    .argument('<run>', 'the run folder')
    .option('-n, --number <N>', 'how many', positiveInteger, 1000)
    .option('--seed <n>', 'of the chains', notNegativeInteger, 0)
    .option('--steps <n>', 'length of the chains; default: as in training', positiveInteger)
    .option('--out <file>', 'write the samples: .npy or .csv')
    .option('--raw', 'leave the samples preprocessed, as the model sees them')
    .addOption(checkpointOption())
    .addHelpText(
      'after',
      `
Examples:
  wnae sample runs/mine -n 10000 --out samples.npy
  wnae sample runs/mine -n 1000 --steps 1000 --raw --out chain-ends.csv`,
    );
  act(command, finish, (options: Options, run: string) => {
    if (options.out !== undefined) checkOutput(options.out, matrixFormats, [run]);
    const trained = openModel(run, options.model);
    const { features, epoch, transform } = trained;
    const ends = Float64Array.from(drawSamples(trained, options).data);
    const samples = options.raw === true ? ends : transform.invert(ends);
    if (options.out !== undefined) writeMatrix(options.out, samples, features.length, features);
    const statistics = features.map((name, column) => ({
      feature: name,
      ...describeColumn(samples, column, features.length),
    }));
    const { number, seed, out = null } = options;
    const units = options.raw === true ? 'preprocessed' : 'feature units';
    return {
      json: { run, epoch, n: number, seed, out, units, features: statistics },
      text: [
        `${number} samples of ${run}, epoch ${epoch}, in ${units}`,
        textTable([
          ['feature', 'mean', 'sd', 'least', 'largest'],
          null,
          ...statistics.map(({ feature, mean, sd, least, largest }) => [
            feature,
            ...[mean, sd, least, largest].map((x) => significant(x)),
          ]),
        ]),
        ...(out === null ? [] : [`samples  ${out}`]),
      ].join('\n'),
    };
  });
};

/** Ends [n, D] of chains that start as those of the training do. */
function drawSamples(trained: TrainedModel, { number, seed, steps }: Options): Tensor {
  const { config, state, model, features } = trained;
  const { network, dtype } = config;
  const root = stream(key(seed), 'sample');
  const sampler = { ...config.sampler, steps: steps ?? config.sampler.steps };
  requireRoom(number, Math.max(features.length, network.code), sampler);
  const negatives = new NegativeSampler(
    sampler,
    features.length,
    network.code,
    dtype,
    state.buffer,
  );
  const batch =
    sampler.initialisation === 'cd'
      ? trainingJets(trained, number, root)
      : zeros([number, features.length], dtype);
  return negatives.sample(root, model, batch);
}

/** Noise as drawn and as used, states and drifts: so many numbers stay for each step of a chain. */
const KEPT = 4;

function requireRoom(chains: number, width: number, { steps, latent }: SamplerConfig): void {
  const bytes = 8 * KEPT * chains * width * Math.max(steps, latent.steps);
  const limit = availableMemory();
  if (bytes > limit) {
    throw new RangeError(
      `sample: expected to need at most ${showBytes(limit)} of memory, got about ${showBytes(bytes)}; ` +
        'a smaller -n or --steps may help',
    );
  }
}

/** CD starts chains at the data: training jets, no one twice. */
function trainingJets(trained: TrainedModel, n: number, root: ReturnType<typeof key>): Tensor {
  const { training } = jetsOfRun(trained);
  const jets = training.train.length / training.features;
  if (n > jets) {
    throw new RangeError(
      `sample: chains of a CD model start at training jets; expected -n of at most ${jets}, got ${n}`,
    );
  }
  const rows = permutation(stream(root, 'jets'), jets).subarray(0, n);
  return rowsOf(training.train, training.features, trained.config.dtype, rows);
}

function describeColumn(
  samples: Float64Array,
  column: number,
  columns: number,
): { mean: number; sd: number; least: number; largest: number } {
  const values = samples.filter((_, index) => index % columns === column);
  const mean = values.reduce((total, x) => total + x, 0) / values.length;
  const variance = values.reduce((total, x) => total + (x - mean) * (x - mean), 0) / values.length;
  const [least, largest] = values.reduce(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Infinity, -Infinity],
  );
  return { mean, sd: Math.sqrt(variance), least, largest };
}
