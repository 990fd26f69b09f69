#!/usr/bin/env node
import { exitCode } from './terminal/failure.js';

/*
 * The command line proper is loaded only once its optional dependency is known to be there, so that a
 * missing one is a sentence and not a stack trace.
 */
const missing = await import('commander').then(
  () => false,
  (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return true;
  },
);

if (missing) {
  process.stderr.write(
    'wnae: the command line needs the package commander, which is not installed; npm install commander adds it\n',
  );
  process.exitCode = exitCode.badInput;
} else {
  const { runProgram } = await import('./program.js');
  process.exitCode = await runProgram(process.argv);
}
