import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { readUnchecked } from '../jets/matrixFiles.js';
import { fileError, sentenceOf } from '../terminal/failure.js';
import { numbered, type ColumnFile } from './columnFile.js';
import { openInThread } from './columnThread.js';
import type { Format } from './columnWorker.js';
import { openNpyColumns } from './npyColumns.js';

/**
 * Opens a file by its extension: `.npy`, `.parquet`, `.root` and `.h5` or `.hdf5` to be read in blocks; any other
 * as `readMatrix` does, whole. `file.root:name` says which tree of several.
 */
export async function openColumns(source: string): Promise<ColumnFile> {
  const [, path = source, part] = /^(.*\.root):([^:]+)$/i.exec(source) ?? [];
  const open = readers[extname(path).toLowerCase()];
  if (open === undefined) return wholeMatrix(source);
  const size = sizeOf(path);
  if (size === 0) throw new Error(`${path}: expected numbers, got an empty file`);
  try {
    return await open(path, size, part);
  } catch (error) {
    const sentence = sentenceOf(error);
    throw new Error(sentence.startsWith(path) ? sentence : `${path}: ${sentence}`, {
      cause: error,
    });
  }
}

type Open = (path: string, size: number, part?: string) => ColumnFile | Promise<ColumnFile>;

const readers: Readonly<Record<string, Open | undefined>> = {
  '.npy': openNpyColumns,
  '.parquet': inThread('Parquet'),
  '.root': inThread('ROOT'),
  '.h5': inThread('HDF5'),
  '.hdf5': inThread('HDF5'),
};

function inThread(format: Format): Open {
  return (path, size, part) => openInThread({ format, path, size, part });
}

function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) {
      throw new Error(stats.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    }
    return stats.size;
  } catch (error) {
    throw fileError('read', path, error);
  }
}

function wholeMatrix(source: string): ColumnFile {
  const { values, rows, columns: width, names } = readUnchecked(source);
  if (values.length === 0) throw new Error(`${source}: expected at least one row, got none`);
  const columns = names ?? numbered(width);
  return {
    columns,
    named: names !== null,
    async *read(wanted) {
      const places = wanted.map((name) => columns.indexOf(name));
      yield places.map((place) =>
        Float64Array.from({ length: rows }, (_, row) => values[row * width + place]),
      );
    },
    close: () => undefined,
  };
}
