import { significant } from '../terminal/textTable.js';
import type { BundleCheck } from './checkBundle.js';
import type { Comparison, Departure } from './tally.js';

/** The table of a check: a row per stage. */
export function stageRows({ stages, bits }: BundleCheck): (string[] | null)[] {
  return [
    ['stage', 'elements', 'error / ulps', 'error / bound', 'undecidable', 'verdict'],
    null,
    ...[...stages].map(([name, { elements, ulps, share, undecidable, failed }]) => [
      name,
      String(elements),
      significant(ulps, 3),
      bits ? '–' : significant(share, 2),
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
