import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readNpy, writeNpy } from '../../lib/io/index.js';
import { numpyArray, numpyFile } from '../support/numpyFiles.js';
import {
  assertSameArray,
  assertWellFormed,
  damage,
  storedArrays,
} from '../support/storedArrays.js';

test('an array of every type and shape reads back as it was written', () => {
  fc.assert(
    fc.property(storedArrays, (array) => assertSameArray(readNpy(writeNpy(array)), array)),
    {
      numRuns: 300,
    },
  );
});

test('NumPy files of versions 1, 2 and 3 read exactly', () => {
  for (const version of [1, 2, 3]) {
    assertSameArray(readNpy(numpyFile(`version${version}.npy`)), numpyArray('grid'));
  }
});

test('what is written is byte for byte what NumPy writes', () => {
  assert.deepEqual(writeNpy(numpyArray('grid')), numpyFile('version1.npy'));
});

test('a view into a larger buffer reads and writes like its own elements', () => {
  const file = writeNpy({ shape: [3], data: Float64Array.of(0, 1, 2, 3).subarray(1) });
  const padded = new Uint8Array(file.length + 8);
  padded.set(file, 3);
  const view = Buffer.from(padded.buffer, 3, file.length);
  assertSameArray(readNpy(view), { shape: [3], data: Float64Array.of(1, 2, 3) });
  assertSameArray(readNpy(writeNpy({ shape: [2], data: Buffer.from([4, 5]) })), {
    shape: [2],
    data: Uint8Array.of(4, 5),
  });
});

test('a damaged file is a sentence or a well-formed array', () => {
  const file = numpyFile('version1.npy');
  const { cut } = damage('npy', file, (bytes) => assertWellFormed(readNpy(bytes)));
  assert.equal(cut, file.length);
  const truth = writeNpy({ shape: [3], data: Uint8Array.of(0, 1, 1), boolean: true });
  damage('npy', truth, (bytes) => assertWellFormed(readNpy(bytes)));
});

/** A version 1 file with this header and `size` bytes of zeros. */
function fileWith(header: string, size: number): Uint8Array {
  const bytes = new Uint8Array(10 + header.length + size);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

test('the header is any Python dictionary of the three entries', () => {
  const headers = [
    `{'descr':'<f8','fortran_order':False,'shape':(2,1)}`,
    `{"shape": (2L, 1L,), "descr": "<f8", "fortran_order": True,}  \n`,
  ];
  for (const header of headers) {
    const expected = { shape: [2, 1], data: new Float64Array(2) };
    assertSameArray(readNpy(fileWith(header, 16)), expected);
  }
});

test('what a header cannot say is a sentence with the place', () => {
  const f8 = (shape: string): string =>
    `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}}`;
  const cases: [string, RegExp][] = [
    ['', /npy: expected a dictionary at byte 10, got the end of the header$/],
    [`{'descr': [('x', '<f8')]}`, /expected a plain element type at byte 20, got "\[\('x', '<f8'\)\]\}"$/],
    [f8('(-1,)'), /expected an extent or \) at byte 61, got "-1,\)\}"$/],
    [f8('(1 1)'), /expected , or \) at byte 63/],
    [f8('(3,)'), /expected 24 bytes of f8 for shape "\(3\)" from byte \d+, got 16$/],
    [f8('(9007199254740993, 0)'), /expected a possible number of bytes/],
    [f8('(4294967296, 4294967296)'), /expected a possible number of bytes/],
    [f8(`(${'1,'.repeat(65)})`), /expected a possible number of bytes/],
    [f8('(2,)').replace('False', 'No'), /expected True or False at byte 44/],
    [f8('(2,)').replace('<f8', '<c8'), /expected an element type of f8, .* got "<c8"$/],
    [f8('(2,)').replace('<f8', '=f8'), /expected an element type of f8, .* got "=f8"$/],
    [f8('(2,)').replace('<f8', '|O'), /expected an element type/],
    [f8('(2,)').replace('shape', 'form'), /expected a value of descr, .*not of "form", at byte/],
    [`{'descr': '<f8', 'shape': (2,)}`, /expected the header to hold descr, fortran_order and shape/],
    [`{'descr': '<f4', ${f8('(2,)').slice(1)}}`, /expected no second value of "descr" at byte/],
    [`${f8('(2,)')} x`, /and to end at byte \d+, got "x"$/],
  ]; // prettier-ignore
  for (const [header, message] of cases) {
    assert.throws(() => readNpy(fileWith(header, 16)), message, header);
  }
});

test('a long hostile header is refused at once', () => {
  for (const inside of ['('.padEnd(60000, '1'), '('.padEnd(60000, ' '), '('.padEnd(60000, '1,')]) {
    const started = process.cpuUsage().user;
    assert.throws(() => readNpy(fileWith(`{'shape': ${inside}`, 0)), /^Error: npy: expected/);
    assert.ok(process.cpuUsage().user - started < 500_000);
  }
});

test('an array whose shape and elements disagree is not written', () => {
  const data = Float64Array.of(1, 2);
  assert.throws(
    () => writeNpy({ shape: [3], data }),
    /^RangeError: npy: expected as many elements/,
  );
  assert.throws(() => writeNpy({ shape: [-1, -2], data }), /expected as many elements as shape/);
  assert.throws(() => writeNpy({ shape: [2], data, boolean: true }), /expected truth values/);
  const truth = { shape: [1], data: Uint8Array.of(2), boolean: true };
  assert.throws(() => writeNpy(truth), /expected truth values as a Uint8Array of 0 and 1/);
});
