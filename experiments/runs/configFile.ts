import { readFileSync } from 'node:fs';
import { fileError } from '../terminal/failure.js';
import { DEFAULT_DATA, type DataSection } from '../jets/jetSource.js';
import { parseJson, type EvaluationSection } from './runFolder.js';

/** A configuration as a person gives it: a partial one, and where its data are. */
export interface GivenConfig {
  /** for `resolveConfig` */
  readonly config: Readonly<Record<string, unknown>>;
  readonly data: Pick<DataSection, 'source' | 'selection'>;
  readonly evaluation: Partial<EvaluationSection>;
}

/**
 * A configuration file (parsed JSON), or the defaults: what `resolveConfig` takes, with two sections
 * more, `data` { source, selection } and `evaluation` { signals, every }. A run's `config.json` is one.
 */
export function readConfigFile(path: string | undefined): GivenConfig {
  if (path === undefined) return { config: {}, data: DEFAULT_DATA, evaluation: {} };
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error);
  }
  const parsed = parseJson(text, path);
  if (!isObject(parsed))
    throw new TypeError(`${path}: expected an object, got ${text.slice(0, 40)}`);
  const { data = {}, evaluation = {}, ...config } = parsed;
  return { config, data: dataSection(data, path), evaluation: evaluationSection(evaluation, path) };
}

/** `config` with values put at key paths: [['optimiser.learningRate', 1e-4]]. */
export function withAssignments(
  config: Readonly<Record<string, unknown>>,
  assignments: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  const out = structuredClone(config) as Record<string, unknown>;
  for (const [path, value] of assignments) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let section = out;
    for (const key of keys) {
      const next = section[key];
      section = (section[key] = isObject(next) ? next : {}) as Record<string, unknown>;
    }
    section[last] = value;
  }
  return out;
}

function dataSection(given: unknown, path: string): GivenConfig['data'] {
  const section = isObject(given) ? given : { source: given };
  const { source = DEFAULT_DATA.source, selection, ...rest } = section;
  // a run's own configuration names its features, which follow from the source
  delete rest.features;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new TypeError(
      `${path}: unknown key data.${unknown}; data has the keys source and selection`,
    );
  }
  if (typeof source !== 'string') {
    throw new TypeError(
      `${path}: expected data.source to be a name or file, got ${String(source)}`,
    );
  }
  if (selection !== undefined && selection !== null && typeof selection !== 'string') {
    throw new TypeError(
      `${path}: expected data.selection to be text like "st > 1300", or null, got ${String(selection)}`,
    );
  }
  return { source, selection };
}

function evaluationSection(given: unknown, path: string): Partial<EvaluationSection> {
  if (!isObject(given)) {
    throw new TypeError(`${path}: expected evaluation to be an object, got ${String(given)}`);
  }
  const { signals, every, ...rest } = given;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new TypeError(
      `${path}: unknown key evaluation.${unknown}; evaluation has the keys signals and every`,
    );
  }
  if (
    signals !== undefined &&
    !(Array.isArray(signals) && signals.every((name) => typeof name === 'string'))
  ) {
    throw new TypeError(`${path}: expected evaluation.signals to be a list of names or files`);
  }
  if (every !== undefined && !(Number.isSafeInteger(every) && (every as number) >= 1)) {
    throw new TypeError(`${path}: expected evaluation.every to be an integer ≥ 1`);
  }
  return {
    ...(signals === undefined ? {} : { signals: signals as string[] }),
    ...(every === undefined ? {} : { every: every as number }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
