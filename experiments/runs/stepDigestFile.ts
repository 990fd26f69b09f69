import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import type { StepOutcome } from '../../algorithms/index.js';
import { fileError } from '../terminal/failure.js';
import { writeAtomically } from './atomicFile.js';
import { digestStep, stepParts, type StepDigest } from './stepDigest.js';

/**
 * Writes the digests of a training to a file, step by step. Lines are collected and appended by
 * `flush`; what a crash loses of them are steps that a resumed training goes through again.
 */
export class StepDigestLog {
  private pending = '';

  /** Goes on behind step `step` of the file, and forgets the lines of later ones. */
  constructor(
    readonly path: string,
    step: number,
  ) {
    const lines = existsSync(path) ? read(path).filter((line) => stepOf(line) <= step) : [];
    writeAtomically(path, lines.map((line) => `${line}\n`).join(''));
  }

  record(outcome: StepOutcome): void {
    this.pending += `${JSON.stringify(digestStep(outcome))}\n`;
  }

  /** Appends what is pending; with `durably` it is on the disk, whatever happens next. */
  flush({ durably = false }: { readonly durably?: boolean } = {}): void {
    try {
      if (this.pending !== '') appendFileSync(this.path, this.pending);
      this.pending = '';
      if (!durably) return;
      const file = openSync(this.path, 'r+');
      fsyncSync(file);
      closeSync(file);
    } catch (error) {
      throw fileError('write', this.path, error);
    }
  }
}

/**
 * The digests of steps 1, 2, … that a file holds; a last line that a crash left incomplete is passed
 * over. A file that is damaged or misses a step is an Error that says where.
 */
export function readStepDigests(path: string): StepDigest[] {
  return read(path).map((line, k) => {
    const digest = parse(line);
    if (digest?.step !== k + 1) {
      throw new Error(
        `${path}: expected the digests of step ${k + 1} in line ${k + 1}, got ${line.slice(0, 60)}`,
      );
    }
    return digest;
  });
}

/** Complete lines. */
function read(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

function parse(line: string): StepDigest | null {
  try {
    const digest = JSON.parse(line) as Partial<StepDigest> | null;
    const { step, epoch, ...parts } = digest ?? {};
    const known = Object.entries(parts).every(
      ([part, value]) =>
        (stepParts as readonly string[]).includes(part) && /^[0-9a-f]+$/.test(value),
    );
    const whole = Number.isInteger(step) && Number.isInteger(epoch) && parts.loss && parts.weights;
    return known && whole ? (digest as StepDigest) : null;
  } catch {
    return null;
  }
}

/** Of a line that cannot be read: infinitely late. */
function stepOf(line: string): number {
  return parse(line)?.step ?? Infinity;
}
