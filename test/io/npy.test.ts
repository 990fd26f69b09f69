import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  NPY_HEADER_BYTES,
  npyHeader,
  readNpy,
  readNpyLayout,
  writeNpy,
} from '../../lib/io/index.js';
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

test('column-major elements are turned round, of any number of axes and extents', () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(shapes, (shape) => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      const header = `{'descr':'|u1','fortran_order':True,'shape':(${shape.map((n) => `${n},`).join('')})}`;
      const file = fileWith(header, count);
      const data = new Uint8Array(count);
      for (let k = 0; k < count; k++) {
        // the position of row-major element k, and where column-major order has it
        let [rest, from, stride] = [k, 0, 1];
        const index = shape.map(() => 0);
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          index[axis] = rest % shape[axis];
          rest = Math.floor(rest / shape[axis]);
        }
        shape.forEach((extent, axis) => {
          from += index[axis] * stride;
          stride *= extent;
        });
        data[k] = k + 1;
        file[10 + header.length + from] = k + 1;
      }
      assertSameArray(readNpy(file), { shape, data });
    }),
    { numRuns: 200 },
  );
});

test('column-major order of no elements is none, of 64-bit integers too', () => {
  const file = fileWith(`{'descr':'<i8','fortran_order':True,'shape':(2,0)}`, 0);
  assertSameArray(readNpy(file), { shape: [2, 0], data: new BigInt64Array() });
});

test('a header that is written reads back, ends its line and fills 64 bytes, however long', () => {
  for (let axes = 0; axes <= 64; axes++) {
    for (const extent of [1, 10]) {
      const shape = Array.from({ length: axes }, (_, axis) => (axis === 0 ? extent : 1));
      const header = npyHeader('f8', shape);
      assert.equal(header.length % 64, 0);
      assert.equal(header.at(-1), 0x0a);
      const size = header.length + 8 * (axes === 0 ? 1 : extent);
      assert.deepEqual(readNpyLayout(header, size).shape, shape);
      const text = new TextDecoder().decode(header.subarray(10)).trimEnd();
      assert.ok(header.length - (10 + text.length + 1) < 64, 'no longer than it must be');
    }
  }
});

test('the longest header that is read lies in the bytes that are said to suffice', () => {
  const bytes = new Uint8Array(NPY_HEADER_BYTES).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0]);
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}`;
  bytes.set(new TextEncoder().encode(text), NPY_HEADER_BYTES - text.length);
  const withLength = (length: number): Uint8Array => {
    new DataView(bytes.buffer).setUint32(8, length, true);
    return bytes;
  };
  const longest = NPY_HEADER_BYTES - 12;
  assert.deepEqual(
    readNpyLayout(withLength(longest), NPY_HEADER_BYTES + 24).start,
    NPY_HEADER_BYTES,
  );
  assert.throws(
    () => readNpyLayout(withLength(longest + 1), 2 * NPY_HEADER_BYTES),
    /expected a header of at most 1048576 bytes from byte 12, got 1048577$/,
  );
  assert.throws(
    () => readNpy(fileWith('{}', 0).fill(100, 8, 9)),
    /expected a header of at most 2 bytes from byte 10, got 100$/,
  );
});

test('a single byte has no byte order', () => {
  const header = `{'descr': '=u1', 'fortran_order': False, 'shape': (1,)}`;
  assertSameArray(readNpy(fileWith(header, 1)), { shape: [1], data: new Uint8Array(1) });
});

test('versions other than 1, 2 and 3 are refused', () => {
  for (const version of [0, 4]) {
    const file = fileWith('', 0);
    file[6] = version;
    assert.throws(() => readNpy(file), RegExp(`version 1, 2 or 3 at byte 6, got ${version}$`));
  }
  assert.throws(() => readNpy(fileWith('', 0)), /expected a dictionary at byte 10/);
});

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
