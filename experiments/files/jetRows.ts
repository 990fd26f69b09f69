import { isList } from './columnFile.js';
import type { ColumnSource } from './columnMap.js';

/** Which jets of an entry that has several are taken: the first, or each. */
export type JetChoice = 'leading' | 'all';

/** Jets, one a row. */
export interface JetRows {
  /** [rows × features] row-major; NaN in the rows of `absent` */
  readonly values: Float64Array;
  readonly rows: number;
  /** rows that stand for an entry without jets, ascending */
  readonly absent: readonly number[];
}

/**
 * Turns a block of columns into rows of features. Of entries with several numbers the leading jet is taken, or
 * each; a column with one number an entry is repeated for the jets of the entry. With `leading` an entry without
 * jets is an absent row, so that rows stay in step with entries; with `all` it has none. What is no finite number, and
 * columns of an entry that have different numbers of jets, are an Error with the place.
 */
export function jetRows(
  block: readonly ArrayLike<unknown>[],
  sources: readonly ColumnSource[],
  choice: JetChoice,
  firstEntry: number,
): JetRows {
  const entries = block[0].length;
  const width = sources.length;
  const counts = jetCounts(block, sources, entries, firstEntry);
  const rows =
    counts === null || choice === 'leading' ? entries : counts.reduce((n, jets) => n + jets, 0);
  const values = new Float64Array(rows * width);
  const absent: number[] = [];
  for (let entry = 0, row = 0; entry < entries; entry++) {
    const jets =
      counts === null ? 1 : choice === 'all' ? counts[entry] : Math.min(counts[entry], 1);
    if (jets === 0 && choice === 'leading') {
      absent.push(row);
      values.fill(NaN, row * width, ++row * width);
    }
    for (let jet = 0; jet < jets; jet++, row++) {
      for (let k = 0; k < width; k++) {
        const value = block[k][entry];
        const number = toNumber(isList(value) ? value[jet] : value) * sources[k].scale;
        if (!Number.isFinite(number)) {
          throw notFinite(isList(value) ? value[jet] : value, sources[k], firstEntry + entry);
        }
        values[row * width + k] = number;
      }
    }
  }
  return { values, rows, absent };
}

/** Jets by entry, or null where every column has one number an entry. */
function jetCounts(
  block: readonly ArrayLike<unknown>[],
  sources: readonly ColumnSource[],
  entries: number,
  firstEntry: number,
): Int32Array | null {
  const counts = new Int32Array(entries);
  let first: number | null = null;
  block.forEach((column, k) => {
    // typed arrays hold one number an entry
    if (entries === 0 || ArrayBuffer.isView(column) || !isList(column[0])) return;
    for (let entry = 0; entry < entries; entry++) {
      const value = column[entry];
      const jets = isList(value) ? value.length : 0;
      if (first === null) counts[entry] = jets;
      else if (counts[entry] !== jets) {
        throw new Error(
          `expected the same number of jets in ${sources[first].column} and ${sources[k].column}, ` +
            `got ${counts[entry]} and ${jets} in row ${firstEntry + entry + 1}`,
        );
      }
    }
    first ??= k;
  });
  return first === null ? null : counts;
}

function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'bigint') return NaN;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : NaN;
}

function notFinite(value: unknown, { column, scale }: ColumnSource, entry: number): Error {
  const got = value === undefined || value === null ? 'nothing' : JSON.stringify(String(value));
  const shown = typeof value === 'number' || typeof value === 'bigint' ? String(value) : got;
  const scaled = scale === 1 ? '' : ` times ${scale}`;
  return new Error(
    `expected finite numbers, got ${shown}${scaled} in row ${entry + 1}, column ${column}`,
  );
}
