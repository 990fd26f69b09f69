import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { encodeElements, npyHeader, writeCsv } from '../../lib/io/index.js';
import { fileError } from '../terminal/failure.js';

/** A matrix of float64 that is written block by block; its file appears whole, or not at all. */
export interface RowWriter {
  /** [rows × columns] row-major */
  write(rows: Float64Array): void;
  /** Ends the file and gives it its name. */
  finish(): void;
  /** Gives up what was written, unless it is finished. */
  discard(): void;
}

interface Format {
  /** Begins the file; a header that names the number of rows is as long for any. */
  header(rows: number): Uint8Array;
  encode(rows: Float64Array): Uint8Array;
}

/**
 * Writes a matrix of `columns` columns as `.npy` (one column as a rank-1 array), `.csv` or `.safetensors` (a tensor
 * `features`, with the names in its metadata).
 */
export function createRowWriter(
  path: string,
  columns: number,
  names: readonly string[] | null = null,
): RowWriter {
  const { header, encode } = formatOf(path, columns, names);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  let rows = 0;
  let file: number | null = attempt(path, () => openSync(temporary, 'w'));
  let end = 0;
  const put = (bytes: Uint8Array, at: number): void =>
    attempt(path, () => {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(file as number, bytes, done, bytes.length - done, at + done);
      }
      end = Math.max(end, at + bytes.length);
    });
  const discard = (): void => {
    if (file === null) return;
    closeSync(file);
    file = null;
    rmSync(temporary, { force: true });
  };
  try {
    put(header(0), 0);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    write(block) {
      put(encode(block), end);
      rows += block.length / columns;
    },
    finish() {
      put(header(rows), 0);
      attempt(path, () => fsyncSync(file as number));
      attempt(path, () => renameSync(temporary, path));
      closeSync(file as number);
      file = null;
    },
    discard,
  };
}

export const rowFormats = ['.npy', '.csv', '.safetensors'];

function formatOf(path: string, columns: number, names: readonly string[] | null): Format {
  switch (extname(path).toLowerCase()) {
    case '.npy':
      return {
        header: (rows) => npyHeader('f8', columns === 1 ? [rows] : [rows, columns]),
        encode: encodeElements,
      };
    case '.csv': {
      const head = names === null ? new Uint8Array() : writeCsv({ columns, data: [], names });
      return { header: () => head, encode: (data) => writeCsv({ columns, data }) };
    }
    case '.safetensors':
      return {
        header: (rows) => safetensorsHeader(rows, columns, names),
        encode: encodeElements,
      };
    default:
      throw new Error(
        `cannot write ${path}: expected a name that ends in ${rowFormats.join(', ')}`,
      );
  }
}

/** Padded with spaces to a length that does not depend on the number of rows, and to a multiple of 8. */
function safetensorsHeader(
  rows: number,
  columns: number,
  names: readonly string[] | null,
): Uint8Array {
  const text = (count: number): string =>
    JSON.stringify({
      ...(names === null ? {} : { __metadata__: { features: names.join(',') } }),
      features: { dtype: 'F64', shape: [count, columns], data_offsets: [0, 8 * count * columns] },
    });
  const longest = new TextEncoder().encode(text(Number.MAX_SAFE_INTEGER)).length;
  const length = Math.ceil((longest + 8) / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(new TextEncoder().encode(text(rows)), 8);
  return bytes;
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fileError('write', path, error);
  }
}
