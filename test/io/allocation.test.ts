import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { readNpz } from '../../lib/io/index.js';
import { writeZip } from '../../lib/io/zip.js';
import { bytesRequested } from '../support/allocations.js';

const library = pathToFileURL(join(import.meta.dirname, '../../lib/io/index.js')).href;
const MiB = 1 << 20;
/** What Node.js itself holds. */
const ENGINE = 32;

/**
 * Reads a file of `size` MiB that repeats a text in a process whose JavaScript heap has no more than the
 * bound, and gives what the reader says.
 */
function readWithin(heap: number, read: string, size: number, file: string): string {
  const program = `
    import { readCsv, readSafetensors } from ${JSON.stringify(library)};
    const repeated = (head, part, tail = '') =>
      new TextEncoder().encode(head + part.repeat(${size} * ${MiB} / part.length) + tail);
    const header = (text) => {
      const bytes = new Uint8Array(8 + text.length);
      new DataView(bytes.buffer).setUint32(0, text.length, true);
      bytes.set(text, 8);
      return bytes;
    };
    try { ${read}(${file}); console.log('read'); } catch (error) { console.log(error.message); }`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${heap + ENGINE}`, '--input-type=module', '-e', program],
    { encoding: 'utf8', timeout: 60_000 },
  );
  assert.equal(status, 0, `${file}: ${stderr.slice(0, 500)}`);
  return stdout.trim();
}

test('a header of hostile JSON costs no more than 40 times its size', () => {
  const files = {
    [`header(repeated('{"a":', '['))`]: /at most 3 levels/,
    [`header(repeated('{"a":[', '0,', '0]}'))`]: /tensor "a" to be a JSON object/,
    [`header(repeated('{"a":{"shape":[', '1,', '1]}}'))`]: /dtype of tensor "a"/,
    [`header(repeated('{', '"a":{},', '"b":{}}'))`]: /one entry of each name/,
    [`header(repeated('{"a":"', '\\\\u0000', '"}'))`]: /tensor "a" to be a JSON object/,
    [`header(repeated('{"a', '\\\\"', '":1}'))`]: /tensor ".*" to be a JSON object/,
    [`header(repeated('{', '"', ''))`]: /expected JSON|one entry of each name/,
    // 349,525 distinct names of two to three bytes more each
    [`header(new TextEncoder().encode('{' + Array.from({ length: 349525 }, (_, k) => '"' + k.toString(36) + '":{}').join(',') + '}'))`]:
      /dtype of tensor "0"/,
  };
  for (const [file, message] of Object.entries(files)) {
    assert.match(readWithin(40 * 4, 'readSafetensors', 4, file), message, file);
  }
}); // prettier-ignore

test('hostile text costs no more than 64 times its size', () => {
  for (const [part, said] of [
    [',', /^read$/],
    ['a,', /^read$/],
    ['1,', /^read$/],
    ['\\n', /^read$/],
    ['1\\n', /^read$/],
    ['"",', /^read$/],
    ['"', /^read$/],
    [' " ', /csv: expected a closing quote/],
    ['#\\r', /^read$/],
  ] as const) {
    assert.match(readWithin(64 * 4, 'readCsv', 4, `repeated('', '${part}')`), said, part);
  }
});

test('a zip bomb is refused before it is unpacked', () => {
  const zeros = new Uint8Array(140 * MiB);
  const bomb = writeZip([{ name: 'x.npy', content: zeros }], true);
  assert.ok(bomb.length < MiB);
  const requested = bytesRequested(() =>
    assert.throws(
      () => readNpz(bomb),
      /^Error: npz: expected entries that unpack to at most \d+ bytes, got 146800640 with "x\.npy"; store them uncompressed$/,
    ),
  );
  assert.ok(requested < 4096);
  // What is no array is not unpacked.
  const other = writeZip([{ name: 'x.txt', content: zeros }], true);
  assert.deepEqual(Object.keys(readNpz(other)), []);
});

test('an entry that unpacks to more than it says is stopped there', () => {
  const zeros = new Uint8Array(64 * MiB);
  const lying = writeZip([{ name: 'x.npy', content: zeros }], true);
  const view = new DataView(lying.buffer);
  const directory = view.getUint32(lying.length - 6, true);
  view.setUint32(directory + 24, 1000, true);
  assert.ok(deflateRawSync(zeros).length < lying.length);
  const before = process.memoryUsage().arrayBuffers;
  assert.throws(() => readNpz(lying), /deflated data of "x\.npy" from byte 35 that unpack to 1000/);
  assert.ok(process.memoryUsage().arrayBuffers - before < MiB);
});
