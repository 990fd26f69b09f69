import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadJets } from '../../experiments/jets/jetSource.js';
import { readMatrix, readVector } from '../../experiments/jets/matrixFiles.js';
import {
  readCsv, readNpy, readNpz, readSafetensors, writeNpy, writeNpz, writeSafetensors, type StoredArray,
} from '../../lib/io/index.js'; // prettier-ignore
import { writeZip } from '../../lib/io/zip.js';
import { bytesRequested } from './allocations.js';
import { hostileFiles } from './mutations.js';
import { numpyFile } from './numpyFiles.js';
import { assertWellFormed } from './storedArrays.js';

/** A reader, the files it is fed with, and what it may do with them. */
interface Target {
  readonly name: string;
  readonly files: fc.Arbitrary<Uint8Array>;
  readonly read: (bytes: Uint8Array) => void;
  /** what every refusal looks like */
  readonly sentence: RegExp;
  /** bytes of arrays that may be asked for, of a file of `size` bytes */
  readonly bound: (size: number) => number;
}

/** What each reader may ask for beside what the file's size allows: lib/io/index.ts. */
const CONSTANT = 1 << 22;
/** A file of some kilobytes is read within this; the readers are linear. */
const MOST_SECONDS = 2;

const matrix = { shape: [4, 3], data: Float64Array.from({ length: 12 }, (_, k) => k / 3) };
const counts = { shape: [4], data: BigInt64Array.of(1n, -2n, 3n, 2n ** 60n) };
const truth = { shape: [2, 2], data: Uint8Array.of(1, 0, 0, 1), boolean: true };
const sample = {
  features: { shape: [4, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
  aux: { shape: [4, 1], data: Float32Array.of(1400, 1200, 1500, 1301) },
  event: { shape: [4], data: Int32Array.of(0, 0, 1, 2) },
};
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const list = { shape: [3], data: Float64Array.of(0.5, 0.25, 0.25) };
const npys = [matrix, counts, truth, list].map(writeNpy).concat(numpyFile('version2.npy'));
const npzs = [
  writeNpz({ x: matrix, n: counts }),
  writeNpz({ x: matrix, b: truth }, { compress: false }),
  numpyFile('deflated.npz'),
];
const safetensors = [
  writeSafetensors({ x: matrix, n: counts, b: truth }, { a: 'b' }),
  writeSafetensors({ list }),
  writeSafetensors(sample, { features: 'p,q', aux: 'st' }),
  numpyFile('official.safetensors'),
];
const csvs = [
  text('p,q,"r ""s"""\n1,2,3\n-4e5,nan,inf\n'),
  text('# comment\n1\t\t3\r\n4\t5\t6\r\n'),
  text('1;2\n"3";4\n'),
  numpyFile('pandas_index.tsv'),
];

/** Archives that are sound around contents that are not. */
const archives = fc
  .array(fc.tuple(fc.constantFrom('a.npy', 'b.npy', 'c.txt'), hostileFiles(...npys)), {
    maxLength: 3,
  })
  .chain((entries) => fc.boolean().map((compress) => ({ entries, compress })))
  .map(({ entries, compress }) =>
    writeZip(
      entries.map(([name, content]) => ({ name, content })),
      compress,
    ),
  );

/** Headers that are not sound, with the right length in front and the data behind. */
const headers = fc.constantFrom(...safetensors).chain((file) => {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  return hostileFiles(file.subarray(8, 8 + length)).map((header) => {
    const prefix = new Uint8Array(8);
    new DataView(prefix.buffer).setBigUint64(0, BigInt(header.length), true);
    return new Uint8Array(Buffer.concat([prefix, header, file.subarray(8 + length)]));
  });
});

/** Elements as many as the shapes say, and none from nowhere: no more bytes than `most`. */
function wellFormed(arrays: Readonly<Record<string, StoredArray>>, most: number): void {
  Object.values(arrays).forEach(assertWellFormed);
  const bytes = Object.values(arrays).reduce((total, { data }) => total + data.byteLength, 0);
  assert.ok(bytes <= most, `${bytes} bytes of elements, of ${most}`);
}

function readers(folder: string): Target[] {
  const own = (format: string): RegExp =>
    RegExp(`^${format}: (?:entry ".*": npy: )?expected .*, got .*$`);
  const file = (extension: string, read: (path: string) => unknown) => ({
    read: (bytes: Uint8Array): void => {
      const path = join(folder, `fuzzed${extension}`);
      writeFileSync(path, bytes);
      read(path);
    },
    // names the file, in one line
    sentence: RegExp(`^(?:\\w+: |cannot read )?.*fuzzed\\${extension}\\b.*$`),
    bound: (size: number): number => 300 * size + 3 * (1 << 27) + CONSTANT,
  });
  const anyOf = {
    '.npy': hostileFiles(...npys),
    '.npz': fc.oneof(hostileFiles(...npzs), archives),
    '.safetensors': fc.oneof(hostileFiles(...safetensors), headers),
    '.csv': hostileFiles(...csvs),
  };
  return [
    { name: 'readNpy', files: anyOf['.npy'], read: (bytes) => wellFormed({ x: readNpy(bytes) }, bytes.length - 10), sentence: own('npy'), bound: (size) => 3 * size },
    { name: 'readNpz', files: anyOf['.npz'], read: (bytes) => wellFormed(readNpz(bytes), 64 * bytes.length + (1 << 27)), sentence: own('npz'), bound: (size) => 3 * (64 * size + (1 << 27)) },
    {
      name: 'readSafetensors', files: anyOf['.safetensors'], read: (bytes) => wellFormed(readSafetensors(bytes).tensors, 2 * (bytes.length - 8)), sentence: /^safetensors: expected .*, got .*$/, bound: (size) => 3 * size,
    },
    {
      name: 'readCsv', files: anyOf['.csv'], sentence: own('csv'), bound: (size) => 64 * size,
      read: (bytes) => {
        const { rows, columns, data, names } = readCsv(bytes);
        assert.ok(Number.isInteger(rows) && data.length === rows * columns);
        assert.ok(names === null || names.length === columns);
      },
    },
    ...Object.entries(anyOf).flatMap(([extension, files]) => [
      { name: `readMatrix ${extension}`, files, ...file(extension, (path) => {
        const { values, rows, columns } = readMatrix(path);
        assert.equal(values.length, rows * columns);
        assert.ok(values.every(Number.isFinite));
      }) },
      { name: `readVector ${extension}`, files, ...file(extension, readVector) },
      { name: `loadJets ${extension}`, files, ...file(extension, (source) => {
        const { values, columns, groups, features } = loadJets({ source });
        assert.equal(values.length, groups.length * columns);
        assert.equal(features.length, columns);
      }) },
    ]),
  ]; // prettier-ignore
}

/**
 * Feeds every reader with `runs` damaged or hostile files. Each is read into well-formed arrays or refused
 * with the reader's own sentence, within the time and the memory that the reader promises.
 *
 * @returns by reader, how many were read and how many refused
 */
export function fuzzReaders(
  runs: number,
  folder: string,
): Record<string, { read: number; refused: number }> {
  const found: Record<string, { read: number; refused: number }> = {};
  for (const { name, files, read, sentence, bound } of readers(folder)) {
    const tally = (found[name] = { read: 0, refused: 0 });
    fc.assert(
      fc.property(files, (bytes) => {
        const began = performance.now();
        const requested = bytesRequested(() => {
          try {
            read(bytes);
            tally.read++;
          } catch (error) {
            assert.equal((error as Error).constructor, Error, `${name}: ${(error as Error).stack}`);
            assert.match((error as Error).message, sentence, name);
            tally.refused++;
          }
        });
        assert.ok(
          requested <= bound(bytes.length) + CONSTANT,
          `${name}: ${requested} bytes requested for a file of ${bytes.length}`,
        );
        const seconds = (performance.now() - began) / 1000;
        assert.ok(seconds < MOST_SECONDS, `${name}: ${seconds} s for ${bytes.length} bytes`);
      }),
      { numRuns: runs },
    );
  }
  return found;
}
