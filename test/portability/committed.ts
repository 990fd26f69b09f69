import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Committed } from './comparison.js';

const path = join(import.meta.dirname, '../../../test/fixtures/portability.json');

/** What every engine must compute. */
export function readCommitted(): Committed {
  return JSON.parse(readFileSync(path, 'utf8')) as Committed;
}

export function writeCommitted(committed: Committed): void {
  writeFileSync(path, JSON.stringify(committed, null, 2) + '\n');
}
