import { closeSync, openSync } from 'node:fs';
import {
  decodeElements, NPY_HEADER_BYTES, readNpyLayout, toFloat64, type NpyLayout,
} from '../../lib/io/index.js'; // prettier-ignore
import { readRange } from './byteRange.js';
import { BLOCK_ENTRIES, numbered, type ColumnFile } from './columnFile.js';

/** The columns x0, x1, … of a matrix in a `.npy` file, read as the blocks are asked for. */
export function openNpyColumns(path: string, size: number): ColumnFile {
  const file = openSync(path, 'r');
  try {
    const layout = readNpyLayout(readRange(file, size, 0, Math.min(size, NPY_HEADER_BYTES)), size);
    if (layout.shape.length !== 2) {
      throw new Error(`expected a matrix (rank 2), got shape [${layout.shape.join(', ')}]`);
    }
    const [entries, width] = layout.shape;
    if (layout.count === 0) throw new Error('expected at least one row, got none');
    return {
      columns: numbered(width),
      named: false,
      async *read(names) {
        const wanted = names.map((name) => Number(name.slice(1)));
        for (let start = 0; start < entries; start += BLOCK_ENTRIES) {
          const count = Math.min(BLOCK_ENTRIES, entries - start);
          yield readBlock(file, size, layout, start, count, wanted);
        }
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readBlock(
  file: number,
  size: number,
  { kind, little, fortran, shape, start }: NpyLayout,
  first: number,
  count: number,
  columns: readonly number[],
): Float64Array[] {
  const [entries, width] = shape;
  const bytes = Number(kind[1]);
  const numbers = (element: number, length: number): Float64Array => {
    const raw = readRange(file, size, start + element * bytes, length * bytes);
    return toFloat64({ shape: [length], data: decodeElements(raw, 0, length, kind, little) });
  };
  if (fortran) return columns.map((column) => numbers(column * entries + first, count));
  const rows = numbers(first * width, count * width);
  return columns.map((column) =>
    Float64Array.from({ length: count }, (_, row) => rows[row * width + column]),
  );
}
