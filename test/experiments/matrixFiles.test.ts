import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readMatrix, readVector, writeMatrix } from '../../experiments/jets/matrixFiles.js';
import { writeNpy, writeNpz, writeSafetensors } from '../../lib/io/index.js';
import { temporaryFolder } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const numbers = Float64Array.of(1, 2, 3, 4, 5, 6.5);
const matrix = { shape: [3, 2], data: numbers };

test('the same numbers come from every format', () => {
  writeFileSync(at('a.npy'), writeNpy(matrix));
  writeFileSync(
    at('a.npz'),
    writeNpz({ only: matrix, weights: { shape: [1], data: numbers.slice(0, 1) } }),
  );
  writeFileSync(
    at('a.safetensors'),
    writeSafetensors(
      { other: { shape: [1, 1], data: numbers.slice(0, 1) }, features: matrix },
      { features: 'p,q' },
    ),
  );
  writeFileSync(at('a.csv'), 'p,q\n1,2\n3,4\n5,6.5\n');
  for (const [name, names] of [
    ['a.npy', null],
    ['a.npz', null],
    ['a.safetensors', ['p', 'q']],
    ['a.csv', ['p', 'q']],
    ['a.npz:only', null],
  ] as const) {
    assert.deepEqual(readMatrix(at(name)), { values: numbers, rows: 3, columns: 2, names }, name);
  }
});

test('what is written is read back to the bit', () => {
  const values = Float64Array.of(Math.PI, -0, 5e-324, 1 / 3, 1e300, -7);
  for (const name of ['back.npy', 'back.csv']) {
    writeMatrix(at(name), values, 2, ['x', 'y']);
    const read = readMatrix(at(name));
    assert.deepEqual(
      read.values.map((x, k) => Number(Object.is(x, values[k]))),
      values.map(() => 1),
    );
    assert.deepEqual(read.names, name === 'back.csv' ? ['x', 'y'] : null);
  }
  writeMatrix(at('list.npy'), values, 1);
  assert.deepEqual(readVector(at('list.npy')), values);
});

test('whatever is wrong with a file is one sentence that names it', () => {
  writeFileSync(at('empty.npy'), '');
  writeFileSync(at('none.npy'), writeNpy({ shape: [0, 2], data: new Float64Array() }));
  writeFileSync(at('cube.npy'), writeNpy({ shape: [1, 1, 6], data: numbers }));
  writeFileSync(at('nan.csv'), '1,2\n3,nan\n');
  writeFileSync(at('inf.npy'), writeNpy({ shape: [1, 2], data: Float64Array.of(1, -Infinity) }));
  writeFileSync(at('two.npz'), writeNpz({ x: matrix, y: matrix }));
  writeFileSync(at('cut.npy'), writeNpy(matrix).subarray(0, 150));
  const cases: [string, RegExp][] = [
    ['missing.npy', /^cannot read \S+missing\.npy: there is no such file or folder$/],
    ['empty.npy', /empty\.npy: expected numbers, got an empty file$/],
    ['none.npy', /none\.npy: expected at least one row, got none$/],
    ['cube.npy', /cube\.npy: expected a matrix \(rank 2\), got shape \[1, 1, 6\]$/],
    ['nan.csv', /nan\.csv: expected finite numbers, got NaN in row 2, column 2$/],
    ['inf.npy', /inf\.npy: expected finite numbers, got -Infinity in row 1, column 2$/],
    [
      'two.npz',
      /two\.npz: expected one array of rank 2, got x \[3, 2\], y \[3, 2\]; append a colon/,
    ],
    ['two.npz:z', /two\.npz: expected an array z, got x, y$/],
    ['cut.npy', /cut\.npy: npy: /],
    ['jets.root', /cannot read|expected a file that ends in/],
  ];
  for (const [name, message] of cases) assert.throws(() => readMatrix(at(name)), { message });
  assert.throws(() => readMatrix(at('a.npy'), { columns: 8, because: 'as run has' }), {
    message: `${at('a.npy')}: expected 8 columns, as run has, got 2`,
  });
  assert.throws(() => writeMatrix(at('out.txt'), numbers, 1), /expected a name that ends in/);
  assert.throws(() => writeMatrix(at('no/such/out.npy'), numbers, 1), /^Error: cannot write/);
});
