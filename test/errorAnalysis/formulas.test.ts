import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedTensor, gamma, precisions, type Precision } from '../../lib/errorAnalysis/index.js';
import {
  abs, add, broadcastTo, clamp, contractRows, div, linear, logCosh, matmul, maximum, minimum, mul, neg, relu,
  scatterAdd, sqrt, sub, sum, tanh, tensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore

/** A number, with how far an implementation's can be from it on the same branches and on any. */
interface Uncertain {
  readonly value: number;
  readonly error: number;
  readonly wide: number;
}

const precisionsOfBoth = Object.values(precisions);

/** Operands of about `scale`, no two parts of which are alike. */
function operands(scale: number): Uncertain[] {
  return [
    { value: 3 * scale, error: 0.01 * scale, wide: 0.07 * scale },
    { value: -1.25 * scale, error: 0.002 * scale, wide: 0.5 * scale },
    { value: 0.7 * scale, error: 0.03 * scale, wide: 0.03 * scale },
    { value: -5.5 * scale, error: 0, wide: 0.25 * scale },
  ];
}

function bounded(list: readonly Uncertain[], shape: number[], precision: Precision): BoundedTensor {
  const part = (name: keyof Uncertain): ReturnType<typeof tensor> =>
    tensor(
      list.map((one) => one[name]),
      shape,
    );
  return new BoundedTensor(
    { value: part('value'), error: part('error'), wide: part('wide') },
    precision,
  );
}

const first = (bound: { data: ArrayLike<number> } | null): number => bound?.data[0] ?? 0;

/** Both bounds of a result of one element against the formula, which is told which of the two to take. */
function assertFormula(
  result: Tensor,
  formula: (error: (x: Uncertain) => number) => number,
  story: string,
): void {
  const { error, wide } = result as BoundedTensor;
  const close = (got: number, expected: number): void => {
    assert.ok(Math.abs(got - expected) <= 1e-14 * expected, `${story}: ${got}, not ${expected}`);
  };
  close(
    first(error),
    formula((x) => x.error),
  );
  close(
    first(wide),
    formula((x) => x.wide),
  );
}

const size = ({ value, wide }: Uncertain): number => Math.abs(value) + wide;
const total = (numbers: readonly number[]): number => numbers.reduce((s, x) => s + x, 0);

/** γ_{terms−1} · mass, and a flush for each addition. */
function additions(mass: number, terms: number, precision: Precision): number {
  return (
    gamma(terms - 1, precision) * mass + (terms - 1) * Math.min(precision.tiny, Math.abs(mass))
  );
}

function rounding(units: number, q: number, { both, tiny }: Precision): number {
  return units * both * Math.abs(q) + Math.min(tiny, Math.abs(q));
}

/** About 1, and so small that flushes to zero count for more than roundings. */
function eachScale(check: (list: Uncertain[], precision: Precision, story: string) => void): void {
  for (const precision of precisionsOfBoth) {
    for (const scale of [1, 8 * precision.tiny, Math.sqrt(precision.tiny) / 4]) {
      check(operands(scale), precision, `${precision.dtype}, about ${scale}`);
    }
  }
}

test('γ_n is n U / (1 − n U) with the roundoffs of both arithmetics, and no number where n U is 1', () => {
  for (const precision of precisionsOfBoth) {
    const { both, unit } = precision;
    assert.equal(both, unit + 2 ** -53);
    assert.equal(gamma(3, precision), (3 * both) / (1 - 3 * both));
    assert.equal(gamma(0, precision), 0);
    assert.equal(gamma(1 / both, precision), Infinity);
  }
});

test('an open sum is charged γ of one less than its terms, once, however it was put together', () => {
  eachScale(([x, y, z, t], precision, story) => {
    const one = (u: Uncertain): BoundedTensor => bounded([u], [1], precision);
    const together = (list: Uncertain[]) => (error: (u: Uncertain) => number) =>
      total(list.map(error)) + additions(total(list.map(size)), list.length, precision);
    assertFormula(add(one(x), one(y)), together([x, y]), story);
    assertFormula(sub(one(x), one(y)), together([x, y]), story);
    assertFormula(add(add(one(x), one(y)), one(z)), together([x, y, z]), story);
    assertFormula(sub(one(x), neg(add(one(y), one(z)))), together([x, y, z]), story);
    assertFormula(sum(bounded([x, y, z, t], [4], precision)), together([x, y, z, t]), story);
    const pairs = add(bounded([x, y], [2], precision), bounded([z, t], [2], precision));
    assertFormula(sum(pairs), together([x, y, z, t]), story);
    const rows = tensor([0, 1, 0, 0]);
    const scattered = scatterAdd(bounded([x, y, z, t], [4, 1], precision), rows, 2);
    assertFormula(scattered, together([x, z, t]), story);
    assertFormula(neg(one(x)), together([x]), story);
  });
});

test('a sum of zeros is 0 exactly, of however many, and of that many others without bound', () => {
  const many = (value: number): BoundedTensor => {
    const row = sum(broadcastTo(bounded([{ value, error: 0, wide: 0 }], [1], precisions.float32), [4096])); // prettier-ignore
    return sum(broadcastTo(row, [4097])) as BoundedTensor;
  };
  assert.equal(first(many(0).error), 0);
  assert.equal(first(many(1).error), Infinity);
  // of a mass of 1
  const halves = bounded([{ value: 0.5, error: 0, wide: 0 }, { value: 0.5, error: 0, wide: 0 }], [2], precisions.float32); // prettier-ignore
  assertFormula(sum(halves), () => additions(1, 2, precisions.float32), 'halves');
});

test('products and quotients: what the operands carry, and their own roundings', () => {
  eachScale(([x, y], precision, story) => {
    const [a, b] = [bounded([x], [1], precision), bounded([y], [1], precision)];
    const [p, q] = [x.value * y.value, x.value / y.value];
    assertFormula(
      mul(a, b),
      (e) =>
        Math.abs(x.value) * e(y) +
        Math.abs(y.value) * e(x) +
        e(x) * e(y) +
        rounding(2, p, precision),
      story,
    );
    assertFormula(
      div(a, b),
      (e) => (e(x) + Math.abs(q) * e(y)) / (Math.abs(y.value) - e(y)) + rounding(6, q, precision),
      story,
    );
  });
});

test('a quotient below the least normal number may be flushed', () => {
  for (const precision of precisionsOfBoth) {
    const x = { value: precision.tiny / 4, error: 0, wide: 0 };
    const two = bounded([{ value: 2, error: 0, wide: 0 }], [1], precision);
    const expected = rounding(6, precision.tiny / 8, precision);
    assertFormula(div(bounded([x], [1], precision), two), () => expected, precision.dtype);
  }
});

test('functions of one operand, and the larger of two', () => {
  eachScale(([x, y, z], precision, story) => {
    const [a, b, c] = [x, y, z].map((u) => bounded([u], [1], precision));
    assertFormula(relu(c), (e) => e(z), story);
    assertFormula(abs(b), (e) => e(y), story);
    assertFormula(maximum(a, b), (e) => Math.max(e(x), e(y)), story);
    assertFormula(minimum(b, c), (e) => Math.max(e(y), e(z)), story);
    for (const f of [tanh, logCosh]) {
      const units = 16 * precision.both;
      assertFormula(f(a), (e) => e(x) + units * Math.max(1, Math.abs(x.value)), story);
      assertFormula(f(c), (e) => e(z) + units * Math.max(1, Math.abs(z.value)), story);
    }
    const root = Math.sqrt(x.value);
    assertFormula(
      sqrt(a),
      (e) =>
        Math.max(e(x) / (root + Math.sqrt(x.value - e(x))), Math.sqrt(x.value + e(x)) - root) +
        rounding(6, root, precision),
      story,
    );
  });
});

test('bounds of a clamp that are no short numbers are rounded where they are or may be taken', () => {
  const { float32 } = precisions;
  const at = (value: number, error: number): BoundedTensor =>
    bounded([{ value, error, wide: error }], [1], float32);
  const own = (bound: number): number => 2 * float32.both * bound;
  const cases: readonly (readonly [number, number, number])[] = [
    [0, 0.125, 0.125],
    [5, 0.125, 0.125 + own(1.3)],
    [-5, 0.125, 0.125 + own(0.3)],
    [-0.25, 0.125, 0.125 + own(0.25)],
    [1.25, 0.125, 0.125 + own(1.25)],
    [-0.3, 0, own(0.3)],
    [1.3, 0, own(1.3)],
  ];
  for (const [value, error, expected] of cases) {
    assertFormula(clamp(at(value, error), -0.3, 1.3), () => expected, `clamp(${value} ± ${error})`);
  }
  for (const [lower, upper, value] of [[-0.3, 1, -5], [-1, 1.3, 5], [-1, 0.3, -5]] as const) {
    const expected = own(Math.min(Math.max(value, lower), upper));
    assertFormula(clamp(at(value, 0), lower, upper), () => Math.abs(expected), `[${lower}, ${upper}]`);
  }
  assertFormula(clamp(at(5, 0.125), -1, 0.5), () => 0.125, 'short bounds');
}); // prettier-ignore

test('contractions: what the operands carry, a rounding for each product, an open sum of them', () => {
  eachScale((list, precision, story) => {
    const [x, w, y, v] = list;
    const bias = { value: 4 * x.value ** 2, error: 0.1 * x.value ** 2, wide: x.value ** 2 };
    const products = [
      [x, y],
      [w, v],
    ];
    const mass = total(products.map(([a, b]) => size(a) * size(b)));
    const carried = (e: (u: Uncertain) => number): number =>
      total(products.map(([a, b]) => Math.abs(a.value) * e(b) + e(a) * (Math.abs(b.value) + e(b))));
    const own = precision.both * mass + Math.min(2 * precision.tiny, mass);
    const [row, column] = [bounded([x, w], [1, 2], precision), bounded([y, v], [2, 1], precision)];
    const formula = (e: (u: Uncertain) => number): number =>
      carried(e) + own + additions(mass, 2, precision);
    assertFormula(matmul(row, column), formula, story);
    assertFormula(contractRows(bounded([x, w], [2, 1], precision), column), formula, story);
    const whole = mass + size(bias);
    assertFormula(
      linear(row, bounded([y, v], [1, 2], precision), bounded([bias], [1], precision)),
      (e) => carried(e) + own + e(bias) + additions(whole, 3, precision),
      story,
    );
  });
});

test('a constant of the program is rounded unless it is a multiple of 2⁻¹⁰ up to 2¹⁰', () => {
  const { float32 } = precisions;
  const zero = bounded([{ value: 0, error: 0, wide: 0 }], [1], float32);
  const errorOfConstant = (c: number): number => {
    // |0 · ĉ − 0| is 0, and the error of max(0, ĉ) that of ĉ
    return first((maximum(zero, tensor([c])) as BoundedTensor).error);
  };
  for (const c of [0, 1, -1, 2 ** -10, 1023.5, 1024, -1024]) assert.equal(errorOfConstant(c), 0);
  for (const c of [0.1, -0.1, 2 ** -11, 1025, -2048]) {
    assert.equal(errorOfConstant(c), 2 * float32.both * Math.abs(c));
  }
});

test('of several constants only those that are not short are rounded', () => {
  const zeros = BoundedTensor.exact(tensor([0, 0, 0]), precisions.float32);
  const { error } = maximum(zeros, tensor([0.5, 0.1, 2])) as BoundedTensor;
  assert.deepEqual([...error!.data], [0, 2 * precisions.float32.both * 0.1, 0]);
});

test('numbers without an error meet numbers with one, however many', () => {
  for (const count of [4096, 4097, 9000]) {
    const ones = tensor(new Float64Array(count).fill(1));
    const wide = tensor(new Float64Array(count).fill(0.5));
    const inexact = new BoundedTensor({ value: ones, error: wide, wide }, precisions.float64);
    const { error } = mul(BoundedTensor.exact(ones, precisions.float64), inexact) as BoundedTensor;
    assert.equal(error!.size, count);
    assert.ok(error!.data.every((e) => e > 0.5 && e < 0.51));
  }
});
