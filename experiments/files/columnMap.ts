import { readFileSync } from 'node:fs';
import { parseStrictJson } from '../../lib/io/index.js';
import { fileError, sentenceOf } from '../terminal/failure.js';

/** Where a feature comes from: a column of a file, and what its numbers are multiplied with. */
export interface ColumnSource {
  readonly column: string;
  readonly scale: number;
}

/** Feature → where it comes from (docs/files.md). */
export type ColumnMap = ReadonlyMap<string, ColumnSource>;

/** Reads a `--columns` file: `{ "feature": "column", "feature": { "column": "…", "scale": 0.001 } }`. */
export function readColumnMap(path: string): ColumnMap {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error);
  }
  try {
    return parseColumnMap(parseStrictJson(text, 2));
  } catch (error) {
    throw new Error(`${path}: ${sentenceOf(error)}`, { cause: error });
  }
}

function parseColumnMap(map: unknown): ColumnMap {
  if (!isRecord(map) || Object.keys(map).length === 0) {
    throw new Error('expected an object of features and their columns, got something else');
  }
  return new Map(
    Object.entries(map).map(([feature, value]) => [feature, parseSource(feature, value)]),
  );
}

function parseSource(feature: string, value: unknown): ColumnSource {
  if (typeof value === 'string') return { column: value, scale: 1 };
  if (isRecord(value)) {
    const { column, scale = 1, ...others } = value;
    const known = typeof column === 'string' && Object.keys(others).length === 0;
    if (known && typeof scale === 'number' && Number.isFinite(scale) && scale !== 0) {
      return { column, scale };
    }
  }
  throw new Error(
    `expected the name of a column, or { "column": name, "scale": a number other than 0 }, for ${feature}, ` +
      `got ${JSON.stringify(value)}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
