import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredArray, StoredData } from '../../lib/io/index.js';

const folder = join(import.meta.dirname, '../../../test/fixtures/io');

/** A file that experiments/fixtures/numpy_files.py wrote. */
export function numpyFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

interface Described {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: string[];
}

const described = JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8')) as Record<
  string,
  Described
>;

const types: Readonly<Record<string, (values: string[]) => StoredData>> = {
  f8: (values) => Float64Array.from(values, pythonNumber),
  f4: (values) => Float32Array.from(values, pythonNumber),
  i8: (values) => BigInt64Array.from(values, BigInt),
  u8: (values) => BigUint64Array.from(values, BigInt),
  i4: (values) => Int32Array.from(values, Number),
  u4: (values) => Uint32Array.from(values, Number),
  i2: (values) => Int16Array.from(values, Number),
  u2: (values) => Uint16Array.from(values, Number),
  i1: (values) => Int8Array.from(values, Number),
  u1: (values) => Uint8Array.from(values, Number),
  b1: (values) => Uint8Array.from(values, (value) => (value === 'True' ? 1 : 0)),
};

function pythonNumber(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}

/** What NumPy says the array of that name holds. */
export function numpyArray(name: string): StoredArray {
  const { shape, dtype, values } = described[name];
  const array = { shape, data: types[dtype](values) };
  return dtype === 'b1' ? { ...array, boolean: true } : array;
}

/** The arrays in stored.npz: all that the script describes but those of the other files. */
export function numpyArrays(): Record<string, StoredArray> {
  const names = Object.keys(described).filter(
    (name) => !['grid', 'zeros', 'f2', 'table'].includes(name),
  );
  return Object.fromEntries(names.map((name) => [name, numpyArray(name)]));
}
