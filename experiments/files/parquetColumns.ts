import { closeSync, openSync } from 'node:fs';
import { readRange } from './byteRange.js';
import { BLOCK_ENTRIES, type ColumnFile } from './columnFile.js';
import { compactColumn } from './compactColumn.js';
import { optionalPackage } from './optionalPackage.js';

/** What is used of hyparquet. */
interface Hyparquet {
  parquetMetadataAsync(file: object): Promise<object>;
  parquetSchema(metadata: object): {
    readonly children: readonly { readonly element: { readonly name: string } }[];
  };
  parquetScan(options: object): Promise<{
    readonly ranges: readonly Range[];
    readColumn(options: Range & { readonly column: string }): Promise<ArrayLike<unknown>>;
  }>;
}

interface Range {
  readonly rowStart: number;
  readonly rowEnd: number;
}

const PACKAGES = 'hyparquet hyparquet-compressors';

/**
 * The columns of a Parquet file. A row group is read at once, here, and given away in blocks; lists are several numbers
 * an entry.
 */
export async function openParquetColumns(path: string, size: number): Promise<ColumnFile> {
  const parquet = await optionalPackage<Hyparquet>(path, 'hyparquet', PACKAGES);
  const { compressors } = await optionalPackage<{ compressors: object }>(
    path,
    'hyparquet-compressors',
    PACKAGES,
  );
  const descriptor = openSync(path, 'r');
  try {
    const file = {
      byteLength: size,
      slice: (start: number, end: number = size) =>
        readRange(descriptor, size, start, end - start).buffer,
    };
    const metadata = await parquet.parquetMetadataAsync(file);
    return {
      columns: parquet.parquetSchema(metadata).children.map(({ element }) => element.name),
      named: true,
      async *read(names) {
        const scanOf = (of: object): ReturnType<Hyparquet['parquetScan']> =>
          parquet.parquetScan({ file, metadata, compressors, ...of });
        const columns = [...new Set(names)];
        const { ranges } = await scanOf({ columns });
        for (const { rowStart, rowEnd } of ranges) {
          const group = new Map<string, Float64Array | unknown[]>();
          for (const column of columns) {
            // a scan keeps what it has read
            const scan = await scanOf({ columns: [column], rowStart, rowEnd });
            const entries = await scan.readColumn({ column, rowStart, rowEnd });
            if (entries.length !== rowEnd - rowStart) {
              throw new Error(
                `expected ${rowEnd - rowStart} entries of ${column} from row ${rowStart + 1}, got ${entries.length}`,
              );
            }
            group.set(column, compactColumn(entries));
          }
          for (let first = 0; first < rowEnd - rowStart; first += BLOCK_ENTRIES) {
            const end = first + BLOCK_ENTRIES;
            yield names.map((name) => (group.get(name) ?? []).slice(first, end));
          }
        }
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
