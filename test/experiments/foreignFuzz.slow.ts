import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { withJets } from '../../experiments/files/jetFile.js';
import { missingModule, runPython } from '../support/debianPython.js';
import { hostileFiles } from '../support/mutations.js';
import { temporaryFolder } from '../support/tinyRun.js';

const RUNS = Number(process.env.R ?? 300);
const MOST_SECONDS = 5;
const folder = temporaryFolder();

const seeds: Readonly<Record<string, readonly [columns: string[], write: (path: string) => void]>> = {
  parquet: [
    ['a', 'b', 'jets'],
    (path) => {
      const a = Array.from({ length: 100 }, (_, k) => k / 7);
      const columnData = [
        { name: 'a', data: a, type: 'DOUBLE' as const },
        { name: 'b', data: a.map(Math.round), type: 'INT32' as const },
        { name: 'jets', data: a.map((x) => Math.fround(x)), type: 'FLOAT' as const },
      ];
      writeFileSync(path, Buffer.from(parquetWriteBuffer({ columnData })));
    },
  ],
  root: [['met', 'ht', 'Jet_pt'], (path) => runPython('root_file.py', path, '60', '20', 'zlib')],
  h5: [['flat/a', 'flat/c', 'table/a'], (path) => runPython('hdf5_file.py', path)],
}; // prettier-ignore

for (const [extension, [columns, write]] of Object.entries(seeds)) {
  const skip =
    extension === 'h5' ? missingModule('h5py', 'python3-h5py') : missingModule('zlib', 'python3');
  test(
    `${RUNS} hostile .${extension} files are jets or a sentence, in time`,
    { skip },
    async (t) => {
      const path = join(folder, `seed.${extension}`);
      write(path);
      const seed = new Uint8Array(readFileSync(path));
      const map = new Map(columns.map((column) => [column, { column, scale: 1 }]));
      const fuzzed = join(folder, `fuzzed.${extension}`);
      const found = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(hostileFiles(seed), async (bytes) => {
          writeFileSync(fuzzed, bytes);
          const began = performance.now();
          try {
            await withJets(fuzzed, { map, jets: 'all' }, async ({ blocks }) => {
              for await (const { values } of blocks()) assert.ok(values.every(Number.isFinite));
            });
            found.read++;
          } catch (error) {
            assert.match((error as Error).message, /^.*fuzzed\.\w+: .*expected .*, got .*$/);
            found.refused++;
          }
          assert.ok(performance.now() - began < 1000 * MOST_SECONDS);
        }),
        { numRuns: RUNS },
      );
      t.diagnostic(`${found.read} read, ${found.refused} refused`);
    },
  );
}
