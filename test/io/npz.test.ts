import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crc32, readNpz, writeNpz } from '../../lib/io/index.js';
import { numpyArray, numpyArrays, numpyFile } from '../support/numpyFiles.js';
import {
  assertSameArrays,
  assertWellFormed,
  damage,
  namedArrays,
} from '../support/storedArrays.js';

test('named arrays read back as they were written, stored and deflated', () => {
  fc.assert(
    fc.property(namedArrays, fc.boolean(), (arrays, compress) => {
      assertSameArrays(readNpz(writeNpz(arrays, { compress })), arrays);
    }),
  );
});

test('a NumPy file with every type, byte order and element order reads exactly', () => {
  assertSameArrays(readNpz(numpyFile('stored.npz')), numpyArrays());
});

test('a compressed NumPy file reads exactly', () => {
  const expected = { grid: numpyArray('grid'), zeros: numpyArray('zeros') };
  assertSameArrays(readNpz(numpyFile('deflated.npz')), expected);
});

test('the checksum of "123456789" is the published cbf43926', () => {
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

const arrays = {
  x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  y: { shape: [], data: Int8Array.of(-1) },
};

test('a damaged archive is a sentence or well-formed, and no change of an element goes unseen', () => {
  for (const compress of [false, true]) {
    const file = writeNpz(arrays, { compress });
    const { cut } = damage('npz', file, (bytes) => Object.values(readNpz(bytes)).forEach(assertWellFormed));
    assert.equal(cut, file.length);
  }
  const stored = writeNpz(arrays, { compress: false });
  const first = 30 + 'x.npy'.length;
  for (let at = first; at < first + 144; at++) {
    const changed = stored.slice();
    changed[at] ^= 0x10;
    assert.throws(() => readNpz(changed), /"x\.npy" from byte 35 to have 144 bytes and checksum/);
  }
}); // prettier-ignore

/** `file` with a number of 16 or 32 bits changed in the directory entry number 0, or in the end record. */
function patched(file: Uint8Array, part: 'directory' | 'end', at: number, value: number, bits = 32): Uint8Array {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  const place = at + (part === 'end' ? end : view.getUint32(end + 16, true));
  if (bits === 16) view.setUint16(place, value, true);
  else view.setUint32(place, value, true);
  return bytes;
} // prettier-ignore

test('what is not read is refused with its reason', () => {
  const file = writeNpz(arrays);
  const cases: [Uint8Array, RegExp][] = [
    [patched(file, 'end', 16, 0xffffffff), /got more, which is zip64 and not read/],
    [patched(file, 'end', 10, 0xffff, 16), /got more, which is zip64 and not read/],
    [patched(file, 'directory', 24, 0xffffffff), /"x\.npy" below 4 GiB .* zip64/],
    [patched(file, 'directory', 8, 1, 16), /stored or deflated at byte \d+, got an encrypted one$/],
    [patched(file, 'directory', 10, 12, 16), /stored or deflated at byte \d+, got method 12$/],
    [patched(file, 'directory', 42, 1), /expected the header of "x\.npy" at byte 1, got/],
    [patched(file, 'directory', 24, 1e9), /expected "x\.npy" to have \d+ bytes .* unpack to 1000000000/],
    [patched(file, 'directory', 24, 143), /expected deflated data of "x\.npy" .*unpack to 143 bytes/],
    [patched(file, 'directory', 24, 145), /to have 145 bytes and checksum \d+, got 144 and/],
    [new Uint8Array(5), /expected the end record of a zip archive in the last bytes, got 5 bytes/],
  ]; // prettier-ignore
  for (const [bytes, message] of cases) assert.throws(() => readNpz(bytes), message);
});

test('two entries of one name are refused', () => {
  const file = writeNpz({ a: arrays.x, b: arrays.y });
  const text = Buffer.from(file).toString('latin1').replaceAll('b.npy', 'a.npy');
  assert.throws(
    () => readNpz(Buffer.from(text, 'latin1')),
    /expected one entry "a\.npy", got another at byte \d+$/,
  );
});

test('entries that lie within each other, which could unpack to any size, are refused', () => {
  const zeros = { shape: [200], data: new Float64Array(200) };
  const inner = writeNpz({ b: zeros }, { compress: false });
  const [local, directory] = [inner.subarray(0, -22 - 51), inner.subarray(-22 - 51, -22)];
  const rename = (bytes: Uint8Array): Uint8Array =>
    Buffer.from(Buffer.from(bytes).toString('latin1').replace('b.npy', 'a.npy'), 'latin1');
  // The content of a is the header and content of b.
  const outer = new Uint8Array([
    ...rename(local.subarray(0, 35)), ...local, ...rename(directory), ...directory, ...inner.subarray(-22),
  ]); // prettier-ignore
  const view = new DataView(outer.buffer);
  const start = 35 + local.length;
  view.setUint32(start + 20, local.length, true);
  view.setUint32(start + 24, local.length, true);
  view.setUint32(start + 51 + 42, 35, true);
  view.setUint16(outer.length - 12, 2, true);
  view.setUint32(outer.length - 6, start, true);
  assert.throws(
    () => readNpz(outer),
    /expected entries of at most \d+ bytes in all, got \d+ with "b\.npy"$/,
  );
});

test('entries of other names are skipped, and stored archives repeat their bytes', () => {
  const file = writeNpz({ x: arrays.x, y: arrays.y }, { compress: false });
  assert.deepEqual(file, writeNpz(arrays, { compress: false }));
  const text = Buffer.from(file).toString('latin1').replaceAll('y.npy', 'y.txt');
  assertSameArrays(readNpz(Buffer.from(text, 'latin1')), { x: arrays.x });
});
