import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { writeNpy, writeNpz, writeSafetensors } from '../../lib/io/index.js';
import { writeZip } from '../../lib/io/zip.js';
import { temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const rows = (...values: number[]): Uint8Array =>
  writeNpy({ shape: [values.length / 3, 3], data: Float64Array.from(values) });
const npyHeader = (shape: string): Buffer => {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}}\n`;
  return Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0, text.length, 0]), Buffer.from(text)]);
}; // prettier-ignore
const safetensors = (header: string, data = 0): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(data)]);
};

/** Files that are not jets of three features, and what is said of each. */
const bad: Record<string, readonly [Uint8Array | string, RegExp]> = {
  'nan.npy': [rows(1, 2, 3, 4, NaN, 6), /expected finite numbers, got NaN in row 2, column x1/],
  'infinite.npy': [rows(1, 2, Infinity), /expected finite numbers, got Infinity in row 1, column x2/],
  'none.npy': [rows(), /expected at least one row, got none/],
  'empty.npy': ['', /expected numbers, got an empty file/],
  'wide.npy': [writeNpy({ shape: [1, 4], data: new Float64Array(4) }), /expected 3 columns, as the data of run have, got 4/],
  'list.npy': [writeNpy({ shape: [3], data: new Float64Array(3) }), /expected a matrix \(rank 2\), got shape \[3\]/],
  'cut.npy': [rows(1, 2, 3).subarray(0, 140), /expected 24 bytes of f8 .* got 12/],
  'huge.npy': [npyHeader('(1152921504606846976, 3)'), /expected a possible number of bytes/],
  'object.npy': [Buffer.from(Buffer.from(rows(1, 2, 3)).toString('latin1').replace('<f8', '|O8'), 'latin1'), /expected an element type of f8/],
  'ragged.csv': ['1,2,3\n4,5\n', /expected 3 columns on line 2, got 2/],
  'words.csv': ['a,b,c\n1,2,three\n', /expected a number on line 2, column 3, got "three"/],
  'latin1.csv': [Buffer.from('1,2,3\n4,5,\xe9\n', 'latin1'), /expected text in UTF-8/],
  'large.npz': [writeNpz({ n: { shape: [1, 3], data: BigInt64Array.of(1n, 2n, 2n ** 60n) } }), /integers within ±\(2\^53 − 1\)/],
  'bomb.npz': [writeZip([{ name: 'x.npy', content: new Uint8Array(140 << 20) }], true), /unpack to at most \d+ bytes, got 146800640/],
  'overlap.safetensors': [safetensors('{"a":{"dtype":"F64","shape":[1,3],"data_offsets":[0,24]},"b":{"dtype":"F64","shape":[1,3],"data_offsets":[8,32]}}', 32), /tensor "b" from byte 24 .* got bytes 8 to 32/],
  'outside.safetensors': [safetensors('{"a":{"dtype":"F64","shape":[1,3],"data_offsets":[0,24]}}', 8), /tensor "a" from byte 0 to at most 8/],
  'deep.safetensors': [safetensors(`{"a":${'['.repeat(1000)}`), /at most 3 levels/],
  'twice.safetensors': [safetensors('{"a":{"dtype":"F64","shape":[0,3],"data_offsets":[0,0]},"a":{"dtype":"F64","shape":[0,3],"data_offsets":[0,0]}}'), /one entry of each name, got another "a"/],
  'sample.safetensors': [writeSafetensors({ features: { shape: [1, 3], data: new Float64Array(3) }, aux: { shape: [2, 1], data: new Float64Array(2) }, event: { shape: [1], data: new Int32Array(1) } }, { features: 'a,b,c', aux: 'st' }), /tensors features, aux and event/],
  'picture.png': ['x', /expected a file that ends in/],
}; // prettier-ignore

before(() => {
  writeCloud(at('jets.npy'), 300);
  writeFileSync(at('tiny.json'), JSON.stringify({ ...tinyConfig, epochs: 1 }));
  for (const [name, [content]] of Object.entries(bad)) writeFileSync(at(name), content);
  writeFileSync(at('precious.npy'), 'precious');
  const { code, err } = wnae(
    ['train', '--config', 'tiny.json', '--data', 'jets.npy', '--out', 'run'],
    folder,
  );
  assert.equal(code, 0, err);
});

/** Exit code 2, one sentence, nothing on standard output, and no file that is new or other than before. */
function refused(args: readonly string[], sentence: RegExp): void {
  const before = readdirSync(folder, { recursive: true }).sort();
  const { code, out, err } = wnae(args, folder);
  assert.equal(code, 2, err);
  assert.equal(out, '');
  const lines = err.trimEnd().split('\n');
  assert.match(lines.at(-1) ?? '', sentence);
  assert.doesNotMatch(err, /^\s+at /m);
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before);
  assert.equal(readFileSync(at('precious.npy'), 'utf8'), 'precious');
}

test('score refuses every bad file by name and leaves what is there', () => {
  for (const [name, [, message]] of Object.entries(bad)) {
    refused(
      ['score', 'run', name, '--out', 'precious.npy'],
      RegExp(`^wnae: .*${name}.*(?:${message.source})`),
    );
  }
  refused(['score', 'run', '/dev/zero'], /^wnae: expected a file .*\/dev\/zero|not a regular file/);
});

test('other commands refuse bad files too, before they write', () => {
  for (const name of ['nan.npy', 'ragged.csv', 'overlap.safetensors']) {
    const sentence = RegExp(`^wnae: ${name.replace('.', '\\.')}: .*expected .*, got .*$`);
    refused(['evaluate', 'run', '--signal', name], sentence);
    refused(['train', '--data', name, '--out', 'precious'], sentence);
    refused(['emd', name, 'jets.npy'], sentence);
    refused(['emd', 'jets.npy', 'jets.npy', '--a', name], sentence);
  }
});

test('samples that no memory holds are refused before any is drawn', () => {
  const sentence = /^wnae: sample: expected to need at most \S+ .B of memory, got about \S+ .B; a smaller -n or --steps may help$/;
  refused(['sample', 'run', '-n', '500000000', '--out', 'precious.npy'], sentence);
  refused(['sample', 'run', '-n', '2', '--steps', '99999999999'], sentence);
}); // prettier-ignore
