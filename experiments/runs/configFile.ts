import {
  resolveConfig,
  showKey,
  showValue,
  suggestion,
  type Config,
} from '../../algorithms/index.js';
import { DEFAULT_DATA, type DataSection } from '../jets/jetSource.js';
import { parseJson, readJsonText } from './json.js';

/** `config.json`: everything that determines a run. */
export interface RunConfig extends Config {
  readonly data: DataSection;
  readonly evaluation: EvaluationSection;
}

/** Which signals are looked at during a training; of no influence on it. */
export interface EvaluationSection {
  /** embedded names or files */
  readonly signals: readonly string[];
  /** epochs from one evaluation to the next */
  readonly every: number;
}

/** A configuration as a person gives it: a partial one, and where its data are. */
export interface GivenConfig {
  /** for `resolveConfig` */
  readonly config: Readonly<Record<string, unknown>>;
  readonly data: Pick<DataSection, 'source' | 'selection'> & Partial<DataSection>;
  readonly evaluation: Partial<EvaluationSection>;
}

/**
 * A configuration file (JSON), or the defaults: what `resolveConfig` takes, with two sections more,
 * `data` { source, selection } and `evaluation` { signals, every }. A run's `config.json` is one. Whatever
 * is wrong with it is an Error of one sentence that names the file and the key.
 */
export function readConfigFile(path: string | undefined): GivenConfig {
  if (path === undefined) return { config: {}, data: DEFAULT_DATA, evaluation: {} };
  return parseConfig(readJsonText(path), path);
}

/** The configuration in the text of a file. */
export function parseConfig(text: string, file: string): GivenConfig {
  const parsed = parseJson(text, file);
  if (!isObject(parsed)) {
    throw new TypeError(`${file}: expected an object, got ${showValue(parsed)}`);
  }
  const { data = {}, evaluation = {}, ...config } = parsed;
  resolveConfig(config, file);
  return { config, data: dataSection(data, file), evaluation: evaluationSection(evaluation, file) };
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
      const next = Object.hasOwn(section, key) ? section[key] : undefined;
      const inner = isObject(next) ? next : {};
      put(section, key, inner);
      section = inner;
    }
    put(section, last, value);
  }
  return out;
}

/** Also a key like `__proto__` becomes one of the object's own. */
function put(section: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(section, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function dataSection(given: unknown, file: string): GivenConfig['data'] {
  const section = isObject(given) ? given : { source: given };
  requireKnown(section, 'data', ['source', 'selection', 'features'], file);
  const { source = DEFAULT_DATA.source, selection, features } = section;
  if (typeof source !== 'string' || source === '') {
    throw new TypeError(
      `${file}: expected data.source to be a name or file, got ${showValue(source)}`,
    );
  }
  if (selection !== undefined && selection !== null && typeof selection !== 'string') {
    throw new TypeError(
      `${file}: expected data.selection to be text like "st > 1300", or null, got ${showValue(selection)}`,
    );
  }
  if (features !== undefined && !isListOfText(features)) {
    throw new TypeError(
      `${file}: expected data.features to be a list of names, got ${showValue(features)}`,
    );
  }
  return { source, selection, ...(features === undefined ? {} : { features }) };
}

function evaluationSection(given: unknown, file: string): Partial<EvaluationSection> {
  if (!isObject(given)) {
    throw new TypeError(`${file}: expected evaluation to be an object, got ${showValue(given)}`);
  }
  requireKnown(given, 'evaluation', ['signals', 'every'], file);
  const { signals, every } = given;
  if (signals !== undefined && !isListOfText(signals)) {
    throw new TypeError(
      `${file}: expected evaluation.signals to be a list of names or files, got ${showValue(signals)}`,
    );
  }
  if (every !== undefined && !(Number.isSafeInteger(every) && (every as number) >= 1)) {
    throw new TypeError(
      `${file}: expected evaluation.every to be an integer ≥ 1, got ${showValue(every)}`,
    );
  }
  return {
    ...(signals === undefined ? {} : { signals }),
    ...(every === undefined ? {} : { every: every as number }),
  };
}

function requireKnown(section: object, name: string, keys: readonly string[], file: string): void {
  const unknown = Object.keys(section).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  const path = `${name}.${unknown}`;
  const known = keys.map((key) => `${name}.${key}`);
  throw new TypeError(`${file}: unknown key ${showKey(path)}; ${suggestion(path, known)}`);
}

function isListOfText(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
