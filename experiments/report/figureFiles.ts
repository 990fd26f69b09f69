import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../runs/atomicFile.js';
import { FIGURES } from '../runs/runFolder.js';
import { sentenceOf } from '../terminal/failure.js';
import { withOwnClipPaths } from './plotting.js';
import { svgFileOf, type Drawing } from './drawing.js';

/**
 * Writes drawings into the folder `figures` of a run, in place of those that are there: of each
 * `<name>.svg`, and the numbers drawn in it, `<name>.json`. A folder that may not be written to is no error,
 * but a sentence.
 */
export function writeFigures(run: string, drawings: readonly Drawing[]): string | null {
  const folder = join(run, FIGURES);
  try {
    mkdirSync(folder, { recursive: true });
    const own = readdirSync(folder).filter((name) => /\.(svg|json)$/.test(name));
    for (const name of own) rmSync(join(folder, name));
    for (const drawing of drawings) {
      writeAtomically(join(folder, `${drawing.name}.svg`), withOwnClipPaths(svgFileOf(drawing)));
      writeAtomically(join(folder, `${drawing.name}.json`), `${JSON.stringify(drawing.data)}\n`);
    }
  } catch (error) {
    return `the figures are in the report alone: ${sentenceOf(error)}`;
  }
  return null;
}
