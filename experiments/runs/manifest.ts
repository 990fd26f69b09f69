import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STREAM_VERSION } from '../../lib/random/index.js';
import { sha256OfFile } from './digest.js';
import { packageFolder } from '../packageFolder.js';

/** `manifest.json`: where a run comes from and what it may be compared by. */
export interface Manifest {
  readonly status: 'running' | 'finished' | 'interrupted' | 'failed';
  readonly versions: {
    readonly wnae: string;
    readonly node: string;
    readonly v8: string;
    readonly platform: string;
    /** of the random streams: other numbers come from another version */
    readonly streams: number | string;
  };
  readonly command: string;
  readonly seed: number;
  /** ISO 8601 */
  readonly started: string;
  readonly ended: string | null;
  /** of training, without sessions that were killed */
  readonly seconds: number;
  readonly jets: { readonly train: number; readonly validation: number; readonly test: number };
  /** transport cost between two disjoint sets of validation jets: W of a perfect model */
  readonly nullFloor: number | null;
  readonly sha256: Digests;
}

/** SHA-256 of files, and of numbers as they lie in memory. */
export interface Digests {
  /** the configuration, without the places of files */
  readonly config: string;
  readonly packageLock: string | null;
  /** the data's file */
  readonly file: string;
  /** training, validation and test jets, preprocessed */
  readonly data: string;
  readonly initialWeights: string;
  /** the rest: null until the training has ended, see `TrainedDigests` */
  readonly finalWeights: string | null;
  readonly bestWeights: string | null;
  readonly validationScores: string | null;
}

/** The digests that tell whether two trainings are the same, a line each. */
export function describeDigests(digests: Digests): string {
  const { initialWeights, data, finalWeights, validationScores } = digests;
  const lines = [
    ['initial weights', initialWeights],
    ['data', data],
    ['trained weights', finalWeights],
    ['validation scores', validationScores],
  ] as const;
  return lines.map(([name, digest]) => `sha256  ${name.padEnd(17)}  ${digest ?? '–'}`).join('\n');
}

export function versions(): Manifest['versions'] {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return {
    wnae: (JSON.parse(text) as { version: string }).version,
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    streams: STREAM_VERSION,
  };
}

export function packageLockDigest(): string | null {
  const path = join(packageFolder, 'package-lock.json');
  return existsSync(path) ? sha256OfFile(path) : null;
}
