import { extname } from 'node:path';
import { withJets } from '../files/jetFile.js';
import { createRowWriter, rowFormats, type RowWriter } from '../files/rowWriter.js';
import { addFileOptions, fileOptions, type FileOptions } from '../terminal/fileOptions.js';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Register } from '../terminal/outcome.js';

export const registerConvert: Register = (program, finish) => {
  const command = program
    .command('convert')
    .description('Write the jets of a file as one that a training reads.')
    .argument(
      '<data>',
      '.parquet, .root, .h5, .npy, .npz, .csv or .safetensors; or an embedded sample',
    )
    .argument(
      '<out>',
      `a name that ends in ${rowFormats.join(', ')}; .npy has no names of features`,
    );
  addFileOptions(command).addHelpText(
    'after',
    `
Examples:
  wnae convert jets.root:Events training.safetensors --columns map.json
  wnae convert jets.parquet training.npy --columns map.json --jets all`,
  );
  act(command, finish, async (options: FileOptions, data: string, out: string) => {
    checkOutput(out, rowFormats, [data, options.columns]);
    const converted = await withJets(data, fileOptions(options), async ({ features, blocks }) => {
      const separated = features.find((name) => name.includes(','));
      if (separated !== undefined && extname(out).toLowerCase() === '.safetensors') {
        throw new Error(
          `cannot write ${out}: expected names of features without commas, got ${separated}`,
        );
      }
      const width = features.length;
      const writer: RowWriter = createRowWriter(out, width, features);
      let [jets, absent] = [0, 0];
      try {
        for await (const block of blocks()) {
          const missing = new Set(block.absent);
          const kept = block.values.filter(
            (_, k) => missing.size === 0 || !missing.has(Math.floor(k / width)),
          );
          writer.write(kept);
          jets += kept.length / width;
          absent += missing.size;
        }
        writer.finish();
      } finally {
        writer.discard();
      }
      return { features, jets, absent };
    });
    return {
      json: { data, out, ...converted },
      text: `${converted.jets} jets of ${converted.features.join(', ')} in ${out}`,
    };
  });
};
