import { closeSync, openSync, readSync } from 'node:fs';
import {
  decodeElements, NPY_HEADER_BYTES, readNpyLayout, toFloat64, type NpyLayout,
} from '../../lib/io/index.js'; // prettier-ignore
import { BLOCK_ENTRIES, numbered, type ColumnFile } from './columnFile.js';

/** The columns x0, x1, … of a matrix in a `.npy` file, read as the blocks are asked for. */
export function openNpyColumns(path: string, size: number): ColumnFile {
  const file = openSync(path, 'r');
  try {
    const layout = readNpyLayout(readAt(file, 0, Math.min(size, NPY_HEADER_BYTES)), size);
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
          yield readBlock(file, layout, start, count, wanted);
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
  { kind, little, fortran, shape, start }: NpyLayout,
  first: number,
  count: number,
  columns: readonly number[],
): Float64Array[] {
  const [entries, width] = shape;
  const bytes = Number(kind[1]);
  const numbers = (element: number, length: number): Float64Array => {
    const raw = readAt(file, start + element * bytes, length * bytes);
    return toFloat64({ shape: [length], data: decodeElements(raw, 0, length, kind, little) });
  };
  if (fortran) return columns.map((column) => numbers(column * entries + first, count));
  const rows = numbers(first * width, count * width);
  return columns.map((column) =>
    Float64Array.from({ length: count }, (_, row) => rows[row * width + column]),
  );
}

/** Exactly `length` bytes from byte `at`; a file that has become shorter meanwhile is an Error. */
function readAt(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const read = readSync(file, bytes, done, length - done, at + done);
    if (read === 0) throw new Error(`expected ${length} bytes from byte ${at}, got ${done}`);
    done += read;
  }
  return bytes;
}
