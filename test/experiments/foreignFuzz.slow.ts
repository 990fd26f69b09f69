import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openInThread } from '../../experiments/files/columnThread.js';
import type { Format } from '../../experiments/files/columnWorker.js';
import { missingModule, runPython } from '../support/debianPython.js';
import { hostileFiles } from '../support/mutations.js';
import { temporaryFolder } from '../support/tinyRun.js';

const RUNS = 300;
/** For a block of a file of some kilobytes; longer is an endless loop. */
const MOST_SECONDS = 5;
const folder = temporaryFolder();

interface Target {
  readonly format: Format;
  readonly columns: readonly string[];
  readonly write: (path: string) => void;
  readonly skip: string | false;
}

const targets: readonly Target[] = [
  {
    format: 'Parquet',
    columns: ['a', 'b'],
    skip: false,
    write(path) {
      const a = Array.from({ length: 100 }, (_, k) => k / 7);
      const columnData = [
        { name: 'a', data: a, type: 'DOUBLE' as const },
        { name: 'b', data: a.map(Math.round), type: 'INT32' as const },
      ];
      writeFileSync(path, Buffer.from(parquetWriteBuffer({ columnData })));
    },
  },
  {
    format: 'ROOT',
    columns: ['met', 'ht', 'Jet_pt'],
    skip: missingModule('zlib', 'python3'),
    write: (path) => runPython('root_file.py', path, '60', '20', 'zlib'),
  },
  {
    format: 'HDF5',
    columns: ['flat/a', 'flat/c', 'table/a'],
    skip: missingModule('h5py', 'python3-h5py'),
    write: (path) => runPython('hdf5_file.py', path),
  },
];

for (const { format, columns, skip, write } of targets) {
  test(`${RUNS} hostile ${format} files are columns or a sentence`, { skip }, async (t) => {
    const path = join(folder, `seed.${format}`);
    write(path);
    const seed = new Uint8Array(readFileSync(path));
    const fuzzed = join(folder, `fuzzed.${format}`);
    const found = { read: 0, refused: 0, endless: 0 };
    await fc.assert(
      fc.asyncProperty(hostileFiles(seed), async (bytes) => {
        writeFileSync(fuzzed, bytes);
        const opening = { format, path: fuzzed, size: statSync(fuzzed).size };
        try {
          const file = await openInThread(opening, MOST_SECONDS);
          try {
            const present = columns.filter((column) => file.columns.includes(column));
            if (present.length > 0) {
              for await (const block of file.read(present)) {
                assert.equal(block.length, present.length);
              }
            }
          } finally {
            file.close();
          }
          found.read++;
        } catch (error) {
          assert.match((error as Error).message, /^(?:\S+: )?expected [^\n]*, got [^\n]*$/);
          if ((error as Error).message.includes('no answer in')) found.endless++;
          found.refused++;
        }
      }),
      { numRuns: RUNS },
    );
    t.diagnostic(
      `${found.read} read, ${found.refused} refused, ${found.endless} of those in an endless loop`,
    );
  });
}
