import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { resolveConfig, type Config } from '../../algorithms/index.js';
import { RunFolder } from '../runs/runFolder.js';
import { digestOfConfig } from '../runs/trainRun.js';
import type { Sweep } from './sweepFile.js';

/** One training of a sweep: an ordinary run folder, which may be there already. */
export interface Training {
  /** of its folder in the sweep's: setting and seed */
  readonly name: string;
  readonly setting: string;
  readonly path: string;
  readonly config: Config;
  readonly state: 'absent' | 'begun' | 'finished';
}

/**
 * The trainings of a sweep by setting, then seed, and how far each has come in the folder `out`.
 *
 * @throws Error where a run folder there holds another training than the file asks for.
 */
export function trainingsOf(sweep: Sweep, out: string): Training[] {
  const { settings, seeds } = sweep;
  return settings.flatMap(({ name: setting, config: given }) =>
    seeds.map((seed): Training => {
      const name = `${setting}-${seed}`;
      const path = join(out, name);
      const config = resolveConfig({ ...given, seed });
      return { name, setting, path, config, state: stateOf(path, config, sweep) };
    }),
  );
}

function stateOf(path: string, config: Config, { data, evaluation }: Sweep): Training['state'] {
  if (!existsSync(join(path, 'config.json'))) return 'absent';
  const run = RunFolder.open(path);
  const { data: trained, evaluation: followed, ...settings } = run.config;
  const same =
    digestOfConfig(settings) === digestOfConfig(config) &&
    trained.source === data.source &&
    (data.selection === undefined || cut(data.selection) === cut(trained.selection)) &&
    JSON.stringify(followed) === JSON.stringify(evaluation);
  if (!same) {
    throw new Error(
      `${path} holds another training than the sweep asks for; choose another --out, or undo the change in the file`,
    );
  }
  const isFinished = run.hasManifest && run.manifest.status === 'finished' && run.summary !== null;
  return isFinished ? 'finished' : 'begun';
}

/** A selection however it is written. */
function cut(selection: string | null | undefined): string {
  return (selection ?? 'none').replace(/\s/g, '').toLowerCase();
}
