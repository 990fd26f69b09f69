import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { host, instantiate, ModuleBuilder } from '../../lib/wasm/index.js';
import { dotProduct, rowMinimum } from './kernels.js';

const module = new ModuleBuilder();
dotProduct(module);
rowMinimum(module);
const memory = new host.Memory({ initial: 1 });
const numbers = new Float64Array(memory.buffer);
const { dot, rowMinimum: minimum } = instantiate<{
  dot: (x: number, y: number, n: number) => number;
  rowMinimum: (row: number, n: number) => number;
}>(module.toBytes(), { env: { memory } });

const pairs = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), {
  maxLength: 30,
});

test('a dot product over f64x2 has the bits of two interleaved sums', () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const even = list.slice(0, list.length - (list.length % 2));
      even.forEach(([x, y], k) => store(k, x, y));
      const sums = [0, 0];
      even.forEach(([x, y], k) => (sums[k % 2] += x * y));
      assert.ok(Object.is(dot(0, 512, even.length), sums[0] + sums[1]));
    }),
  );
});

function store(k: number, x: number, y: number): void {
  numbers[k] = x;
  numbers[64 + k] = y;
}

test('a row minimum over f64x2 finds the first of the least numbers', () => {
  const few = fc.constantFrom(0, -0, 1, 2, -1, Infinity, -Infinity);
  const lists = [fc.double({ noNaN: true }), few].map((of) =>
    fc.array(fc.tuple(of, of), { minLength: 1, maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.oneof(...lists), (list) => {
      const row = list.flat();
      numbers.set(row, 3);
      assert.equal(minimum(24, row.length), row.indexOf(Math.min(...row)));
    }),
    { numRuns: 500 },
  );
});
