import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { binaryRun, unaryRun } from '../../lib/tensor/kernels/runs.js';
import { binary, comparison, unary } from '../../lib/tensor/kernels/scalar.js';
import type { Binary, Comparison, Unary } from '../../lib/tensor/index.js';
import { anyNumber } from '../support/arbitraryTensors.js';

const numbers = fc.array(anyNumber, { minLength: 1, maxLength: 40 });

for (const Floats of [Float64Array, Float32Array]) {
  for (const name of Object.keys(unary) as Unary[]) {
    test(`the loop of ${name} equals its definition bit for bit in ${Floats.name}`, () => {
      fc.assert(
        fc.property(numbers, fc.nat(3), (values, start) => {
          const x = Floats.from(values);
          const count = Math.max(values.length - start, 0);
          const out = new Floats(values.length + 2).fill(7);
          unaryRun(name)(out, 1, count, x, start);
          const expected = new Floats(values.length + 2).fill(7);
          expected.set(x.subarray(start, start + count).map(unary[name]), 1);
          assert.deepEqual(out, expected);
        }),
        { numRuns: 200 },
      );
    });
  }

  for (const [name, f] of Object.entries({ ...binary, ...comparison })) {
    test(`the loop of ${name} equals its definition bit for bit in ${Floats.name}`, () => {
      const steps = fc.constantFrom<[number, number]>([1, 1], [1, 0], [0, 1], [0, 0]);
      fc.assert(
        fc.property(numbers, numbers, steps, (first, second, [dx, dy]) => {
          const count = Math.min(dx === 0 ? 40 : first.length, dy === 0 ? 40 : second.length);
          const x = Floats.from(first);
          const y = Floats.from(second);
          const out = new Floats(count + 2).fill(7);
          binaryRun(name as Binary | Comparison)(out, 1, count, x, 0, dx, y, 0, dy);
          const expected = new Floats(count + 2).fill(7);
          for (let i = 0; i < count; i++) expected[i + 1] = f(x[i * dx], y[i * dy]);
          assert.deepEqual(out, expected);
        }),
        { numRuns: 200 },
      );
    });
  }
}
