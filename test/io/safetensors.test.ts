import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StoredArray } from '../../lib/io/index.js';
import { readSafetensors, writeSafetensors } from '../../lib/io/index.js';
import { numpyArray, numpyArrays, numpyFile } from '../support/numpyFiles.js';
import {
  assertSameArrays,
  assertWellFormed,
  damage,
  namedArrays,
} from '../support/storedArrays.js';

const texts = fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { maxKeys: 3 });

test('named arrays and metadata read back as they were written', () => {
  fc.assert(
    fc.property(namedArrays, texts, (arrays, metadata) => {
      const file = readSafetensors(writeSafetensors(arrays, metadata));
      assertSameArrays(file.tensors, arrays);
      assert.deepEqual({ ...file.metadata }, { ...metadata });
    }),
  );
});

test('names that JavaScript treats apart are names like others', () => {
  const array = { shape: [1], data: Int32Array.of(5) };
  const names = ['__proto__', 'constructor', '10', '9', ''];
  const arrays = Object.fromEntries(names.map((name) => [name, array]));
  const { tensors } = readSafetensors(writeSafetensors(arrays));
  assert.deepEqual(Object.keys(tensors).sort(), [...names].sort());
});

test('a file of the official package with every type it shares with NumPy reads exactly', () => {
  const { tensors, metadata } = readSafetensors(numpyFile('official.safetensors'));
  const little = Object.entries(numpyArrays()).filter(([name]) => name.startsWith('<'));
  const others = ['f2', 'scalar', 'empty'].map((name) => [name, numpyArray(name)] as const);
  assertSameArrays(tensors, Object.fromEntries([...little, ...others]));
  assert.deepEqual({ ...metadata }, { σ: 'a "b"' });
});

test('the bytes depend on names and values, not on the order in which they are given', () => {
  fc.assert(
    fc.property(namedArrays, texts, (arrays, metadata) => {
      const reversed = <T>(record: Record<string, T>): Record<string, T> =>
        Object.fromEntries(Object.entries(record).reverse());
      const bytes = writeSafetensors(reversed(arrays), reversed(metadata));
      assert.deepEqual(bytes, writeSafetensors(arrays, metadata));
    }),
    { numRuns: 50 },
  );
});

test('every tensor begins at a multiple of its element size', () => {
  fc.assert(
    fc.property(namedArrays, (arrays) => {
      const bytes = writeSafetensors(arrays);
      const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
      assert.equal(start % 8, 0);
      const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as object;
      for (const [name, entry] of Object.entries(header)) {
        const size = arrays[name].data.BYTES_PER_ELEMENT;
        assert.equal((entry as { data_offsets: number[] }).data_offsets[0] % size, 0);
      }
    }),
    { numRuns: 50 },
  );
});

/** A file with this header and `size` bytes of zeros. */
function fileWith(header: string, size: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

const f32 = (shape: string, offsets: string): string =>
  `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;

test('bfloat16 is the upper half of float32', () => {
  const file = fileWith('{"x":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]}}', 6);
  file.set([0x80, 0x3f, 0xc0, 0xff, 0x01, 0x80], file.length - 6);
  const expected = Float32Array.of(1, NaN, -(2 ** -133));
  assertSameArrays(readSafetensors(file).tensors, { x: { shape: [3], data: expected } });
});

test('float16 has infinities, NaN, subnormal numbers and a largest one', () => {
  const file = fileWith('{"x":{"dtype":"F16","shape":[6],"data_offsets":[0,12]}}', 12);
  const halves = [0x3c00, 0x7c00, 0xfc00, 0x7e00, 0x8001, 0x7bff];
  file.set(
    halves.flatMap((half) => [half & 0xff, half >>> 8]),
    file.length - 12,
  );
  const expected = Float32Array.of(1, Infinity, -Infinity, NaN, -(2 ** -24), 65504);
  assertSameArrays(readSafetensors(file).tensors, { x: { shape: [6], data: expected } });
});

test('a tensor without elements lies before one that begins at the same byte, in whatever order the header has them', () => {
  const entries = [`"a":${f32('[1]', '[0,4]')}`, `"b":${f32('[0]', '[0,0]')}`, `"c":${f32('[0]', '[4,4]')}`];
  for (const order of [[0, 1, 2], [1, 0, 2], [2, 0, 1], [2, 1, 0]]) {
    const file = fileWith(`{${order.map((k) => entries[k]).join(',')}}`, 4);
    assert.deepEqual(Object.keys(readSafetensors(file).tensors), ['b', 'a', 'c']);
  }
}); // prettier-ignore

test('a file that breaks a rule of the format is refused with the place', () => {
  const deep = '['.repeat(1e5) + ']'.repeat(1e5);
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(7), /the length of the header in bytes 0 to 8, got 7$/],
    [new Uint8Array(8), /expected \{ at byte 8, got byte none$/],
    [fileWith('[]', 0), /expected \{ at byte 8, got byte 91$/],
    [fileWith('{"a":1', 0), /expected JSON, got something else \(in the header, from byte 8 to 14\)$/],
    [fileWith('{"\\x":1}', 0), /expected JSON, got something else \(in the header, from byte 8 to 16\)$/],
    [fileWith('{"a":1}', 0), /expected tensor "a" to be a JSON object, got "1"$/],
    [fileWith('{"__metadata__":{"a":1}}', 0), /expected text for "a" of __metadata__ .*got number$/],
    [fileWith('{"a":{"dtype":"F8_E4M3"}}', 0), /expected a dtype of tensor "a" .* got "\\"F8_E4M3\\""$/],
    [fileWith('{"a":{}}', 0), /expected a dtype of tensor "a" in the header .* got none$/],
    [fileWith(`{"a":${f32('[-1]', '[0,4]')}}`, 4), /expected a shape of tensor "a" .* got "\[-1\]"$/],
    [fileWith(`{"a":${f32('[4294967296,4294967296]', '[0,4]')}}`, 4), /expected a possible shape/],
    [fileWith(`{"a":${f32('[1]', '[0,5]')}}`, 5), /two data_offsets .* 4 bytes apart, got "\[0,5\]"$/],
    [fileWith(`{"a":${f32('[1]', '[4,0]')}}`, 4), /two data_offsets .* 4 bytes apart/],
    [fileWith(`{"a":${f32('[1]', '[4,8]')}}`, 8), /tensor "a" from byte 0 .* got bytes 4 to 8$/],
    [fileWith(`{"a":${f32('[2]', '[0,8]')},"b":${f32('[1]', '[4,8]')}}`, 8), /tensor "b" from byte 8/],
    [fileWith(`{"a":${f32('[2]', '[0,8]')}}`, 4), /tensor "a" from byte 0 to at most 4 of the data/],
    [fileWith(`{"a":${f32('[1]', '[0,4]')}}`, 5), /tensors that fill the 5 bytes of data .* got 4$/],
    [fileWith(`${'['.repeat(1e6)}`, 0), /expected \{ at byte 8/],
    [fileWith(`{"a":${'['.repeat(1e6)}`, 0), /at most 3 levels, got another \[ at 7 \(in the header/],
    [fileWith(`{"a":${deep}}`, 0), /at most 3 levels/],
    [fileWith(`{"a":{"shape":[[1]]}}`, 0), /at most 3 levels, got another \[ at 15/],
    [fileWith('{"a\xff":', 0).fill(0xff, 10, 12), /a header in UTF-8 from byte 8 to \d+, got bytes/],
    [fileWith(`{"a":${f32('[1]', '[0,4]')},"b":{},"\\u0061":${f32('[1]', '[0,4]')}}`, 4), /one entry of each name, got another "a" at \d+/],
    [fileWith('{"a":{"dtype":"F32","dtype":"F32"}}', 4), /one entry of each name, got another "dtype" at 20/],
    [fileWith('{"__metadata__":{"k":"1","k":"2"}}', 0), /one entry of each name, got another "k"/],
  ]; // prettier-ignore
  for (const [bytes, message] of cases) assert.throws(() => readSafetensors(bytes), message);
  const huge = fileWith('{}', 0);
  huge.fill(0xff, 0, 8);
  assert.throws(
    () => readSafetensors(huge),
    /a header of at most 2 bytes .* got 18446744073709551615/,
  );
});

test('a damaged file is a sentence or well-formed arrays', () => {
  const arrays: Record<string, StoredArray> = {
    x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    b: { shape: [2], data: Uint8Array.of(0, 1), boolean: true },
  };
  const file = writeSafetensors(arrays, { a: 'b' });
  const { cut } = damage('safetensors', file, (bytes) =>
    Object.values(readSafetensors(bytes).tensors).forEach(assertWellFormed),
  );
  assert.equal(cut, file.length);
});

test('an array whose shape and elements disagree, or one named __metadata__, is not written', () => {
  const array = { shape: [3], data: Float64Array.of(1, 2) };
  assert.throws(() => writeSafetensors({ x: array }), /tensor "x": expected as many elements as/);
  assert.throws(
    () => writeSafetensors({ __metadata__: { ...array, shape: [2] } }),
    /tensor "__metadata__": expected another name/,
  );
});
