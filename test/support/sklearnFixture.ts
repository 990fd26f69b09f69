import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSample } from '../../experiments/jets/jets.js';

/** Rows as scikit-learn's fixture has them, NaN as null. */
export type Rows = readonly (readonly (number | null)[])[];

/** What a fixture tells of one data set; the jets are named and not written. */
export interface SklearnCase {
  readonly name: string;
  readonly data?: Rows;
  readonly rows?: number;
  readonly points: Rows;
}

/** The cases in test/fixtures/sklearn/{name}.json. */
export function sklearnCases<Case>(name: string): readonly Case[] {
  const path = join(import.meta.dirname, `../../../test/fixtures/sklearn/${name}.json`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] }).cases;
}

/** Row-major numbers. */
export function matrix(rows: Rows): Float64Array {
  return Float64Array.from(rows.flat(), (x) => x ?? NaN);
}

/** What a case is fitted to, row-major, and its number of columns. */
export function dataOf({ data, rows, points }: SklearnCase): readonly [Float64Array, number] {
  const columns = points[0].length;
  if (data !== undefined) return [matrix(data), columns];
  return [loadSample('ttbar_boosted').features.subarray(0, (rows as number) * columns), columns];
}

/** The largest |a − b| of two arrays; Infinity if one is NaN or missing where the other is not. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, x, k) => {
    if (Object.is(x, b[k]) || x === b[k]) return largest;
    const difference = Math.abs(x - b[k]);
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }, 0);
}
