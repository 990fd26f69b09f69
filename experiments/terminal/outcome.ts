import type { Command } from 'commander';
import { exitCode, type ExitCode } from './failure.js';

/** What a command found: for programs, and for people. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly code?: ExitCode;
}

/** Told the exit code once a command is through. */
export type Finish = (code: ExitCode) => void;

/** Adds a command to the program. */
export type Register = (program: Command, finish: Finish) => void;

/**
 * Gives a command the option `--json` and an action whose outcome goes to standard output: as one
 * JSON object, or as text.
 */
export function act<Arguments extends readonly unknown[], Options>(
  command: Command,
  finish: Finish,
  run: (options: Options, ...positional: Arguments) => Outcome | Promise<Outcome>,
): void {
  command.option('--json', 'print one JSON object');
  command.action(async () => {
    const options = command.opts<Options & { json?: boolean }>();
    const outcome = await run(options, ...(command.processedArgs as unknown as Arguments));
    const output = options.json === true ? JSON.stringify(outcome.json) : outcome.text;
    process.stdout.write(`${output}\n`);
    finish(outcome.code ?? exitCode.done);
  });
}
