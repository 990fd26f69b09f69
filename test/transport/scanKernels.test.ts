import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emitKernels } from '../../lib/transport/emitKernels.js';
import { RowScanner } from '../../lib/transport/rowScanner.js';
import { GROUPS, plainKernels, type ScanKernels } from '../../lib/transport/scanKernels.js';
import { layoutOf } from '../../lib/transport/workspace.js';
import { Kernels } from '../../lib/wasm/index.js';

/** Numbers on which kernels could differ: ties, both zeros, subnormal and huge ones, Infinity. */
const cost = fc.oneof(
  fc.constantFrom(0, -0, 1, 1, 2, 5e-324, -5e-324, 1e300, -1e300, Infinity),
  fc.double({ min: -10, max: 10, noNaN: true }),
);
const price = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 5e-324, 1e300, Infinity),
  fc.double({ min: -10, max: 10, noNaN: true }),
);
const rows = fc.integer({ min: 1, max: 5 }).chain((blocks) =>
  fc.record({
    count: fc.constant(blocks * GROUPS),
    costs: fc.array(cost, { minLength: blocks * GROUPS, maxLength: blocks * GROUPS }),
    prices: fc.array(price, { minLength: blocks * GROUPS, maxLength: blocks * GROUPS }),
  }),
);

const scratch = new Kernels<ScanKernels>(emitKernels).open(1 << 16);

/** Runs a kernel on equal memories by both executors; asserts that they agree on all of it, and returns it. */
function both(
  fill: (numbers: Float64Array) => void,
  run: (kernels: ScanKernels) => unknown,
): { numbers: Float64Array; integers: Int32Array; result: unknown } {
  assert.ok(scratch !== null, 'this host has WebAssembly');
  const emitted = new Float64Array(scratch.memory.buffer);
  const plain = new Float64Array(emitted.length);
  fill(emitted.fill(0.75));
  fill(plain.fill(0.75));
  const result = run(plainKernels(plain.buffer));
  assert.deepEqual(run(scratch.kernels), result);
  assert.equal(Buffer.compare(Buffer.from(emitted.buffer), Buffer.from(plain.buffer)), 0);
  return { numbers: plain, integers: new Int32Array(plain.buffer), result };
}

const [first, second, third] = [16, 1024, 2048];

test('plain and emitted kernels find the same columns, those with c + p ≤ limit', () => {
  fc.assert(
    fc.property(
      rows,
      fc.oneof(price, fc.constant(Number.MAX_VALUE)),
      ({ count, costs, prices }, limit) => {
        if (limit === Infinity) return;
        const { numbers, integers, result } = both(
          (memory) => {
            memory.set(costs, first);
            memory.set(prices, second);
          },
          (kernels) => kernels.below(8 * first, 8 * second, count, limit, 8 * third, 8 * 3072),
        );
        const expected = [...costs.keys()].filter((j) => costs[j] + prices[j] <= limit);
        assert.equal(result, expected.length);
        assert.deepEqual([...integers.subarray(2 * third, 2 * third + expected.length)], expected);
        assert.deepEqual(
          [...numbers.subarray(3072, 3072 + expected.length)],
          expected.map((j) => costs[j]),
        );
      },
    ),
  );
});

test('plain and emitted kernels agree on the minima of groups and of columns', () => {
  fc.assert(
    fc.property(rows, ({ count, costs, prices }) => {
      const { numbers } = both(
        (memory) => {
          memory.set(costs, first);
          memory.set(prices, second);
          // behind the last column: to be left alone
          memory[first + count] = -1;
          memory[second + count] = 1;
        },
        (kernels) => {
          kernels.groupMinima(8 * first, 8 * second, count, 8 * third);
          kernels.lower(8 * first, 8 * second, count);
        },
      );
      for (const parity of [0, 1]) {
        const least = Array.from({ length: GROUPS / 2 }, (_, k) => {
          const mine = [...costs.keys()].filter((j) => j % GROUPS === 2 * k + parity);
          return Math.min(...mine.map((j) => costs[j] + prices[j]));
        });
        least.sort((p, q) => (p < q ? -1 : p > q ? 1 : 0));
        least.forEach((minimum, k) => assert.ok(numbers[third + 2 * k + parity] === minimum));
      }
      costs.forEach((c, j) => assert.equal(numbers[second + j], c < prices[j] ? c : prices[j]));
      assert.equal(numbers[second + count], 1);
    }),
  );
});

test('plain and emitted kernels keep the sign of the same zero', () => {
  const zeros = fc.array(fc.constantFrom(0, -0), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(zeros, zeros, (costs, prices) => {
      both(
        (memory) => {
          memory.set(costs, first);
          memory.set(prices, second);
        },
        (kernels) => {
          kernels.groupMinima(8 * first, 8 * second, 64, 8 * third);
          kernels.lower(8 * first, 8 * second, 64);
        },
      );
    }),
  );
});

test('a row scanner finds the k-th smallest of the minima of 16 groups for every k', () => {
  fc.assert(
    fc.property(rows, ({ count, costs, prices }) => {
      const shape = { rows: 1, columns: count, dimension: 0, euclidean: false };
      const layout = layoutOf({ ...shape, stored: true, listRank: 10 }, 1);
      const buffer = new ArrayBuffer(layout.size);
      const scanner = new RowScanner({ buffer, kernels: plainKernels(buffer) }, layout, 0);
      scanner.costRow(0).set(costs);
      scanner.prices.set(prices);
      const minima = Array.from({ length: GROUPS }, (_, g) =>
        costs.reduce(
          (least, c, j) => (j % GROUPS === g ? Math.min(least, c + prices[j]) : least),
          Infinity,
        ),
      );
      minima.sort((p, q) => (p < q ? -1 : p > q ? 1 : 0));
      const at = scanner.costsOf(0);
      minima.forEach((m, k) => assert.ok(scanner.groupMinimum(at, k + 1) === m, `k = ${k + 1}`));
    }),
  );
});

test('plain and emitted kernels agree on distances, which are sums of squares in order', () => {
  const coordinate = fc.oneof(
    fc.constantFrom(0, -0, 1e-160, 1e149),
    fc.double({ min: -4, max: 4, noNaN: true }),
  );
  const clouds = fc
    .record({ dimension: fc.integer({ min: 1, max: 9 }), blocks: fc.integer({ min: 1, max: 4 }) })
    .chain(({ dimension, blocks }) => {
      const count = blocks * GROUPS;
      const list = (length: number): fc.Arbitrary<number[]> =>
        fc.array(coordinate, { minLength: length, maxLength: length });
      return fc.record({
        dimension: fc.constant(dimension),
        count: fc.constant(count),
        x: list(dimension),
        y: list(dimension * count),
      });
    });
  fc.assert(
    fc.property(clouds, fc.boolean(), ({ dimension, count, x, y }, euclidean) => {
      const { numbers } = both(
        (memory) => {
          memory.set(x, first);
          memory[first + dimension] = 3;
          memory.set(y, second);
          memory.fill(2, third);
        },
        (kernels) =>
          kernels.distances(
            8 * first,
            8 * second,
            8 * count,
            dimension,
            euclidean ? 1 : 0,
            8 * third,
            count,
          ),
      );
      for (let j = 0; j < count; j++) {
        const squares = x.reduce(
          (sum, t, k) => sum + (t - y[k * count + j]) * (t - y[k * count + j]),
          0,
        );
        assert.equal(numbers[third + j], euclidean ? Math.sqrt(squares) : squares);
      }
      assert.equal(numbers[third + count], 2, 'what lies behind is left as it is');
    }),
  );
});
