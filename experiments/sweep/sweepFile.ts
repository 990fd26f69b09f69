import { resolveConfig, showKey, showValue, suggestion } from '../../algorithms/index.js';
import { isEmbedded, signalNames } from '../jets/jetSource.js';
import {
  parseConfig,
  withAssignments,
  type EvaluationSection,
  type GivenConfig,
} from '../runs/configFile.js';
import { parseJson, readJsonText } from '../runs/json.js';

/** One of a sweep's settings: what its trainings have in common but for the seed. */
export interface Setting {
  /** of the run folders too, before the seed */
  readonly name: string;
  /** for `resolveConfig`; without a seed */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Trainings of every setting with every seed. */
export interface Sweep {
  readonly settings: readonly Setting[];
  readonly seeds: readonly number[];
  readonly data: GivenConfig['data'];
  readonly evaluation: EvaluationSection;
}

type Assignments = readonly (readonly [key: string, value: unknown])[];

/** More trainings than this are a mistake. */
const MOST = 10_000;

/** Characters of a name; folders may have 255. */
const LONGEST = 200;

/**
 * A sweep file (JSON, docs/sweep.md): `base`, a configuration as `wnae train --config` takes; `seeds`, a number of them or
 * a list; `settings`, names with the values that each puts at key paths; `grid`, key paths with the values that each
 * runs through, all combinations. Whatever is wrong with it is an Error of one sentence that names the file and the place.
 */
export function readSweepFile(path: string): Sweep {
  return parseSweep(readJsonText(path), path);
}

/** The sweep in the text of a file. */
export function parseSweep(text: string, file: string): Sweep {
  const given = objectAt(parseJson(text, file), file, 'a sweep');
  const known = ['description', 'base', 'seeds', 'settings', 'grid'];
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${file}: unknown key ${showKey(unknown)}; ${suggestion(unknown, known)}`);
  }
  const base = parseConfig(JSON.stringify(given.base ?? {}), `${file}: base`);
  const seeds = seedsOf(given.seeds ?? 1, file);
  const points = gridPoints(given.grid, file);
  const settings = namedSettings(given.settings, file).flatMap(([name, own]) =>
    points.map(([point, more]) => ({
      name: [name, point].filter((part) => part !== '').join(',') || 'default',
      config: withAssignments(base.config, [...own, ...more]),
    })),
  );
  if (settings.length * seeds.length > MOST) {
    throw new RangeError(
      `${file}: expected at most ${MOST} trainings, got ${settings.length} settings × ${seeds.length} seeds`,
    );
  }
  if (Object.hasOwn(base.config, 'seed')) throw seedElsewhere(file, 'base');
  for (const { name, config } of settings) {
    if (name.length > LONGEST) {
      throw new RangeError(
        `${file}: expected names of at most ${LONGEST} characters, as they become folders, got ${showKey(name)}; name the settings yourself`,
      );
    }
    if (Object.hasOwn(config, 'seed')) throw seedElsewhere(file, name);
    resolveConfig(config, `${file}: ${name}`);
  }
  const { signals, every = 10 } = base.evaluation;
  const all = isEmbedded(base.data.source) ? signalNames : [];
  return { settings, seeds, data: base.data, evaluation: { signals: signals ?? all, every } };
}

function seedsOf(given: unknown, file: string): readonly number[] {
  const isCount =
    Number.isSafeInteger(given) && (given as number) >= 1 && (given as number) <= MOST;
  const seeds = isCount ? Array.from({ length: given as number }, (_, seed) => seed) : given;
  const isSeed = (seed: unknown): boolean => Number.isSafeInteger(seed) && (seed as number) >= 0;
  if (!Array.isArray(seeds) || seeds.length === 0 || !seeds.every(isSeed)) {
    throw new TypeError(
      `${file}: expected seeds to be a number from 1 to ${MOST} or a list of integers ≥ 0, got ${showValue(given)}`,
    );
  }
  requireDistinct(seeds.map(String), `${file}: expected seeds that differ`);
  return seeds as number[];
}

function namedSettings(given: unknown, file: string): readonly (readonly [string, Assignments])[] {
  if (given === undefined) return [['', []]];
  const settings = Object.entries(objectAt(given, file, 'settings'));
  if (settings.length === 0) throw new TypeError(`${file}: expected settings to name at least one`);
  return settings.map(([name, values]) => {
    if (name !== folderName(name) || name === '') {
      throw new TypeError(
        `${file}: expected the name of a setting in letters, digits and . _ = + -, got ${showKey(name)}`,
      );
    }
    return [name, Object.entries(objectAt(values, file, `settings.${name}`))];
  });
}

/** All combinations of the grid's values, the last key fastest. */
function gridPoints(given: unknown, file: string): readonly (readonly [string, Assignments])[] {
  if (given === undefined) return [['', []]];
  const axes = Object.entries(objectAt(given, file, 'grid'));
  let points: (readonly [string, Assignments])[] = [['', []]];
  for (const [key, values] of axes) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new TypeError(
        `${file}: expected grid.${showKey(key)} to be a list of values, got ${showValue(values)}`,
      );
    }
    if (points.length * values.length > MOST) {
      throw new RangeError(`${file}: expected a grid of at most ${MOST} points, got more`);
    }
    const last = folderName(key.split('.').at(-1) as string);
    const labels = values.map((value) => `${last}=${folderName(JSON.stringify(value))}`);
    requireDistinct(labels, `${file}: expected grid.${showKey(key)} to list values that differ`);
    points = points.flatMap(([name, assignments]) =>
      values.map(
        (value: unknown, k) =>
          [
            [name, labels[k]].filter((part) => part !== '').join(','),
            [...assignments, [key, value]] as Assignments,
          ] as const,
      ),
    );
  }
  return points;
}

function requireDistinct(labels: readonly string[], sentence: string): void {
  const again = labels.find((label, k) => labels.indexOf(label) !== k);
  if (again !== undefined) throw new TypeError(`${sentence}, got ${showKey(again)} twice`);
}

/** What of a text may stand in the name of a folder on any system. */
function folderName(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._=+-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
}

function objectAt(value: unknown, file: string, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError(`${file}: expected ${what} to be an object, got ${showValue(value)}`);
}

function seedElsewhere(file: string, place: string): Error {
  return new TypeError(`${file}: ${place}: expected no seed there; put them into seeds`);
}
