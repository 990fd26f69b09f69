import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CsvOptions } from '../../lib/io/index.js';
import { readCsv, writeCsv } from '../../lib/io/index.js';
import { numpyArray, numpyFile } from '../support/numpyFiles.js';
import { damage } from '../support/storedArrays.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Names of which at least one is no number, so that the header shows. */
const nameLists = (columns: number): fc.Arbitrary<string[]> =>
  fc.array(fc.string({ unit: 'grapheme' }).map((name) => name.replace(/[\r\n]/g, '')), {
    minLength: columns,
    maxLength: columns,
  }); // prettier-ignore

test('a table reads back to the same numbers and names', () => {
  const tables = fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      names: fc.option(nameLists(columns)),
      rows: fc.array(fc.array(fc.double(), { minLength: columns, maxLength: columns })),
    }),
  );
  fc.assert(
    fc.property(tables, ({ columns, names, rows }) => {
      const data = Float64Array.from(rows.flat());
      const file = writeCsv({ columns, data, names });
      const expected = { columns, rows: rows.length, data, names };
      if (rows.length === 0 && names === null) expected.columns = 0;
      assert.deepEqual(readCsv(file, { separator: ',', header: names !== null }), expected);
    }),
    { numRuns: 500 },
  );
});

test('a table may have more numbers than fit at first, in many rows or in one', () => {
  for (const columns of [1, 3, 5000]) {
    const data = Float64Array.from({ length: 15_000 }, (_, k) => k);
    const { rows, data: read } = readCsv(writeCsv({ columns, data }));
    assert.equal(rows, 15_000 / columns);
    assert.deepEqual(read, data);
  }
});

test('blank lines before the first do not hide the separator, tabs alone are fields only below others', () => {
  assert.deepEqual([...readCsv('\n\r\n1,2\n').data], [1, 2]);
  const { columns, data } = readCsv('\t\t\n1\t2\n\t\n', { separator: '\t' });
  assert.deepEqual([columns, [...data]], [2, [1, 2, NaN, NaN]]);
  assert.throws(
    () => readCsv('1\n\t\n', { separator: '\t' }),
    /expected 1 columns on line 2, got 2/,
  );
});

test('white space around separators is no part of a field, beside quotes too', () => {
  assert.deepEqual([...readCsv('"1",  "2" , 3\n4 ,5,   "6"\n').data], [1, 2, 3, 4, 5, 6]);
});

test('names and commas are found without being told', () => {
  const file = writeCsv({
    columns: 2,
    data: [1, NaN, -0, Infinity],
    names: ['m [GeV]', 'a, "b";'],
  });
  assert.equal(text(file), '"m [GeV]","a, ""b"";"\n1,nan\n-0,inf\n');
  assert.deepEqual(readCsv(file), {
    columns: 2,
    rows: 2,
    data: Float64Array.of(1, NaN, -0, Infinity),
    names: ['m [GeV]', 'a, "b";'],
  });
});

test('tables of NumPy and pandas read exactly', () => {
  const { data } = numpyArray('table');
  assert.deepEqual(readCsv(numpyFile('savetxt.txt')), { columns: 3, rows: 3, data, names: null });
  const names = ['a', 'b', 'c'];
  assert.deepEqual(readCsv(numpyFile('savetxt.csv')), { columns: 3, rows: 3, data, names });
  const quoted = ['m [GeV]', 'a "b"', 'x,y'];
  assert.deepEqual(readCsv(numpyFile('pandas.csv')), { columns: 3, rows: 3, data, names: quoted });
  const indexed = readCsv(numpyFile('pandas_index.tsv'));
  assert.deepEqual(indexed.names, ['', ...quoted]);
  assert.deepEqual(
    indexed.data,
    Float64Array.from([0, 1, 2].flatMap((row) => [row, ...data.subarray(3 * row, 3 * row + 3)] as number[])),
  );
}); // prettier-ignore

test('separators, line ends, comments, quotes and spellings', () => {
  const cases: [string, number[], number, CsvOptions?][] = [
    ['1,2\n3,4\n', [1, 2, 3, 4], 2],
    ['1;2\r\n3;4', [1, 2, 3, 4], 2],
    ['1\t2\r3\t4\r', [1, 2, 3, 4], 2],
    ['  1   2\n\n3 4  \n   \n', [1, 2, 3, 4], 2],
    ['\ufeff# comment, with; all\t\n 1 , 2 \n#\n3,4', [1, 2, 3, 4], 2],
    ['"1","2"\n"3",4', [1, 2, 3, 4], 2],
    ['"a b"  c\n"1" 2', [1, 2], 2],
    ['1,,\n,,2', [1, NaN, NaN, NaN, NaN, 2], 3],
    ['1\t2\n\t\n', [1, 2, NaN, NaN], 2],
    ['1\n""\n2', [1, NaN, 2], 1],
    ['nan,NaN,+nan,-NAN,NA,n/a', Array<number>(6).fill(NaN), 6],
    ['inf,+Inf,-INF,Infinity,-infinity', [Infinity, Infinity, -Infinity, Infinity, -Infinity], 5],
    ['+1.,.5,-.5e+1,1E-2,00', [1, 0.5, -5, 0.01, 0], 5],
    ['1e999,-1e999,1e-999,4.9e-324', [Infinity, -Infinity, 0, 5e-324], 4],
    ['1,2', [], 2, { header: true }],
    ['1;2\n3;4', [1, 2, 3, 4], 2, { separator: ';', header: false }],
    ['', [], 0],
    ['\n#\n', [], 0],
  ];
  for (const [file, expected, columns, options] of cases) {
    const table = readCsv(new TextEncoder().encode(file), options);
    assert.deepEqual([...table.data], expected, JSON.stringify(file));
    assert.equal(table.columns, columns);
    assert.equal(table.rows * columns, expected.length);
    assert.deepEqual(readCsv(file, options), table);
  }
});

test('a field that is no number, a ragged row and a lost quote are errors with line and column', () => {
  const cases: [string, RegExp, CsvOptions?][] = [
    ['a,b\n1,x\n', /^csv: expected a number on line 2, column 2, got "x"$/],
    ['1,2\n#\n\n3,0x1', /expected a number on line 4, column 2, got "0x1"$/],
    ['1;2\n1,5;2', /line 2, column 1, got "1,5"; decimals are written with a point$/],
    ['a,b\n1,2\n3', /expected 2 columns on line 3, got 1$/],
    ['1 2\n3 4 5', /expected 2 columns on line 2, got 3$/],
    ['a,"b\n1,2', /expected a closing quote on line 1, column 2, got none$/],
    ['"a"b,c\n1,2', /expected a separator after column 1 on line 1, got "b"$/],
    ['a,b\n1,2', /line 1, column 1, got "a"$/, { header: false }],
    ['a\n1e', /line 2, column 1, got "1e"$/],
    ['a\n1_000', /line 2, column 1/],
    [`a\n${'1'.repeat(39)}x`, /line 2, column 1, got "1{39}x"$/],
    [`a\n${'1'.repeat(40)}x`, /line 2, column 1, got "1{40}…"$/],
  ];
  for (const [file, message, options] of cases) {
    assert.throws(() => readCsv(file, options), (error: Error) => message.test(error.message), file);
  }
  assert.throws(() => readCsv(Uint8Array.of(0x31, 0xff)), /^Error: csv: expected text in UTF-8/);
}); // prettier-ignore

test('a file may have as many bytes as a string can', () => {
  const saying = (length: number): Uint8Array =>
    Object.defineProperty(new TextEncoder().encode('1\n'), 'length', {
      value: length,
    }) as Uint8Array;
  assert.deepEqual([...readCsv(saying(0x1fffffe8)).data], [1]);
  assert.throws(
    () => readCsv(saying(0x1fffffe9)),
    /^Error: csv: expected at most 536870888 bytes, got 536870889; use \.npy instead$/,
  );
});

test('a long hostile line is refused at once', () => {
  const n = 300_000;
  for (const line of ['1'.repeat(n) + 'x', '"'.repeat(n + 1), '" '.repeat(n), '.'.repeat(n), 'nan'.repeat(n)]) {
    const started = process.cpuUsage().user;
    assert.throws(() => readCsv(`1\n${line}`), /^Error: csv: expected/);
    assert.ok(process.cpuUsage().user - started < 500_000);
  }
}); // prettier-ignore

test('a damaged file is a sentence or a table', () => {
  const file = writeCsv({ columns: 2, data: [1.5, -2, NaN, 1e-300], names: ['a', 'b c'] });
  damage('csv', file, (bytes) => {
    const { rows, columns, data, names } = readCsv(bytes);
    assert.equal(data.length, rows * columns);
    assert.ok(names === null || names.length === columns);
  });
});

test('what is no table is not written', () => {
  assert.throws(
    () => writeCsv({ columns: 2, data: [1, 2, 3] }),
    /^RangeError: csv: expected rows of/,
  );
  assert.throws(() => writeCsv({ columns: 0, data: [] }), /^RangeError: csv: expected rows of/);
  assert.throws(() => writeCsv({ columns: 1, data: [1], names: [] }), /expected 1 names, got 0$/);
  assert.throws(() => writeCsv({ columns: 1, data: [1], names: ['a\nb'] }), /names of one line/);
});
