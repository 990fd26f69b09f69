import { execFile } from 'node:child_process';
import type { Report } from '../report.js';

/** What an engine is asked for. */
export interface Request {
  /** whether it may use WebAssembly; true if left out */
  readonly webAssembly?: boolean;
  /** a measurement of which the numbers are wanted beside the digest */
  readonly numbers?: string;
}

/** Something that runs the build. */
export interface Engine {
  readonly name: string;
  /** operating system and processor, the emulated one where there is one */
  readonly place: string;
  /** Throws EngineMissing where this machine lacks it. */
  report(request: Request): Promise<Report>;
}

/** An engine is not on this machine; the message says what would bring it. */
export class EngineMissing extends Error {}

/** How long an engine may take, an emulated one on a busy machine. */
export const LIMIT_MS = 300_000;

/** Standard output of a program, which has to end well and in time. */
export function outputOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 2 ** 28, timeout: LIMIT_MS };
    execFile(program, args, options, (error, output) => {
      if (error === null) resolve(output);
      else reject(error);
    });
  });
}
