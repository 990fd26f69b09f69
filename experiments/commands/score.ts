import { createRowWriter } from '../files/rowWriter.js';
import { matrixFormats } from '../jets/matrixFiles.js';
import { scoreJets, type ScoredJets } from '../jets/scoredJets.js';
import { addFileOptions, fileOptions, type FileOptions } from '../terminal/fileOptions.js';
import { checkpointOption } from '../terminal/optionParsers.js';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Register } from '../terminal/outcome.js';
import type { CheckpointName } from '../runs/runFolder.js';
import { ProgressLines } from '../terminal/progress.js';
import { significant, textTable } from '../terminal/textTable.js';
import { openModel } from '../runs/trainedModel.js';

interface Options extends FileOptions {
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
    .option('--weights <file>', "of wnae export or PyTorch, in place of the run's: .safetensors");
  addFileOptions(command).addHelpText(
    'after',
    `
Examples:
  wnae score runs/mine jets.npy --out errors.npy
  wnae score runs/mine jets.parquet --columns map.json
  wnae score runs/mine svj_m2000_r03 --json`,
  );
  act(command, finish, async (options: Options, run: string, data: string) => {
    const { out, model, weights } = options;
    if (out !== undefined) checkOutput(out, matrixFormats, [run, data, weights, options.columns]);
    const trained = openModel(run, model, weights);
    const lines = new ProgressLines(process.stderr);
    let rows = 0;
    const { scores: errors, absent } = await writing(out, (write) =>
      scoreJets(trained, data, fileOptions(options), (block) => {
        write?.(block);
        rows += block.length;
        if (rows > block.length) lines.update('score', `${rows} jets`);
      }),
    );
    const summary = summarise(errors);
    return {
      json: {
        run,
        epoch: trained.epoch,
        weights: weights ?? null,
        data,
        out: out ?? null,
        absent,
        ...summary,
      },
      text: [
        `reconstruction errors of ${errors.length} jets (${data}) by ${trained.title}`,
        textTable([
          ['mean', ...LEVELS.map((level) => (level === 0.5 ? 'median' : `${100 * level} %`))],
          null,
          [summary.mean, ...summary.quantiles.map(([, value]) => value)].map((x) => significant(x)),
        ]),
        ...(absent === 0 ? [] : [`absent  ${absent} entries without jets, NaN in the scores`]),
        ...(out === undefined ? [] : [`scores  ${out}`]),
      ].join('\n'),
    };
  });
};

/** Runs `score` with a function that writes a block of scores to `out`, which is there only if all went well. */
async function writing(
  out: string | undefined,
  score: (write?: (block: Float64Array) => void) => Promise<ScoredJets>,
): Promise<ScoredJets> {
  if (out === undefined) return score();
  const writer = createRowWriter(out, 1);
  try {
    const scored = await score((block) => writer.write(block));
    writer.finish();
    return scored;
  } finally {
    writer.discard();
  }
}

/** Number, mean and quantiles, each the score at position ⌊p(n − 1)⌋ from the smallest; sorts the scores. */
function summarise(errors: Float64Array): {
  n: number;
  mean: number;
  quantiles: (readonly [number, number])[];
} {
  const n = errors.length;
  const mean = errors.reduce((total, error) => total + error, 0) / n;
  const sorted = errors.sort();
  return {
    n,
    mean,
    quantiles: LEVELS.map((level) => [level, sorted[Math.floor(level * (n - 1))]] as const),
  };
}
