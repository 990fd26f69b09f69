import { scores } from '../../algorithms/index.js';
import { loadJets } from '../jets/jetSource.js';
import { checkOutputName, writeMatrix } from '../jets/matrixFiles.js';
import { checkpointOption } from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import type { CheckpointName } from '../runs/runFolder.js';
import { significant, textTable } from '../terminal/textTable.js';
import { openModel } from '../runs/trainedModel.js';

interface Options {
  readonly out?: string;
  readonly model: CheckpointName;
  readonly weights?: string;
}

const LEVELS = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

export const registerScore: Register = (program, finish) => {
  const command = program
    .command('score')
    .description('The anomaly score (reconstruction error) of every jet of a file.')
    .argument('<run>', 'the run folder')
    .argument('<data>', 'jets, one a row in the features of the training; or an embedded sample')
    .option('--out <file>', 'write the scores: .npy or .csv')
    .addOption(checkpointOption())
    .option('--weights <file>', "of wnae export or PyTorch, in place of the run's: .safetensors")
    .addHelpText(
      'after',
      `
Examples:
  wnae score runs/mine jets.npy --out errors.npy
  wnae score runs/mine svj_m2000_r03 --json`,
    );
  act(command, finish, ({ out, model, weights }: Options, run: string, data: string) => {
    checkOutputName(out);
    const trained = openModel(run, model, weights);
    const jets = loadJets(
      { source: data },
      {
        columns: trained.features.length,
        because: `as the data of ${run} have`,
      },
    );
    const prepared = trained.transform.apply(jets.values);
    const errors = scores(trained.model, prepared, jets.columns, trained.config.dtype);
    if (out !== undefined) writeMatrix(out, errors, 1);
    const summary = summarise(errors);
    return {
      json: {
        run,
        epoch: trained.epoch,
        weights: weights ?? null,
        data,
        out: out ?? null,
        ...summary,
      },
      text: [
        `reconstruction errors of ${errors.length} jets (${data}) by ${trained.title}`,
        textTable([
          ['mean', ...LEVELS.map((level) => (level === 0.5 ? 'median' : `${100 * level} %`))],
          null,
          [summary.mean, ...summary.quantiles.map(([, value]) => value)].map((x) => significant(x)),
        ]),
        ...(out === undefined ? [] : [`scores  ${out}`]),
      ].join('\n'),
    };
  });
};

/** Number, mean and quantiles, each the score at position ⌊p(n − 1)⌋ from the smallest. */
function summarise(errors: Float64Array): {
  n: number;
  mean: number;
  quantiles: (readonly [number, number])[];
} {
  const sorted = errors.toSorted();
  const n = sorted.length;
  const mean = errors.reduce((total, error) => total + error, 0) / n;
  return {
    n,
    mean,
    quantiles: LEVELS.map((level) => [level, sorted[Math.floor(level * (n - 1))]] as const),
  };
}
