import { significant } from '../terminal/textTable.js';
import type { BundleCheck } from './checkBundle.js';
import type { Departure } from './tally.js';

/** The table of a check: a row per stage. */
export function stageRows({ stages, bits }: BundleCheck): (string[] | null)[] {
  return [
    ['stage', 'elements', 'error / ulps', 'error / bound', 'undecidable', 'verdict'],
    null,
    ...[...stages].map(([name, { elements, ulps, share, undecidable, failed }]) => [
      name,
      String(elements),
      short(ulps),
      bits ? '–' : short(share),
      String(undecidable),
      failed === 0 ? 'ok' : `${failed} wrong`,
    ]),
  ];
}

/** What a check found in all, in a sentence. */
export function verdictOf({ stages, first, bits }: BundleCheck): string {
  if (first !== null) return describeDeparture(first);
  if (bits) return 'every stage has our own bits';
  const undecidable = [...stages.values()].reduce((sum, stage) => sum + stage.undecidable, 0);
  if (undecidable === 0) return 'every stage is within rounding';
  return `every stage is within rounding, but for ${undecidable} elements that a kink leaves undecidable`;
}

/** The first departure in a sentence. */
function describeDeparture({ tensor, index, found, expected, bound }: Departure): string {
  const limit = bound === 0 ? 'exactly' : `to within ${significant(bound, 3)}`;
  return `first departure: ${tensor}[${index.join(', ')}] is ${found}, expected ${expected} ${limit}`;
}

/** Two or three digits, with a power of ten for large and small numbers. */
function short(value: number): string {
  const plain = value === 0 || (value >= 1e-3 && value < 1e5) || !Number.isFinite(value);
  return plain ? significant(value, 3) : value.toExponential(1);
}
