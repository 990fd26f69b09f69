import { stepParts, type StepDigest } from './stepDigest.js';

/** The text of `digests.jsonl`: the same bytes for the same training. */
export function writeStepDigests(digests: readonly StepDigest[]): string {
  return digests.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * The digests of steps 1, 2, … in the text of a file; a last line that a crash left incomplete is passed
 * over. A file that is damaged or misses a step is an Error that says where.
 */
export function readStepDigests(text: string, file: string): StepDigest[] {
  return completeLines(text).map((line, k) => {
    const digest = parse(line);
    if (digest?.step !== k + 1) {
      throw new Error(
        `${file}: expected the digests of step ${k + 1} in line ${k + 1}, got ${line.slice(0, 60)}`,
      );
    }
    return digest;
  });
}

/** The lines of steps up to `step`. */
export function keepSteps(text: string, step: number): string {
  const kept = completeLines(text).filter((line) => (parse(line)?.step ?? Infinity) <= step);
  return kept.map((line) => `${line}\n`).join('');
}

function completeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function parse(line: string): StepDigest | null {
  try {
    const digest = JSON.parse(line) as Partial<StepDigest> | null;
    const { step, epoch, ...parts } = digest ?? {};
    const known = Object.entries(parts).every(
      ([part, value]) =>
        (stepParts as readonly string[]).includes(part) && /^[0-9a-f]{16}$/.test(value),
    );
    const whole = Number.isInteger(step) && Number.isInteger(epoch) && parts.loss && parts.weights;
    return known && whole ? (digest as StepDigest) : null;
  } catch {
    return null;
  }
}
