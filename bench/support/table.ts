import type { Timing } from './timing.js';

/** Prints the headings, and returns what prints a row under them. */
export function table(...headings: string[]): (...cells: string[]) => void {
  const width = (k: number): number => (k === 0 ? 28 : Math.max(14, headings[k].length));
  const print = (...cells: string[]): void => {
    const padded = cells.map((cell, k) =>
      k === 0 ? cell.padEnd(width(k)) : cell.padStart(width(k)),
    );
    console.log(padded.join('  ').trimEnd());
  };
  print(...headings);
  return print;
}

/** median ± median absolute deviation */
export function show({ median, mad }: Timing): string {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  return `${median.toFixed(digits)} ± ${mad.toFixed(digits)}`;
}

/** The first median as a multiple of the second. */
export const ratio = (one: Timing | null, other: Timing): string =>
  one === null ? '–' : (one.median / other.median).toFixed(2);

export const orDash = <T>(value: T | null, text: (value: T) => string): string =>
  value === null ? '–' : text(value);
