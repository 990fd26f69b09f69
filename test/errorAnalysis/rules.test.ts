import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { grad } from '../../lib/autodiff/index.js';
import { BoundedTensor, precisions, ulp } from '../../lib/errorAnalysis/index.js';
import {
  abs, add, cast, clamp, contractRows, div, exp, gather, linear, logCosh, matmul, maximum, mul, neg, relu,
  scatterAdd, slice, sqrt, square, sub, sum, tanh, tensor, transpose, where, less, type DenseTensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { mulberry32 } from '../support/shuffledSums.js';

const { float32 } = precisions;

type Program = (x: Tensor, y: Tensor) => Tensor;
const rows = tensor([2, 0, 0, 1]);

/** Programs of two matrices [4, 4]; each rule occurs. */
const programs: Readonly<Record<string, Program>> = {
  'x + y': add,
  'x − y': sub,
  'x · y': mul,
  'x / (2 + |y|)': (x, y) => div(x, add(abs(y), 2)),
  '√|x|': (x) => sqrt(abs(x)),
  'max(x, y)': maximum,
  '−relu x': (x) => neg(relu(x)),
  'clamp x': (x) => clamp(x, -0.3, 0.3),
  'tanh x': tanh,
  'log cosh x': logCosh,
  'xy': matmul,
  'x₁y₁ᵀ': (x, y) => matmul(slice(x, [0, 0], [4, 1]), slice(y, [0, 0], [1, 4])),
  'xᵀy': contractRows,
  'linear': (x, y) => linear(x, y, sum(y, 0)),
  'Σ x': (x) => sum(x),
  'Σ (x − y)²': (x, y) => sum(square(sub(x, y)), -1),
  'x[rows]': (x) => gather(x, cast(rows, x.dtype)),
  'Σ to rows': (x) => scatterAdd(x, cast(rows, x.dtype), 4),
  'x < y ? x : y': (x, y) => where(less(x, y), x, y),
  'a chain of layers': (x, y) => matmul(relu(matmul(x, y)), transpose(y)),
  'a gradient': (x, y) => grad((x: Tensor) => sum(square(relu(matmul(x, y)))))(x),
  'a constant': (x) => mul(x, 0.1),
}; // prettier-ignore

/** A matrix of binary32 numbers, some of them 0, and one that is at most `error` away from it. */
function inexact(random: () => number): { operand: BoundedTensor; given: DenseTensor } {
  const scale = random() < 0.2 ? 1e3 : 1;
  const values = Float64Array.from({ length: 16 }, () =>
    random() < 0.1 ? 0 : Math.fround(scale * (2 * random() - 1)),
  );
  const sizes = values.map((x) => (random() < 0.5 ? 0 : Math.abs(x) * 1e-4 * random()));
  const given = tensor(
    values.map((x, k) => x + sizes[k] * (2 * random() - 1)),
    [4, 4],
  );
  // the distance after rounding is the error
  const rounded = cast(given, 'float32');
  const error = tensor(
    sizes.map((e, k) => e + Math.abs(rounded.data[k] - given.data[k])),
    [4, 4],
  );
  const value = tensor(values, [4, 4]);
  return { operand: new BoundedTensor({ value, error, wide: error }, float32), given: rounded };
}

for (const [name, program] of Object.entries(programs)) {
  test(`the bound of ${name} holds for binary32 arithmetic on operands within their bounds`, () => {
    let most = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const random = mulberry32(seed);
        const [x, y] = [inexact(random), inexact(random)];
        const expected = program(x.operand, y.operand) as BoundedTensor;
        const got = program(x.given, y.given).data;
        const bound = expected.wide?.data;
        for (let k = 0; k < got.length; k++) {
          const apart = Math.abs(got[k] - expected.value.data[k]);
          assert.ok(
            apart <= (bound?.[k] ?? 0) * (1 + 1e-9),
            `element ${k}: ${apart} > ${bound?.[k]}`,
          );
          if (apart > 0) most = Math.max(most, apart / (bound?.[k] ?? 0));
        }
      }),
      { numRuns: 100 },
    );
    assert.ok(most > 0.02, `the largest error is ${most} of its bound`);
  });
}

test('numbers given exactly have no error, and a comparison of them is decided', () => {
  const x = BoundedTensor.exact(tensor([0, 1, -1]), float32);
  assert.equal((relu(x) as BoundedTensor).error, null);
  assert.equal((less(0, x) as BoundedTensor).wide, null);
});

test('a ReLU whose argument may lie on either side of 0 widens its derivative by the whole of it', () => {
  const zero = tensor([1e-9, 1]);
  const near = new BoundedTensor(
    { value: zero, error: tensor([1e-8, 1e-8]), wide: tensor([1e-8, 1e-8]) },
    float32,
  );
  const { value, error, wide } = grad((x: Tensor) => sum(mul(relu(x), 3)))(near) as BoundedTensor;
  assert.deepEqual([...value.data], [3, 3]);
  assert.ok((error?.data[0] ?? 0) < 1e-5);
  assert.ok((wide?.data[0] ?? 0) >= 3, 'the first may be on or off');
  assert.ok((wide?.data[1] ?? 0) < 1e-5, 'the second is on');
});

test('a primitive without a rule is refused by name', () => {
  assert.throws(() => exp(BoundedTensor.exact(tensor([1]), float32)), /that has a bound, got exp/);
});

test('ulp is the distance to the next number of the format', () => {
  for (const x of [1, 1.5, 0.75, 3e10, 1e-37, -7]) {
    const next = cast(tensor([Math.abs(x)]), 'float32');
    const bits = new Uint32Array(next.data.buffer);
    const before = next.data[0];
    bits[0] += 1;
    assert.equal(ulp(before, float32), next.data[0] - before);
  }
  assert.equal(ulp(1, precisions.float64), Number.EPSILON);
});
