import { readFileSync } from 'node:fs';
import { checkBundle, type BundleCheck } from '../crosscheck/checkBundle.js';
import { describeDeparture, stageRows } from '../crosscheck/describeCheck.js';
import { readBundle, type Bundle } from '../crosscheck/readBundle.js';
import { exitCode, fileError } from '../terminal/failure.js';
import { act, type Outcome, type Register } from '../terminal/outcome.js';
import { ProgressLines } from '../terminal/progress.js';
import { textTable } from '../terminal/textTable.js';

export const registerCheck: Register = (program, finish) => {
  const command = program
    .command('check')
    .description(
      'Say where a bundle first departs from what its own numbers imply, and whether that is rounding.',
    )
    .argument('<bundle>', 'a .safetensors file of the format of docs/bundle.md')
    .addHelpText(
      'after',
      `
Exit code 1 where it departs by more than rounding can.

Examples:
  wnae check torch.safetensors`,
    );
  act(command, finish, (_: object, file: string) => {
    const bundle = readBundle(read(file), file);
    const lines = new ProgressLines(process.stderr, undefined, 2);
    const check = checkBundle(bundle, (done) =>
      lines.update('check', `step ${done}/${bundle.steps}`),
    );
    return outcomeOf(bundle, check, file);
  });
};

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError('read', file, error);
  }
}

function outcomeOf(bundle: Bundle, { stages, first }: BundleCheck, file: string): Outcome {
  const { config, dtype, steps, producer } = bundle;
  return {
    json: {
      bundle: file,
      producer,
      model: config.model,
      dtype,
      steps,
      passed: first === null,
      first,
      stages: Object.fromEntries(
        [...stages].map(([name, { first: _, ...figures }]) => [name, figures]),
      ),
    },
    text: [
      `bundle  ${file}: ${steps} steps of ${config.model} in ${dtype}, by ${producer}`,
      textTable(stageRows(stages)),
      first === null ? 'every stage is within rounding' : describeDeparture(first),
    ].join('\n'),
    code: first === null ? exitCode.done : exitCode.no,
  };
}
