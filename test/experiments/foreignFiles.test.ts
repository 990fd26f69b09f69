import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  Table,
  tableToIPC,
  vectorFromArray,
  Float32,
  Float64,
  Int64,
  List,
  Field,
} from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  Compression,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
} from 'parquet-wasm/node';
import { openInThread } from '../../experiments/files/columnThread.js';
import { withJets, type JetFileOptions } from '../../experiments/files/jetFile.js';
import { writeNpy } from '../../lib/io/index.js';
import { key, normal } from '../../lib/random/index.js';
import { missingModule, runPython } from '../support/debianPython.js';
import { temporaryFolder } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

interface Read {
  readonly rows: number[][];
  readonly absent: number[];
  readonly blocks: number;
}

/** All rows of a file. */
async function readAll(source: string, options: JetFileOptions = {}): Promise<Read> {
  return withJets(at(source), options, async ({ features, blocks }) => {
    const found = { rows: [] as number[][], absent: [] as number[], blocks: 0 };
    for await (const { values, rows, absent } of blocks()) {
      found.absent.push(...absent.map((row) => row + found.rows.length));
      for (let row = 0; row < rows; row++) {
        found.rows.push(
          Array.from(values.subarray(row * features.length, (row + 1) * features.length)),
        );
      }
      found.blocks++;
    }
    return found;
  });
}

const map = (
  columns: Record<string, string | { column: string; scale: number }>,
): JetFileOptions => ({
  map: new Map(
    Object.entries(columns).map(([feature, source]) => [
      feature,
      typeof source === 'string' ? { column: source, scale: 1 } : source,
    ]),
  ),
});

const n = 1000;
const [a, b, c] = [1, 2, 3].map((seed) => normal(key(seed), n));
const rows = Array.from(a, (_, k) => [a[k], b[k], c[k]]);
const lists = Array.from(a, (_, k) =>
  Array.from({ length: k % 3 }, (_, jet) => Math.fround(a[k] + jet)),
);

test('a matrix in a .npy file reads in blocks, in either order of its elements', async () => {
  const big = normal(key(4), 70_000 * 2);
  const expected = Array.from({ length: 70_000 }, (_, k) => [big[2 * k], big[2 * k + 1]]);
  writeFileSync(at('rows.npy'), writeNpy({ shape: [70_000, 2], data: big }));
  const columnMajor = Float64Array.from(
    big,
    (_, k) => big[2 * (k % 70_000) + Math.floor(k / 70_000)],
  );
  const fortran = Buffer.from(writeNpy({ shape: [70_000, 2], data: columnMajor }));
  fortran.write('True, ', fortran.indexOf('False'));
  writeFileSync(at('columns.npy'), fortran);
  for (const name of ['rows.npy', 'columns.npy']) {
    const { rows: found, blocks } = await readAll(name);
    assert.equal(blocks, 2);
    assert.deepEqual(found, expected);
  }
  const { rows: chosen } = await readAll(
    'rows.npy',
    map({ y: 'x1', x: { column: 'x0', scale: 0.5 } }),
  );
  assert.deepEqual(chosen[7], [big[15], big[14] * 0.5]);
});

test('Parquet by the Arrow library reads by name, in every compression and in row groups', async () => {
  const table = new Table({
    c: vectorFromArray(Array.from(c), new Float64()),
    a: vectorFromArray(Array.from(a), new Float64()),
    jets: vectorFromArray(lists, new List(new Field('item', new Float32()))),
    b: vectorFromArray(Array.from(b), new Float64()),
    n: vectorFromArray(
      Array.from(a, (_, k) => BigInt(k)),
      new Int64(),
    ),
  });
  for (const name of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const) {
    const properties = new WriterPropertiesBuilder()
      .setCompression(Compression[name])
      .setMaxRowGroupSize(300)
      .build();
    const wasm = WasmTable.fromIPCStream(tableToIPC(table, 'stream'));
    writeFileSync(at('arrow.parquet'), writeParquet(wasm, properties));
    const read = await readAll('arrow.parquet', { features: ['a', 'b', 'c'] });
    assert.deepEqual(read, { rows, absent: [], blocks: 4 }, name);
  }
  const leading = await readAll('arrow.parquet', map({ jet: 'jets', n: 'n' }));
  assert.deepEqual(
    leading.rows,
    lists.map((jets, k) => (jets.length === 0 ? [NaN, NaN] : [jets[0], k])),
  );
  assert.deepEqual(
    leading.absent,
    lists.flatMap((jets, k) => (jets.length === 0 ? [k] : [])),
  );
  const all = await readAll('arrow.parquet', { ...map({ jet: 'jets', n: 'n' }), jets: 'all' });
  assert.deepEqual(
    all.rows,
    lists.flatMap((jets, k) => jets.map((jet) => [jet, k])),
  );
});

test('a large row group of Parquet is given away in blocks, and one that is short is refused', async () => {
  const many = Array.from(normal(key(5), 70_000));
  const column = { name: 'a', data: many, type: 'DOUBLE' as const };
  const file = Buffer.from(parquetWriteBuffer({ columnData: [column], rowGroupSize: 70_000 }));
  writeFileSync(at('group.parquet'), file);
  const { rows: found, blocks } = await readAll('group.parquet');
  assert.equal(blocks, 2);
  assert.deepEqual(
    found,
    many.map((x) => [x]),
  );
  // the footer claims one row more, in a variable-length number of twice its value
  const claimed = (count: number): Buffer =>
    Buffer.from([(count << 1) | 0x80, (count >> 6) | 0x80, count >> 13]);
  const footer = file.length - 8 - file.readUInt32LE(file.length - 8);
  let places = 0;
  for (let k = footer; (k = file.indexOf(claimed(70_000), k)) !== -1; places++) {
    claimed(70_001).copy(file, k);
  }
  assert.ok(places > 0);
  writeFileSync(at('short.parquet'), file);
  await assert.rejects(
    readAll('short.parquet'),
    /short\.parquet: expected 70001 entries of a from row 1, got 70000$/,
  );
});

test('columns that are no numbers, are missing or do not fit are sentences', async () => {
  const write = (
    name: string,
    columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'],
  ): void => writeFileSync(at(name), Buffer.from(parquetWriteBuffer({ columnData })));
  write('words.parquet', [
    { name: 'a', data: [1, 2, 3], type: 'DOUBLE' },
    { name: 'word', data: ['x', 'y', 'z'], type: 'STRING' },
    { name: 'gap', data: [1, null, 3], type: 'DOUBLE', nullable: true },
    { name: 'large', data: [1n, 2n, 2n ** 60n], type: 'INT64' },
  ]);
  const cases: [JetFileOptions, RegExp][] = [
    [{ features: ['a', 'q'] }, /words\.parquet: expected the columns a, q, got none named q among a, word, gap, large; say which they are with --columns$/],
    [map({ p: 'q' }), /words\.parquet: expected a column q for p, got a, word, gap, large$/],
    [{ ...map({ p: 'a' }), features: ['p', 'q'], because: 'as the data of run have' }, /expected a column for every feature, as the data of run have, got none for q in --columns$/],
    [map({ p: 'word' }), /words\.parquet: expected finite numbers, got "x" in row 1, column word$/],
    [map({ p: 'gap' }), /expected finite numbers, got nothing in row 2, column gap$/],
    [map({ p: 'large' }), /expected finite numbers, got 1152921504606846976 in row 3, column large$/],
    [map({ p: { column: 'a', scale: 1e308 } }), /expected finite numbers, got 2 times 1e\+308 in row 2, column a$/],
  ]; // prettier-ignore
  for (const [options, message] of cases)
    await assert.rejects(readAll('words.parquet', options), { message });
  writeFileSync(at('bad.parquet'), 'PAR1 this is no such file PAR1');
  await assert.rejects(readAll('bad.parquet'), /^Error: \S+bad\.parquet: /);
  for (const extension of ['h5', 'root']) {
    writeFileSync(at(`bad.${extension}`), 'this is no such file at all, but has some bytes');
    await assert.rejects(
      readAll(`bad.${extension}`),
      RegExp(`^Error: \\S+bad\\.${extension}: expected`),
    );
  }
});

test('HDF5 by h5py reads by the path of a dataset, a column or a member', { skip: missingModule('h5py', 'python3-h5py') }, async () => {
  const wrote = JSON.parse(runPython('hdf5_file.py', at('jets.h5'))) as {
    x: number[][]; counts: number[]; jagged: number[][]; c32: number[];
  };
  const flat = { a: 'flat/a', b: 'flat/b', c: 'flat/c' };
  assert.deepEqual((await readAll('jets.h5', map(flat))).rows, wrote.x);
  const matrix = { a: 'matrix[0]', b: 'matrix[1]', c: 'matrix[2]' };
  assert.deepEqual((await readAll('jets.h5', map(matrix))).rows, wrote.x);
  const table = { a: 'table/a', n: 'table/n', c: 'table/c', i: 'integers' };
  assert.deepEqual(
    (await readAll('jets.h5', map(table))).rows,
    wrote.x.map(([first], k) => [first, wrote.counts[k], wrote.c32[k], wrote.counts[k]]),
  );
  const all = await readAll('jets.h5', { ...map({ jet: 'jets' }), jets: 'all' });
  assert.deepEqual(all.rows.flat(), wrote.jagged.flat());
  await assert.rejects(
    readAll('jets.h5', map({ a: 'flat/a', s: 'short' })),
    /jets\.h5: expected columns of one length, got 200 in flat\/a and 10 in short$/,
  );
  await assert.rejects(readAll('jets.h5', map({ w: 'words' })), /expected finite numbers, got "jet"/);
}); // prettier-ignore

test('a ROOT tree reads by branch, with one jet an event or all, across baskets and blocks', { skip: missingModule('zlib', 'python3') }, async () => {
  for (const [compression, entries, basket] of [['plain', 70_000, 9999], ['zlib', 300, 100], ['plain', 1, 1]] as const) {
    const wrote = JSON.parse(runPython('root_file.py', at('jets.root'), `${entries}`, `${basket}`, compression)) as {
      met: number[]; ht: number[]; event: number[]; good: boolean[]; shape: number[][]; nJet: number[]; Jet_pt: number[][]; Jet_mass: number[][];
    };
    const flat = await readAll('jets.root', map({ met: 'met', ht: { column: 'ht', scale: 0.5 }, event: 'event', good: 'good', n: 'nJet', s: 'shape[2]' }));
    assert.equal(flat.blocks, Math.ceil(entries / 65_536));
    assert.deepEqual(flat.rows, wrote.met.map((met, k) => [met, wrote.ht[k] * 0.5, wrote.event[k], Number(wrote.good[k]), wrote.nJet[k], wrote.shape[k][2]]));
    if (entries === 1) continue; // an event without jets
    const jet = map({ pt: 'Jet_pt', m: 'Jet_mass', met: 'met' });
    const leading = await readAll('jets.root:Events', jet);
    assert.deepEqual(leading.rows, wrote.Jet_pt.map(([pt], k) => (pt === undefined ? [NaN, NaN, NaN] : [pt, wrote.Jet_mass[k][0], wrote.met[k]])));
    const all = await readAll('jets.root', { ...jet, jets: 'all' });
    assert.deepEqual(all.rows, wrote.Jet_pt.flatMap((jets, k) => jets.map((pt, j) => [pt, wrote.Jet_mass[k][j], wrote.met[k]])));
  }
  await assert.rejects(readAll('jets.root:Other', map({ m: 'met' })), /jets\.root: expected a TTree or RNTuple Other, got Events$/);
  await assert.rejects(
    readAll('jets.root', map({ m: 'pt' })),
    /jets\.root: expected a column pt for m, got met, ht, event, good, shape\[0\], shape\[1\], shape\[2\], nJet, Jet_pt, Jet_mass$/,
  );
}); // prettier-ignore

test('a package that does not answer in time ends in a sentence', async () => {
  writeFileSync(at('late.parquet'), 'PAR1');
  const opening = { format: 'Parquet', path: at('late.parquet'), size: 4 } as const;
  await assert.rejects(openInThread(opening, 0.001), {
    message:
      'expected a whole Parquet file, got one that hyparquet cannot read (no answer in 0.001 s); write it again',
  });
});
