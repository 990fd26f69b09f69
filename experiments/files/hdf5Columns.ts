import { closeSync, openSync, readSync } from 'node:fs';
import { BLOCK_ENTRIES, indexed, type ColumnFile } from './columnFile.js';
import { optionalPackage } from './optionalPackage.js';

/** What is used of h5wasm. */
interface H5wasm {
  readonly default: {
    readonly ready: Promise<unknown>;
    readonly File: new (path: string, mode: 'r') => Hdf5File;
  };
}

interface Hdf5File {
  paths(): string[];
  get(path: string): Dataset | null;
  close(): void;
}

interface Dataset {
  /** undefined for a group */
  readonly shape?: readonly number[] | null;
  readonly metadata: {
    readonly compound_type?: {
      readonly members: readonly { readonly name: string; readonly shape?: readonly number[] }[];
    };
  };
  slice(ranges: readonly (readonly [number, number])[]): ArrayLike<unknown> | null;
}

/** Where a column lies: a dataset, and in it a column, a member of a record, or neither. */
interface Place {
  readonly dataset: string;
  readonly rows: number;
  readonly column: number | null;
  readonly member: number | null;
}

/**
 * The columns of an HDF5 file: a dataset of rank 1 by its path, a column of one of rank 2 as `path[k]`, a member of
 * a dataset of records as `path/member`. Datasets of variable length are several numbers an entry.
 */
export async function openHdf5Columns(path: string): Promise<ColumnFile> {
  const { default: hdf5 } = await optionalPackage<H5wasm>(path, 'h5wasm/node', 'h5wasm');
  if (!isHdf5(path)) throw new Error('expected an HDF5 file, got one without its signature');
  await hdf5.ready;
  const file = new hdf5.File(path, 'r');
  const places = placesOf(file);
  return {
    columns: [...places.keys()],
    named: true,
    async *read(names) {
      const wanted = names.map((name) => places.get(name) as Place);
      const rows = wanted[0].rows;
      const other = wanted.findIndex((place) => place.rows !== rows);
      if (other !== -1) {
        throw new Error(
          `expected columns of one length, got ${rows} in ${names[0]} and ${wanted[other].rows} in ${names[other]}`,
        );
      }
      for (let start = 0; start < rows; start += BLOCK_ENTRIES) {
        const end = Math.min(start + BLOCK_ENTRIES, rows);
        yield wanted.map((place) => readBlock(file, place, start, end));
      }
    },
    close: () => file.close(),
  };
}

function placesOf(file: Hdf5File): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const dataset of file.paths()) {
    const { shape, metadata } = file.get(dataset) ?? {};
    if (shape === undefined || shape === null) continue;
    const [rows] = shape;
    const members = metadata?.compound_type?.members;
    if (members !== undefined && shape.length === 1) {
      members.forEach(({ name }, member) =>
        places.set(`${dataset}/${name}`, { dataset, rows, column: null, member }),
      );
    } else if (shape.length === 1) {
      places.set(dataset, { dataset, rows, column: null, member: null });
    } else if (shape.length === 2 && shape[1] <= MOST_COLUMNS) {
      indexed(dataset, shape[1]).forEach((name, column) =>
        places.set(name, { dataset, rows, column, member: null }),
      );
    }
  }
  return places;
}

/** A dataset of rank 2 and more columns than this is an image rather than a table. */
const MOST_COLUMNS = 4096;

function readBlock(file: Hdf5File, place: Place, start: number, end: number): ArrayLike<unknown> {
  const { dataset, column, member } = place;
  const rows: [number, number] = [start, end];
  const block = (file.get(dataset) as Dataset).slice(
    column === null ? [rows] : [rows, [column, column + 1]],
  );
  if (block === null) throw new Error(`expected numbers in ${dataset}, got none`);
  return member === null
    ? block
    : Array.from(block, (record) => (record as ArrayLike<unknown>)[member]);
}

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Whether the signature is at byte 0, 512, 1024, 2048, …; the library prints a stack of its own where it is not. */
function isHdf5(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(SIGNATURE.length);
    for (let at = 0; at < 2 ** 32; at = at === 0 ? 512 : 2 * at) {
      if (readSync(file, bytes, 0, bytes.length, at) < bytes.length) return false;
      if (bytes.equals(SIGNATURE)) return true;
    }
    return false;
  } finally {
    closeSync(file);
  }
}
