import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  argsort, gather, mul, scatterAdd, sort, sum, take, tensor, transpose, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import {
  anyTensor,
  dtypes,
  ordinaryNumber,
  shapes,
  tensorOf,
} from '../support/arbitraryTensors.js';
import { assertSameBits, at, build, roundTo } from '../support/naiveTensor.js';

/** Rows x [N, …] with indices into them. */
const indexed = fc
  .tuple(fc.integer({ min: 1, max: 5 }), shapes({ maxRank: 2 }), dtypes)
  .chain(([rows, rest, dtype]) =>
    fc.tuple(tensorOf([rows, ...rest], dtype), fc.array(fc.nat(rows - 1), { maxLength: 8 })),
  );

test('gather takes rows in the order of the index, given as tensor or integers', () => {
  fc.assert(
    fc.property(indexed, ([x, index]) => {
      const expected = build([index.length, ...x.shape.slice(1)], x.dtype, ([k, ...rest]) =>
        at(x, [index[k], ...rest]),
      );
      assertSameBits(gather(x, index), expected);
      assertSameBits(gather(x, Int32Array.from(index)), expected);
      assertSameBits(gather(x, tensor(index, [index.length], x.dtype)), expected);
    }),
  );
});

test('scatterAdd adds rows one after the other from +0', () => {
  const scattered = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(12), shapes({ maxRank: 2 }), dtypes)
    .chain(([rows, count, rest, dtype]) =>
      fc.tuple(
        fc.constant(rows),
        tensorOf([count, ...rest], dtype, ordinaryNumber),
        fc.array(fc.nat(rows - 1), { minLength: count, maxLength: count }),
      ),
    );
  fc.assert(
    fc.property(scattered, ([rows, y, index]) => {
      const round = roundTo(y.dtype);
      const expected = build([rows, ...y.shape.slice(1)], y.dtype, ([row, ...rest]) =>
        index.reduce(
          (total, to, k) => (to === row ? round(total + at(y, [k, ...rest])) : total),
          0,
        ),
      );
      assertSameBits(scatterAdd(y, index, rows), expected);
    }),
  );
});

test('scatterAdd is the transpose of gather: ⟨y, gather x⟩ = ⟨scatterAdd y, x⟩', () => {
  const integer = fc.integer({ min: -9, max: 9 });
  const pairs = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(8), fc.nat(3))
    .chain(([rows, count, width]) =>
      fc.tuple(
        tensorOf([rows, width], 'float64', integer),
        tensorOf([count, width], 'float64', integer),
        fc.array(fc.nat(rows - 1), { minLength: count, maxLength: count }),
      ),
    );
  const inner = (a: Tensor, b: Tensor): number => sum(mul(a, b)).item();
  fc.assert(
    fc.property(pairs, ([x, y, index]) => {
      assert.equal(inner(y, gather(x, index)), inner(scatterAdd(y, index, x.shape[0]), x));
    }),
  );
});

test('take is gather along any axis', () => {
  const taken = anyTensor(shapes({ minExtent: 1, maxRank: 3 }).filter((s) => s.length > 0)).chain(
    (x) =>
      fc
        .nat(x.rank - 1)
        .chain((axis) =>
          fc.tuple(fc.constant(x), fc.constant(axis), fc.array(fc.nat(x.shape[axis] - 1))),
        ),
  );
  fc.assert(
    fc.property(taken, ([x, axis, index]) => {
      const expected = build(x.shape.with(axis, index.length), x.dtype, (position) =>
        at(x, position.with(axis, index[position[axis]])),
      );
      assertSameBits(take(x, index, axis), expected);
      assertSameBits(take(x, index, axis - x.rank), expected);
      if (axis === 0) assertSameBits(take(x, index), expected);
    }),
  );
});

/** A few distinct values, so that there are ties; −0 ties with +0. */
const tied = anyTensor(
  shapes({ maxRank: 2, maxExtent: 12 }),
  fc.constantFrom(NaN, -Infinity, -1, -0, 0, 5e-324, 1, Infinity),
);

test('argsort orders the last axis stably, −0 level with +0, and NaN last', () => {
  const rank = (v: number): number => (Number.isNaN(v) ? Infinity : v === Infinity ? 1e308 : v);
  fc.assert(
    fc.property(tied, (x) => {
      const order = argsort(x);
      const width = x.shape.at(-1) ?? 1;
      for (let start = 0; start < x.size; start += width) {
        const row = x.data.subarray(start, start + width);
        const places = [...order.data.subarray(start, start + width)];
        assert.deepEqual(
          places.toSorted((p, q) => p - q),
          [...row.keys()],
        );
        for (let k = 1; k < width; k++) {
          const [before, after] = [rank(row[places[k - 1]]), rank(row[places[k]])];
          assert.ok(before < after || (before === after && places[k - 1] < places[k]));
        }
      }
    }),
  );
});

/** Insertion from the back: stable, and asks of a comparison whether it is above 0, as V8's sort never does. */
function insertionSort<T>(this: T[], compare: (a: T, b: T) => number = () => 0): T[] {
  for (let end = 1; end < this.length; end++) {
    const inserted = this[end];
    let place = end;
    for (; place > 0 && compare(this[place - 1], inserted) > 0; place--) {
      this[place] = this[place - 1];
    }
    this[place] = inserted;
  }
  return this;
}

test('argsort does not depend on how the engine sorts', () => {
  const x = tensor([1, -0, NaN, 0, -1, 0, NaN, 1, -0]);
  const order = argsort(x);
  const { sort: engineSort } = Array.prototype;
  let other: Tensor;
  try {
    Array.prototype.sort = insertionSort;
    other = argsort(x);
  } finally {
    Array.prototype.sort = engineSort;
  }
  assertSameBits(other, order);
});

test('sort lists the elements in the order of argsort', () => {
  fc.assert(
    fc.property(tied, (x) => {
      const order = argsort(x);
      const expected = build(x.shape, x.dtype, (position) =>
        x.rank === 0 ? x.data[0] : at(x, position.with(-1, at(order, position))),
      );
      assertSameBits(sort(x), expected);
    }),
  );
  assertSameBits(sort(transpose(tensor([[3, 1], [1, 2]]))), tensor([[1, 3], [1, 2]])); // prettier-ignore
});

test('indices that are no rows are refused with their position', () => {
  const refused = (f: () => unknown, message: string): void =>
    assert.throws(f, { name: 'RangeError', message });
  const x = zeros([3, 2]);
  refused(() => gather(x, [0, 3]), 'gather: expected indices from 0 to 2, got 3 at position 1');
  refused(() => gather(x, [-1]), 'gather: expected indices from 0 to 2, got -1 at position 0');
  refused(
    () => gather(x, tensor([0.5])),
    'gather: expected indices from 0 to 2, got 0.5 at position 0',
  );
  refused(() => gather(zeros([]), [0]), 'gather: expected x [N, …] and index [K], got [], [1]');
  refused(
    () => scatterAdd(x, [0, 1, 4], 4),
    'scatterAdd: expected indices from 0 to 3, got 4 at position 2',
  );
  refused(
    () => scatterAdd(x, [0], 4),
    'scatterAdd: expected y [K, …] and index [K], got [3, 2], [1]',
  );
  refused(
    () => scatterAdd(x, [0, 0, 0], -1),
    'scatterAdd: expected extents that are integers ≥ 0, got shape [-1]',
  );
  assertSameBits(gather(zeros([2 ** 24, 0], 'float32'), [2 ** 24 - 1]), zeros([1, 0], 'float32'));
  // 2²⁴ + 1 is no binary32 number: it would silently name the row before it
  refused(
    () => gather(zeros([2 ** 24 + 1, 0], 'float32'), [0]),
    'gather: expected at most 2^24 rows to index with float32, got 16777217; use float64',
  );
});
