import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  concat, contractRows, linear, matmul, sum, tensor, transpose, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import {
  anyNumber,
  broadcastableShapes,
  dtypes,
  ordinaryNumber,
  tensorOf,
} from '../support/arbitraryTensors.js';
import { assertSameBits, broadcastAt, build, roundTo } from '../support/naiveTensor.js';
import { writtenDot, writtenSum } from '../support/writtenOrder.js';

const extent = fc.nat(10); // rows are taken four at a time
const element = fc.oneof({ weight: 4, arbitrary: ordinaryNumber }, anyNumber);
const range = (n: number): number[] => [...new Array<number>(n).keys()];

test('a matrix product ascends over the inner index from +0, batch by broadcast batch', () => {
  const operands = fc
    .tuple(broadcastableShapes(2), extent, fc.nat(40), extent, dtypes)
    .chain(([[p, q], n, k, m, dtype]) =>
      fc.tuple(
        tensorOf([...p.slice(-2), n, k], dtype, element),
        tensorOf([...q.slice(-2), k, m], dtype, element),
      ),
    );
  fc.assert(
    fc.property(operands, ([a, b]) => {
      const round = roundTo(a.dtype);
      const product = matmul(a, b);
      const inner = range(a.shape[a.rank - 1]);
      const expected = build(product.shape, a.dtype, (position) => {
        const [i, j] = position.slice(-2);
        const batch = position.slice(0, -2);
        const row = inner.map((p) => broadcastAt(a, [...batch, i, p]));
        const column = inner.map((p) => broadcastAt(b, [...batch, p, j]));
        return writtenDot(0, row, column, round);
      });
      assertSameBits(product, expected);
      assert.deepEqual([...product.shape.slice(-2)], [a.shape[a.rank - 2], b.shape[b.rank - 1]]);
    }),
    { numRuns: 60 },
  );
});

test('a linear layer ascends over its inputs from the bias', () => {
  const operands = fc
    .tuple(extent, fc.nat(40), extent, dtypes)
    .chain(([n, inputs, outputs, dtype]) =>
      fc.tuple(
        tensorOf([n, inputs], dtype, element),
        tensorOf([outputs, inputs], dtype, element),
        tensorOf([outputs], dtype, element),
      ),
    );
  fc.assert(
    fc.property(operands, ([x, weight, bias]) => {
      const [n, inputs] = x.shape;
      const expected = build([n, bias.size], x.dtype, ([i, j]) =>
        writtenDot(
          bias.data[j],
          range(inputs).map((p) => x.data[i * inputs + p]),
          range(inputs).map((p) => weight.data[j * inputs + p]),
          roundTo(x.dtype),
        ),
      );
      assertSameBits(linear(x, weight, bias), expected);
    }),
    { numRuns: 60 },
  );
});

const columns = fc
  .tuple(fc.nat(70), extent, extent, dtypes)
  .chain(([rows, n, m, dtype]) =>
    fc.tuple(tensorOf([rows, n], dtype, element), tensorOf([rows, m], dtype, element)),
  );

test('contractRows is the chunked sum of the rounded products of a batch', () => {
  fc.assert(
    fc.property(columns, ([a, b]) => {
      const [rows, n] = a.shape;
      const m = b.shape[1];
      const round = roundTo(a.dtype);
      const expected = build([n, m], a.dtype, ([p, q]) =>
        writtenSum(
          range(rows).map((r) => round(a.data[r * n + p] * b.data[r * m + q])),
          round,
        ),
      );
      assertSameBits(contractRows(a, b), expected);
    }),
    { numRuns: 60 },
  );
});

test('a batch padded with zero rows contracts to the same bits', () => {
  const finite = fc
    .tuple(fc.nat(40), extent, extent, fc.nat(40), dtypes)
    .chain(([rows, n, m, more, dtype]) =>
      fc.tuple(
        tensorOf([rows, n], dtype, ordinaryNumber),
        tensorOf([rows, m], dtype, ordinaryNumber),
        fc.constant(more),
      ),
    );
  fc.assert(
    fc.property(finite, ([a, b, more]) => {
      const padded = (x: Tensor): Tensor => concat([x, zeros([more, x.shape[1]], x.dtype)]);
      assertSameBits(contractRows(padded(a), padded(b)), contractRows(a, b));
      assertSameBits(sum(padded(a), 0), sum(a, 0));
    }),
    { numRuns: 60 },
  );
});

test('the three contractions agree where rounding cannot show', () => {
  const a = tensor([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  const b = tensor([[1, 0, 2], [0, 3, 1]]); // prettier-ignore
  const product = matmul(a, b);
  assertSameBits(product, tensor([[1, 6, 4], [3, 12, 10], [5, 18, 16]])); // prettier-ignore
  assertSameBits(linear(a, transpose(b), zeros([3])), product);
  assertSameBits(contractRows(transpose(a), b), product);
});

test('operands that do not fit are refused with all their shapes', () => {
  assert.throws(() => matmul(zeros([2, 3]), zeros([2, 3])), {
    name: 'RangeError',
    message: 'matmul: expected […, n, k] and […, k, m], got [2, 3], [2, 3]',
  });
  assert.throws(
    () => matmul(zeros([3]), zeros([3, 1])),
    /^RangeError: matmul: expected at least two axes on both sides, got \[3\] and \[3, 1\]$/,
  );
  assert.throws(
    () => matmul(zeros([2, 1, 1]), zeros([3, 1, 1])),
    /^RangeError: matmul: .*\[2\] and \[3\]$/,
  );
  assert.throws(
    () => linear(zeros([2, 3]), zeros([4, 2]), zeros([4])),
    /^RangeError: linear: expected x \[n, in\], weight \[out, in\], bias \[out\], got \[2, 3\], \[4, 2\], \[4\]$/,
  );
  assert.throws(
    () => contractRows(zeros([2, 3]), zeros([3, 3])),
    /^RangeError: contractRows: expected \[n, p\] and \[n, q\], got \[2, 3\], \[3, 3\]$/,
  );
});
