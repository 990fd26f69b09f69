import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { registerBundle } from './commands/bundle.js';
import { registerCheck } from './commands/check.js';
import { registerConvert } from './commands/convert.js';
import { registerEmd } from './commands/emd.js';
import { registerEvaluate } from './commands/evaluate.js';
import { registerExport } from './commands/export.js';
import { registerReport } from './commands/report.js';
import { registerReproduce } from './commands/reproduce.js';
import { registerResume } from './commands/resume.js';
import { registerSample } from './commands/sample.js';
import { registerScore } from './commands/score.js';
import { registerSweep } from './commands/sweep.js';
import { registerTrain } from './commands/train.js';
import { registerVerify } from './commands/verify.js';
import { exitCode, FailedCheck, sentenceOf, type ExitCode } from './terminal/failure.js';
import { packageFolder } from './packageFolder.js';

const commands = [
  registerTrain, registerResume, registerScore, registerEvaluate, registerSample, registerConvert,
  registerEmd, registerReproduce, registerSweep, registerReport, registerVerify, registerExport,
  registerBundle, registerCheck,
]; // prettier-ignore

const FOOTER = `
Every command takes --json: one JSON object on standard output, all else on standard error.
Exit codes: 0 done, 1 the answer is no, 2 wrong usage or input, 3 interrupted and resumable.

Examples:
  wnae reproduce                          AE, NAE and WNAE on the embedded jets, with a report
  wnae train --model wnae --out runs/mine
  wnae evaluate runs/mine
  wnae score runs/mine jets.npy --out errors.npy`;

/** Runs the command line; the result is the exit code. */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const program = new Command('wnae')
    .description('The Wasserstein normalized autoencoder, reproducible to the last bit.')
    .version(packageVersion(), '-V, --version')
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'wnae: ')) })
    .showSuggestionAfterError(true)
    .exitOverride()
    .addHelpText('after', FOOTER);
  for (const register of commands) {
    register(program, (outcome) => {
      code = outcome;
    });
  }
  // a reader that has seen enough (| head) is no error
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(code);
    throw error;
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    return failed(error);
  }
  return code;
}

function failed(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    const shown = ['commander.help', 'commander.helpDisplayed', 'commander.version'];
    return shown.includes(error.code) && error.exitCode === 0 ? exitCode.done : exitCode.badInput;
  }
  process.stderr.write(`wnae: ${sentenceOf(error)}\n`);
  if (process.env.WNAE_DEBUG === '1' && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
  return error instanceof FailedCheck ? exitCode.no : exitCode.badInput;
}

function packageVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
