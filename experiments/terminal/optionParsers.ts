import { InvalidArgumentError, Option } from 'commander';

/** Which of a run's models a command uses. */
export function checkpointOption(): Option {
  return new Option('--model <which>', 'the chosen epoch or the last one')
    .choices(['best', 'last'])
    .default('best');
}

/** How often a training saves itself. */
export function checkpointSecondsOption(): Option {
  return new Option(
    '--checkpoint-every <seconds>',
    'of training, from one checkpoint to the next; default: 60',
  ).argParser(notNegativeNumber);
}

/** How much memory a training may be expected to take. */
export function memoryOption(): Option {
  return new Option(
    '--memory <size>',
    'refuse a training that would take more, like 500M or 16G; default: what the machine has',
  ).argParser(bytes);
}

/** Parsers of option values; what does not parse is one sentence by commander, and exit code 2. */

export const positiveInteger = integerIn(1);

export const notNegativeInteger = integerIn(0);

/** More threads than any machine's cores are a slip of the keyboard, and take its memory. */
export const workerCount = integerIn(1, 1024);

export function notNegativeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number ≥ 0.');
  }
  return value;
}

/** How many threads share the work of one training or scoring. */
export function workersOption(): Option {
  return new Option(
    '--workers <n>',
    "threads that share the work; default: the machine's cores; the bits do not depend on it",
  ).argParser(workerCount);
}

/** `500M`, `1.5G` → bytes */
export function bytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)B?$/i.exec(text) ?? [];
  if (number === undefined) {
    throw new InvalidArgumentError('Expected a number and K, M, G or T, like 500M or 16G.');
  }
  const powers: Record<string, number> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  return Number(number) * powers[unit.toUpperCase()];
}

export function integerIn(least: number, most: number = Infinity): (text: string) => number {
  const range = most === Infinity ? `an integer ≥ ${least}` : `an integer from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected ${range}.`);
    }
    return value;
  };
}

/** `a.b=1` → ['a.b', 1]: the value is JSON where it parses, else text; repeated, a list. */
export function assignment(
  text: string,
  previous: readonly (readonly [string, unknown])[] = [],
): readonly (readonly [string, unknown])[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected key.path=value.');
  const value = text.slice(at + 1);
  return [...previous, [text.slice(0, at), jsonOrText(value)]];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
