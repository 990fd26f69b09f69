import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as tensors from '../../lib/tensor/index.js';
import {
  apply,
  broadcastShapes,
  broadcastTo,
  tensor,
  where,
  zeros,
  type Shape,
} from '../../lib/tensor/index.js';
import { binary, comparison } from '../../lib/tensor/kernels/scalar.js';
import type { Binary, Comparison } from '../../lib/tensor/index.js';
import {
  anyTensor,
  broadcastableShapes,
  broadcastableTensors,
  shapes,
} from '../support/arbitraryTensors.js';
import { assertSameBits, broadcastAt, build } from '../support/naiveTensor.js';

const scalars: { readonly [P in Binary | Comparison]: (x: number, y: number) => number } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: (x, y) => (x !== x || y !== y ? NaN : x > y || (x === y && Object.is(y, -0)) ? x : y),
  minimum: (x, y) => (x !== x || y !== y ? NaN : x < y || (x === y && Object.is(x, -0)) ? x : y),
  less: (x, y) => Number(x < y),
  lessEqual: (x, y) => Number(x <= y),
  equal: (x, y) => Number(x === y),
  notEqual: (x, y) => Number(!(x === y)),
};

/** NumPy's rule in other words: shapes padded with 1 in front, then axis by axis. */
function commonShape(a: Shape, b: Shape): number[] | 'none' {
  const rank = Math.max(a.length, b.length);
  const padded = (s: Shape): number[] => [...new Array<number>(rank - s.length).fill(1), ...s];
  const [p, q] = [padded(a), padded(b)];
  if (p.some((e, k) => e !== q[k] && e !== 1 && q[k] !== 1)) return 'none';
  return p.map((e, k) => (e === 1 ? q[k] : e));
}

function shapeOrNone(a: Shape | 'none', b: Shape | 'none'): Shape | 'none' {
  if (a === 'none' || b === 'none') return 'none';
  try {
    return [...broadcastShapes('test', a, b)];
  } catch {
    return 'none';
  }
}

test('shapes broadcast by the rule of NumPy, commutatively and associatively', () => {
  const small = shapes({ maxExtent: 3, maxRank: 3 });
  fc.assert(
    fc.property(small, small, (a, b) => {
      assert.deepEqual(shapeOrNone(a, b), commonShape(a, b));
      assert.deepEqual(shapeOrNone(a, b), shapeOrNone(b, a));
      assert.deepEqual(shapeOrNone(a, a), a);
      assert.deepEqual(shapeOrNone(a, []), a);
    }),
  );
  fc.assert(
    fc.property(broadcastableShapes(3), ([a, b, c]) => {
      assert.deepEqual(shapeOrNone(shapeOrNone(a, b), c), shapeOrNone(a, shapeOrNone(b, c)));
    }),
  );
});

test('a binary operation is the scalar operation at every index of the broadcast shape', () => {
  fc.assert(
    fc.property(
      broadcastableTensors(2),
      fc.constantFrom(...(Object.keys({ ...binary, ...comparison }) as (Binary | Comparison)[])),
      ([a, b], name) => {
        const f = scalars[name];
        const shape = broadcastShapes(name, a.shape, b.shape);
        const expected = build(shape, a.dtype, (p) => f(broadcastAt(a, p), broadcastAt(b, p)));
        assertSameBits(apply(name, [a, b], null), expected, name);
      },
    ),
    { numRuns: 500 },
  );
});

test('a binary operation is the scalar operation of every two special numbers, ties among them', () => {
  const special = [NaN, -Infinity, -1, -5e-324, -0, 0, 5e-324, 1, Infinity];
  const [column, row] = [tensor(special.map((x) => [x])), tensor(special)];
  for (const [name, f] of Object.entries(scalars)) {
    const table = apply(name as Binary | Comparison, [column, row], null);
    const expected = tensor(special.map((x) => special.map((y) => f(x, y))));
    assertSameBits(table, expected, name);
  }
});

test('where picks at every index of the three broadcast shapes', () => {
  fc.assert(
    fc.property(broadcastableTensors(3), ([c, x, y]) => {
      const shape = broadcastShapes('where', broadcastShapes('where', c.shape, x.shape), y.shape);
      const expected = build(shape, x.dtype, (p) =>
        broadcastAt(c, p) !== 0 ? broadcastAt(x, p) : broadcastAt(y, p),
      );
      assertSameBits(where(c, x, y), expected);
    }),
  );
});

test('broadcastTo repeats elements along axes of extent 1 and new leading axes', () => {
  fc.assert(
    fc.property(broadcastableTensors(2), ([a, b]) => {
      const shape = broadcastShapes('test', a.shape, b.shape);
      assertSameBits(
        broadcastTo(a, shape),
        build(shape, a.dtype, (p) => broadcastAt(a, p)),
      );
    }),
  );
});

test('a number as operand takes the element type of the tensor beside it', () => {
  fc.assert(
    fc.property(anyTensor(), (x) => {
      for (const f of [tensors.add, tensors.sub, tensors.mul, tensors.div]) {
        assertSameBits(f(x, 0.1), f(x, tensors.full(x.shape, 0.1, x.dtype)));
        assertSameBits(f(0.1, x), f(tensors.full(x.shape, 0.1, x.dtype), x));
      }
      assertSameBits(tensors.greater(x, 0.1), tensors.less(0.1, x));
      assertSameBits(tensors.greaterEqual(x, 0.1), tensors.lessEqual(0.1, x));
      assertSameBits(where(x, 0.1, x), where(x, tensors.full([], 0.1, x.dtype), x));
    }),
  );
});

test('operands that do not fit are refused in a sentence with both shapes or types', () => {
  assert.throws(() => tensors.add(zeros([2, 3]), zeros([2])), {
    name: 'RangeError',
    message:
      'add: expected shapes that broadcast (equal extents, or 1, from the last axis on), got [2, 3] and [2]',
  });
  assert.throws(() => where(zeros([2]), zeros([3]), 0), /^RangeError: where: .*\[2\] and \[3\]$/);
  assert.throws(
    () => broadcastTo(zeros([2, 1]), [2]),
    /^RangeError: broadcastTo: expected a shape that \[2, 1\] broadcasts to, got \[2\]$/,
  );
  assert.throws(() => tensors.mul(tensor([1]), zeros([1], 'float32')), {
    name: 'TypeError',
    message:
      'mul: expected operands of one element type, got float64 and float32; cast one of them',
  });
});
