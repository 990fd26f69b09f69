import type { Engine, Request } from './engines/engine.js';
import { sha256 } from './measurement.js';
import { report, type Digest, type Report } from './report.js';

/** Digests by what was measured: test/fixtures/portability.json. */
export type Committed = Readonly<Record<string, string>>;

/** The digests of a report; executors that made the same measurement share one. */
export function committedOf({ digests }: Report): Committed {
  const committed: Record<string, string> = {};
  for (const { name, digest } of digests) committed[name] ??= digest;
  return committed;
}

/** One digest for all: SHA-256 of the lines `name digest`. */
export function digestOfAll(committed: Committed): Promise<string> {
  const lines = Object.entries(committed).map(([name, digest]) => `${name} ${digest}\n`);
  return sha256(new TextEncoder().encode(lines.join('')));
}

/** What a report has otherwise than is committed, or lacks, in the report's order. */
export function differences({ digests }: Report, committed: Committed): string[] {
  const measured = new Set(digests.map(({ name }) => name));
  const missing = Object.keys(committed).filter((name) => !measured.has(name));
  const wrong = digests.filter(({ name, digest }) => committed[name] !== digest);
  return [...wrong.map(labelOf), ...missing.map((name) => `${name} (not measured)`)];
}

function labelOf({ name, executor }: Digest): string {
  return executor === undefined ? name : `${name} (${executor})`;
}

/**
 * Where an engine first departs from this one, in a sentence: the measurement, the index, both numbers.
 * Both compute again.
 */
export async function firstDeparture(
  engine: Engine,
  request: Request,
  { digests }: Report,
  committed: Committed,
): Promise<string> {
  const wrong = digests.find(({ name, digest }) => committed[name] !== digest);
  if (wrong === undefined) return 'a measurement is missing';
  const { name } = wrong;
  const [theirs, ours] = await Promise.all([
    engine.report({ ...request, numbers: name }),
    report(name),
  ]);
  const executors = theirs.digests.filter((one) => one.name === name);
  for (const [k, one] of executors.entries()) {
    const place = indexOfDifference(theirs.numbers[k], ours.numbers[0]);
    if (place < 0) continue;
    const [got, expected] = [theirs.numbers[k], ours.numbers[0]].map((all) => numberAt(all, place));
    const count = ours.numbers[0].length / DIGITS;
    return `${labelOf(one)}: number ${place} of ${count} is ${got}, here ${expected}`;
  }
  return `${name}: the numbers are those of this engine when computed again`;
}

/** Hexadecimal digits of a number. */
const DIGITS = 16;

function indexOfDifference(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += DIGITS) {
    if (a.slice(at, at + DIGITS) !== b.slice(at, at + DIGITS)) return at / DIGITS;
  }
  return -1;
}

/** The number with the bits that tell it from its neighbours. */
function numberAt(numbers: string, index: number): string {
  const digits = numbers.slice(index * DIGITS, (index + 1) * DIGITS);
  if (digits === '') return 'missing';
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const value = new DataView(bytes.buffer).getFloat64(0, true);
  return `${value} (0x${[...bytes]
    .toReversed()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')})`;
}
