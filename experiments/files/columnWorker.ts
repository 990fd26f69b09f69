import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { sentenceOf } from '../terminal/failure.js';
import type { ColumnFile } from './columnFile.js';
import { compactColumn } from './compactColumn.js';
import { openHdf5Columns } from './hdf5Columns.js';
import { openParquetColumns } from './parquetColumns.js';
import { openRootColumns } from './rootColumns.js';

/*
 * The thread in which files are read by packages of others (columnThread.ts): it opens one, says what columns it
 * has, and answers each request for a block.
 */

export type Format = 'Parquet' | 'ROOT' | 'HDF5';

/** What a thread is started with. */
export interface Opening {
  readonly format: Format;
  readonly path: string;
  readonly size: number;
  readonly part?: string;
}

export type Request = { readonly read: readonly string[] } | 'next';

export type Answer =
  | { readonly columns: readonly string[]; readonly named: boolean }
  | { readonly block: readonly ArrayLike<unknown>[] | null }
  | { readonly error: string };

const port = parentPort as MessagePort;
const opening = workerData as Opening;
let blocks: AsyncIterator<readonly ArrayLike<unknown>[]> | null = null;

function open({ format, path, size, part }: Opening): Promise<ColumnFile> {
  if (format === 'Parquet') return openParquetColumns(path, size);
  return format === 'ROOT' ? openRootColumns(path, size, part) : openHdf5Columns(path);
}

async function answering(work: () => Promise<Answer>): Promise<void> {
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    answer = { error: sentenceOf(error) };
  }
  const columns = 'block' in answer ? (answer.block ?? []) : [];
  const buffers = columns.flatMap((column) =>
    column instanceof Float64Array ? [column.buffer as ArrayBuffer] : [],
  );
  port.postMessage(answer, [...new Set(buffers)]);
}

let file: ColumnFile;
await answering(async () => {
  file = await open(opening);
  return { columns: file.columns, named: file.named };
});

port.on('message', (request: Request) => {
  void answering(async () => {
    if (request !== 'next') blocks = file.read(request.read)[Symbol.asyncIterator]();
    const { value, done } = await (blocks as NonNullable<typeof blocks>).next();
    return { block: done === true ? null : (value as ArrayLike<unknown>[]).map(compactColumn) };
  });
});
