import { significant } from '../terminal/textTable.js';
import type { Comparison, Departure } from './tally.js';

/** The table of a check: a row per stage. */
export function stageRows(stages: ReadonlyMap<string, Comparison>): (string[] | null)[] {
  return [
    ['stage', 'elements', 'error / ulps', 'error / bound', 'undecidable', 'verdict'],
    null,
    ...[...stages].map(([name, { elements, ulps, share, undecidable, failed }]) => [
      name,
      String(elements),
      significant(ulps, 3),
      significant(share, 2),
      String(undecidable),
      failed === 0 ? 'ok' : `${failed} wrong`,
    ]),
  ];
}

/** The first departure in a sentence. */
export function describeDeparture({ tensor, index, found, expected, bound }: Departure): string {
  const limit = bound === 0 ? 'exactly' : `to within ${significant(bound, 3)}`;
  return `first departure: ${tensor}[${index.join(', ')}] is ${found}, expected ${expected} ${limit}`;
}
