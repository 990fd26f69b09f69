import { join, resolve } from 'node:path';

/** Where a sweep is, for other programs to start its trainings one by one. */
export interface SweepPlace {
  /** the sweep's folder; its `sweep.json` is the file that the trainings are read from */
  readonly out: string;
  /** for a batch system's lists */
  readonly name: string;
  /** the folder that relative paths in the file start from */
  readonly cwd: string;
  /** Node.js and the compiled command line */
  readonly node: string;
  readonly cli: string;
}

/** The file in a sweep's folder that says what was asked for. */
export const SWEEP = 'sweep.json';
export const SUMMARY = 'summary.json';

export function hereAndNow(out: string, name: string): SweepPlace {
  return {
    out: resolve(out),
    name,
    cwd: process.cwd(),
    node: process.execPath,
    cli: process.argv[1],
  };
}

export function sweepFileIn({ out }: SweepPlace): string {
  return join(out, SWEEP);
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
