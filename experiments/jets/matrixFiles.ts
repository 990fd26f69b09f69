import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import {
  readCsv, readNpy, readNpz, readSafetensors, toFloat64, writeCsv, writeNpy, type StoredArray,
} from '../../lib/io/index.js'; // prettier-ignore
import { writeAtomically } from '../runs/atomicFile.js';
import { fileError, sentenceOf } from '../terminal/failure.js';

/** A matrix of numbers read from a file, row-major. */
export interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** of the columns, where the file has them */
  readonly names: readonly string[] | null;
}

export interface ReadOptions {
  /** the number of columns that is wanted, and why */
  readonly columns?: number;
  readonly because?: string;
  /** whether Infinity is a value like any other */
  readonly infinite?: boolean;
}

/**
 * Reads a matrix from a `.npy`, `.npz`, `.csv` or `.safetensors` file. Of several arrays `file.npz:key`
 * names one; else it is `features` (of safetensors) or the only one of rank 2. Whatever is wrong with
 * the file is an Error of one sentence that names it.
 */
export function readMatrix(path: string, options: ReadOptions = {}): Matrix {
  const matrix = readUnchecked(path);
  checkFinite(matrix, path, options);
  return matrix;
}

/** At least one row, the number of columns that is wanted, and no NaN or infinity. */
export function checkFinite(
  { values, columns }: Pick<Matrix, 'values' | 'columns'>,
  path: string,
  { columns: wanted, because, infinite = false }: ReadOptions = {},
): void {
  if (values.length === 0) throw new Error(`${path}: expected at least one row, got none`);
  if (wanted !== undefined && columns !== wanted) {
    const reason = because === undefined ? '' : `, ${because}`;
    throw new Error(`${path}: expected ${wanted} columns${reason}, got ${columns}`);
  }
  const wrong = values.findIndex((x) => !Number.isFinite(x) && !(infinite && x === Infinity));
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / columns) + 1}, column ${(wrong % columns) + 1}`;
    throw new Error(`${path}: expected finite numbers, got ${values[wrong]} in ${place}`);
  }
}

/** Reads a list of finite numbers, one or more: a rank-1 array, or a matrix of one row or column. */
export function readVector(path: string): Float64Array {
  const { values, rows, columns } = readUnchecked(path, true);
  checkFinite({ values, columns }, path);
  if (rows > 1 && columns > 1) {
    throw new Error(`${path}: expected one row or column of numbers, got ${rows} × ${columns}`);
  }
  return values;
}

/** What `writeMatrix` writes. */
export const matrixFormats = ['.npy', '.csv'];

/** Writes a matrix of `columns` columns as `.npy` or `.csv`; one column as a rank-1 array. */
export function writeMatrix(
  path: string,
  values: Float64Array,
  columns: number,
  names: readonly string[] | null = null,
): void {
  const extension = extname(path).toLowerCase();
  if (extension === '.npy') {
    const shape = columns === 1 ? [values.length] : [values.length / columns, columns];
    writeAtomically(path, writeNpy({ shape, data: values }));
  } else if (extension === '.csv') {
    writeAtomically(path, writeCsv({ columns, data: values, names }));
  } else {
    throw new Error(`cannot write ${path}: expected a name that ends in .npy or .csv`);
  }
}

/** Reads a matrix as `readMatrix` does, or a vector, and checks none of its numbers. */
export function readUnchecked(file: string, vector = false): Matrix {
  const [, path = file, key] = /^(.*\.(?:npz|safetensors)):([^:]+)$/i.exec(file) ?? [];
  const bytes = readBytes(path);
  if (bytes.length === 0) throw new Error(`${path}: expected numbers, got an empty file`);
  const extension = extname(path).toLowerCase();
  try {
    if (extension === '.csv' || extension === '.txt' || extension === '.tsv') {
      const { data, rows, columns, names } = readCsv(bytes);
      return { values: data, rows, columns, names };
    }
    if (extension === '.npy') return toMatrix(readNpy(bytes), vector);
    if (extension === '.npz') return toMatrix(pick(readNpz(bytes), key, vector), vector);
    if (extension === '.safetensors') {
      const { tensors, metadata } = readSafetensors(bytes);
      const name = key ?? (Object.hasOwn(tensors, 'features') ? 'features' : undefined);
      const matrix = toMatrix(pick(tensors, name, vector), vector);
      const names = name === 'features' ? (metadata.features?.split(',') ?? null) : null;
      return { ...matrix, names: names?.length === matrix.columns ? names : null };
    }
  } catch (error) {
    throw new Error(`${path}: ${sentenceOf(error)}`, { cause: error });
  }
  throw new Error(
    `${path}: expected a file that ends in .npy, .npz, .csv or .safetensors` +
      (extension === '' ? '' : `, got ${extension}`),
  );
}

function readBytes(path: string): Buffer {
  try {
    const stats = statSync(path);
    // A device or a pipe may never end.
    if (!stats.isFile() && !stats.isDirectory()) throw new Error('it is not a regular file');
    return readFileSync(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** The array called `key`, or the only one of the rank that is wanted, or the only one at all. */
function pick(
  arrays: Readonly<Record<string, StoredArray>>,
  key: string | undefined,
  vector: boolean,
): StoredArray {
  const names = Object.keys(arrays);
  if (key !== undefined) {
    if (Object.hasOwn(arrays, key)) return arrays[key];
    throw new Error(`expected an array ${key}, got ${names.join(', ') || 'none'}`);
  }
  const rank = vector ? 1 : 2;
  const fitting = names.filter((name) => arrays[name].shape.length === rank);
  if (fitting.length === 1) return arrays[fitting[0]];
  if (names.length === 1) return arrays[names[0]];
  const shown = names.map((name) => `${name} [${arrays[name].shape.join(', ')}]`);
  throw new Error(
    `expected one array of rank ${rank}, got ${shown.join(', ') || 'none'}` +
      (fitting.length > 1 ? '; append a colon and the name of one to the file' : ''),
  );
}

function toMatrix(array: StoredArray, vector: boolean): Matrix {
  const { shape } = array;
  if (shape.length === 1 && vector) {
    return { values: toFloat64(array), rows: shape[0], columns: 1, names: null };
  }
  if (shape.length !== 2) {
    throw new Error(`expected a matrix (rank 2), got shape [${shape.join(', ')}]`);
  }
  return { values: toFloat64(array), rows: shape[0], columns: shape[1], names: null };
}
