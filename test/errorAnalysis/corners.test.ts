import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BoundedTensor, precisions, type Precision } from '../../lib/errorAnalysis/index.js';
import {
  abs, add, clamp, div, equal, less, matmul, maximum, minimum, mul, neg, relu, sqrt, sub, sum, tensor,
  where, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore

const { float32, float64 } = precisions;

/** A number that an implementation may have got wrong by as much as `error`. */
interface Uncertain {
  readonly value: number;
  readonly error: number;
}

function bounded({ value, error }: Uncertain, precision: Precision = float64): BoundedTensor {
  const bound = error === 0 ? null : tensor([error]);
  return new BoundedTensor({ value: tensor([value]), error: bound, wide: bound }, precision);
}

const errorOf = (result: Tensor): number => (result as BoundedTensor).error?.data[0] ?? 0;
const wideOf = (result: Tensor): number => (result as BoundedTensor).wide?.data[0] ?? 0;

type Operation = (x: Tensor, y: Tensor) => Tensor;

/** Operations that are monotonic in each operand where it keeps its sign: their extremes lie at corners. */
const operations: Readonly<Record<string, Operation>> = {
  'x + y': add,
  'x − y': sub,
  'x · y': mul,
  'x / y': div,
  'max(x, y)': maximum,
  'min(x, y)': minimum,
  '√|x|': (x) => sqrt(abs(x)),
  '−x': (x) => neg(x),
  'clamp x': (x) => clamp(x, -0.5, 2),
}; // prettier-ignore

/** Values with errors of up to almost their own size, the sign kept. */
const uncertain = fc
  .tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.boolean(), fc.constantFrom(0, 0.1, 0.5, 0.95))
  .map(([size, negative, share]): Uncertain => ({ value: negative ? -size : size, error: share * size })); // prettier-ignore

for (const [name, operation] of Object.entries(operations)) {
  test(`the bound of ${name} is how far its operands' errors can carry it, and hardly more`, () => {
    fc.assert(
      fc.property(uncertain, uncertain, (x, y) => {
        const at = (p: number, q: number): number => operation(tensor([p]), tensor([q])).data[0];
        const exact = at(x.value, y.value);
        const corners = [-1, 1].flatMap((s) =>
          [-1, 1].map((t) => at(x.value + s * x.error, y.value + t * y.error)),
        );
        const carried = Math.max(...corners.map((corner) => Math.abs(corner - exact)));
        const bound = errorOf(operation(bounded(x), bounded(y)));
        const rounding =
          1e-13 * (Math.abs(x.value) + Math.abs(y.value) + Math.abs(exact) + carried);
        assert.ok(bound >= carried - rounding, `${bound} < ${carried}`);
        // max and min take the larger error of both, clamp that of its operand
        const most = name.startsWith('m') || name.startsWith('clamp') ? Math.max(x.error, y.error, carried) : carried; // prettier-ignore
        assert.ok(bound <= most + rounding, `${bound} > ${most}`);
      }),
    );
  });
}

test('a root of what may be 0 is bounded, and one of an error that is 1', () => {
  const cases: readonly (readonly [number, number, number])[] = [
    [0, 0, 0],
    [0, 0.25, 0.5],
    [3, 1, Math.sqrt(3) - Math.sqrt(2)],
    [1, 4, Math.sqrt(5) - 1],
    [0.25, 1, Math.sqrt(1.25) - 0.5],
  ];
  for (const [value, error, expected] of cases) {
    const bound = errorOf(sqrt(bounded({ value, error })));
    assert.ok(Math.abs(bound - expected) <= 1e-14, `√(${value} ± ${error}): ${bound}`);
  }
});

test('a quotient by what may be 0 has no bound, and 0 exactly divided by it has none to have', () => {
  const [one, zero] = [bounded({ value: 1, error: 0 }), bounded({ value: 0, error: 0 })];
  for (const error of [0.5, 0.75]) {
    const divisor = bounded({ value: -0.5, error });
    assert.equal(errorOf(div(one, divisor)), Infinity);
    assert.equal(errorOf(div(zero, divisor)), 0);
  }
});

test('a comparison is in doubt where the difference is within both bounds, wherever the numbers lie', () => {
  const doubt = (p: Uncertain, q: Uncertain): number => wideOf(less(bounded(p), bounded(q)));
  for (const value of [0, 5, -5]) {
    const near = { value: value + 0.75, error: 0.25 };
    assert.equal(doubt({ value, error: 0.5 }, near), 1);
    assert.equal(doubt({ value, error: 0.25 }, near), 0);
  }
  assert.equal(doubt({ value: 5, error: 0.5 }, { value: -5, error: 0.5 }), 0);
  const same = { value: 2, error: 0 };
  assert.equal((equal(bounded(same), bounded(same)) as BoundedTensor).wide, null);
  const far = { value: 5, error: 0.5 };
  assert.equal((less(bounded(same), bounded(far)) as BoundedTensor).wide, null);
});

test('an element that is given exactly is decided beside one that is not', () => {
  const beside = (values: number[]): BoundedTensor => {
    const error = tensor([0, 0.5]);
    return new BoundedTensor({ value: tensor(values), error, wide: error }, float64);
  };
  const { wide } = less(beside([1, 0]), beside([1, 0.25])) as BoundedTensor;
  assert.deepEqual([...wide!.data], [0, 1]);
});

test('a choice has the error of the branch that it takes, the other being exact or not', () => {
  const [yes, no] = [bounded({ value: 1, error: 0 }), bounded({ value: 0, error: 0 })];
  const [exact, inexact] = [bounded({ value: 2, error: 0 }), bounded({ value: 3, error: 0.25 })];
  assert.deepEqual([where(yes, exact, inexact), where(no, exact, inexact)].map(errorOf), [0, 0.25]);
  assert.deepEqual([where(yes, inexact, exact), where(no, inexact, exact)].map(errorOf), [0.25, 0]);
  assert.equal((where(no, exact, exact) as BoundedTensor).error, null);
});

test('a condition is in doubt from a half on', () => {
  const condition = (doubt: number): BoundedTensor =>
    new BoundedTensor({ value: tensor([1]), error: null, wide: tensor([doubt]) }, float64);
  const [x, y] = [bounded({ value: 7, error: 0.5 }), bounded({ value: 3, error: 0.25 })];
  assert.equal(wideOf(where(condition(0.5), x, y)), 4.75);
  assert.equal(wideOf(where(condition(0.499), x, y)), 0.5);
});

test('a choice in doubt is as wide as its branches are apart, with their own bounds', () => {
  const condition = less(bounded({ value: 0, error: 0.5 }), bounded({ value: 0.25, error: 0 }));
  const [x, y] = [bounded({ value: 7, error: 0.5 }), bounded({ value: 3, error: 0.25 })];
  assert.equal(errorOf(where(condition, x, y)), 0.5);
  assert.equal(wideOf(where(condition, x, y)), 4.75);
  const decided = less(bounded({ value: 0, error: 0.5 }), bounded({ value: 1, error: 0 }));
  assert.equal(wideOf(where(decided, x, y)), 0.5);
  // a branch that is itself in doubt stays as wide
  const other = less(bounded({ value: 1, error: 0 }), bounded({ value: 0, error: 0.5 }));
  for (const chosen of [
    where(decided, where(condition, x, y), y),
    where(other, x, where(condition, x, y)),
  ]) {
    assert.deepEqual([errorOf(chosen), wideOf(chosen)], [0.5, 4.75]);
  }
});

test('a result below the least normal number may have been flushed to zero', () => {
  const exactly = (value: number): BoundedTensor => bounded({ value, error: 0 }, float32);
  const row = (values: number[]): BoundedTensor =>
    BoundedTensor.exact(tensor(values, [1, values.length]), float32);
  const column = (values: number[]): BoundedTensor =>
    BoundedTensor.exact(tensor(values, [values.length, 1]), float32);
  const [least, small] = [2 ** -126, 2 ** -75];
  const results: readonly Tensor[] = [
    mul(exactly(small), exactly(small)),
    div(exactly(small), exactly(1 / small)),
    matmul(row([small]), column([small])),
    sub(exactly(1.5 * least), exactly(least)),
    relu(sub(exactly(1.5 * least), exactly(least))),
    sum(row([1.5 * least, -least])),
  ];
  for (const result of results) {
    const { value } = result as BoundedTensor;
    assert.ok(errorOf(result) >= value.data[0] && value.data[0] > 0, `${value.data[0]}`);
    assert.ok(errorOf(result) <= 4 * least);
  }
});

test('a sum of one term is that term, without a rounding', () => {
  const x = BoundedTensor.exact(tensor([[1], [2]]), float32);
  assert.equal((sum(x, 1) as BoundedTensor).error, null);
  assert.notEqual((sum(x, 0) as BoundedTensor).error, null);
});

test('the formats are those of IEEE 754', () => {
  assert.equal(Math.fround(float32.largest), float32.largest);
  assert.equal(Math.fround(float32.largest * (1 + float32.unit)), Infinity);
  assert.equal(float64.largest, Number.MAX_VALUE);
  assert.equal(float32.tiny, 1.1754943508222875e-38);
  assert.equal(float64.tiny, 2.2250738585072014e-308);
  assert.deepEqual([float32.unit, float64.unit], [2 ** -24, Number.EPSILON / 2]);
});
