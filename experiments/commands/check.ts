import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { checkBundle, type BundleCheck } from '../crosscheck/checkBundle.js';
import { checkPage } from '../crosscheck/checkPage.js';
import { stageRows, verdictOf } from '../crosscheck/describeCheck.js';
import { loadPlotting } from '../report/plotting.js';
import { writeAtomically } from '../runs/atomicFile.js';
import { readBundle, type Bundle } from '../crosscheck/readBundle.js';
import { exitCode, fileError } from '../terminal/failure.js';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Outcome, type Register } from '../terminal/outcome.js';
import { ProgressLines } from '../terminal/progress.js';
import { textTable } from '../terminal/textTable.js';

interface Options {
  readonly html?: string;
  readonly strict?: 'bits';
}

export const registerCheck: Register = (program, finish) => {
  const command = program
    .command('check')
    .description(
      'Say where a bundle first departs from what its own numbers imply, and whether that is rounding.',
    )
    .argument('<bundle>', 'a .safetensors file of the format of docs/bundle.md')
    .option('--html <file>', 'write the same as a page, with the error against the step')
    .addOption(
      new Option('--strict <what>', 'demand the bits of our own order of summation').choices([
        'bits',
      ]),
    )
    .addHelpText(
      'after',
      `
Exit code 1 where it departs by more than rounding can.

Examples:
  wnae check torch.safetensors --html torch.html
  wnae check twin.safetensors --strict bits`,
    );
  act(command, finish, async ({ html, strict }: Options, file: string) => {
    if (html !== undefined) checkOutput(html, ['.html'], [file]);
    const bundle = readBundle(read(file), file);
    const plotting = html === undefined ? undefined : await loadPlotting();
    const lines = new ProgressLines(process.stderr, undefined, 2);
    const check = checkBundle(bundle, {
      bits: strict === 'bits',
      onStep: (done) => lines.update('check', `step ${done}/${bundle.steps}`),
    });
    if (html !== undefined && plotting !== undefined) {
      writeAtomically(html, checkPage(plotting, bundle, check, file));
    }
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

function outcomeOf(bundle: Bundle, check: BundleCheck, file: string): Outcome {
  const { stages, first } = check;
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
      textTable(stageRows(check)),
      verdictOf(check),
    ].join('\n'),
    code: first === null ? exitCode.done : exitCode.no,
  };
}
