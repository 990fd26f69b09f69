import type { ColumnFile } from './columnFile.js';
import { optionalPackage } from './optionalPackage.js';

/** What is used of hyparquet. */
interface Hyparquet {
  asyncBufferFromFile(path: string): Promise<object>;
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

/** The columns of a Parquet file, one row group at a time; lists are several numbers an entry. */
export async function openParquetColumns(path: string): Promise<ColumnFile> {
  const parquet = await optionalPackage<Hyparquet>(path, 'hyparquet', PACKAGES);
  const { compressors } = await optionalPackage<{ compressors: object }>(
    path,
    'hyparquet-compressors',
    PACKAGES,
  );
  const file = await parquet.asyncBufferFromFile(path);
  const metadata = await parquet.parquetMetadataAsync(file);
  return {
    columns: parquet.parquetSchema(metadata).children.map(({ element }) => element.name),
    named: true,
    async *read(names) {
      const columns = [...new Set(names)];
      const scan = await parquet.parquetScan({ file, metadata, columns, compressors });
      for (const { rowStart, rowEnd } of scan.ranges) {
        const block = new Map<string, ArrayLike<unknown>>();
        for (const column of columns) {
          block.set(column, await scan.readColumn({ column, rowStart, rowEnd }));
        }
        yield names.map((name) => block.get(name) as ArrayLike<unknown>);
      }
    },
    close: () => undefined,
  };
}
