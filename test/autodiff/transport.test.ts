import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients, emd, emdOfCosts, grad, pairedDistance } from '../../lib/autodiff/index.js';
import { key, normal } from '../../lib/random/index.js';
import { add, exp, full, mul, sub, sum, tensor, type Tensor } from '../../lib/tensor/index.js';
import { assertClose } from '../support/naiveTensor.js';

const draw = (seed: number, ...shape: number[]): Tensor =>
  tensor(
    normal(
      key(seed),
      shape.reduce((size, e) => size * e, 1),
    ),
    shape,
  );

/** Positive weights with sum `mass`. */
function weights(seed: number, n: number, mass = 1): Tensor {
  const w = exp(draw(seed, n));
  return mul(w, mass / sum(w).item());
}

/** [f(a + hd) − f(a − hd)] / 2h */
function directional(f: (a: Tensor) => Tensor, a: Tensor, d: Tensor, h = 1e-5): number {
  return (f(add(a, mul(d, h))).item() - f(sub(a, mul(d, h))).item()) / (2 * h);
}

const inner = (a: Tensor, b: Tensor): number => sum(mul(a, b)).item();
const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual} instead of ${expected}`,
  );

for (const metric of ['sqeuclidean', 'euclidean'] as const) {
  test(`${metric}: emd derives with respect to points of both sides, to second order`, () => {
    for (const [n, m] of [
      [5, 7],
      [6, 6],
      [1, 3],
    ]) {
      const w = { a: weights(1, n), b: weights(2, m) };
      checkGradients(({ x, y }: { x: Tensor; y: Tensor }) => emd(x, y, metric, w), {
        x: draw(3, n, 3),
        y: draw(4, m, 3),
      });
      checkGradients((x: Tensor) => emd(x, draw(4, m, 2), metric), draw(5, n, 2));
    }
  });

  test(`${metric}: paired distances derive to second order`, () => {
    const start = { x: draw(6, 5, 3), y: draw(7, 5, 3) };
    checkGradients(({ x, y }: typeof start) => pairedDistance(x, y, metric), start);
  });

  test(`${metric}: on a line the derivative follows the sorted points`, () => {
    const x = tensor([[3], [-1], [0.5]]);
    const y = tensor([[0], [2], [1]]);
    // sorted pairs: −1 ↔ 0, 0.5 ↔ 1, 3 ↔ 2, each with mass 1/3
    const expected = metric === 'euclidean' ? [1, -1, -1] : [2, -2, -1];
    const gradient = grad((p: Tensor) => emd(p, y, metric))(x);
    assertClose(gradient, tensor(expected.map((g) => [g / 3])), 1e-15);
  });
}

test('the derivative of the cost with respect to the cost matrix is the optimal plan', () => {
  const [a, b] = [weights(8, 4), weights(9, 6)];
  const costs = draw(10, 4, 6);
  const plan = grad((c: Tensor) => emdOfCosts(c, { a, b }))(costs);
  assert.ok(plan.data.every((mass) => mass >= 0));
  assertClose(sum(plan, 1), a, 1e-15, 'row sums');
  assertClose(sum(plan, 0), b, 1e-15, 'column sums');
  near(inner(plan, costs), emdOfCosts(costs, { a, b }).item(), 1e-14);
  const direction = draw(11, 4, 6);
  const numeric = directional((c) => emdOfCosts(c, { a, b }), costs, direction);
  near(inner(plan, direction), numeric, 1e-9);
  assert.ok(plan.data.filter((mass) => mass > 0).length <= 4 + 6 - 1);
});

test('weights of one side derive to the duals with mean 0', () => {
  const [x, y] = [draw(12, 5, 2), draw(13, 8, 2)];
  const a = weights(14, 5);
  const b = weights(15, 8);
  const sides: [string, Tensor, (w: Tensor) => Tensor][] = [
    ['a', a, (w) => emd(x, y, 'sqeuclidean', { a: w })],
    ['b', b, (w) => emd(x, y, 'euclidean', { b: w })],
    ['a of costs', a, (w) => emdOfCosts(draw(16, 5, 8), { a: w })],
    ['b of costs', b, (w) => emdOfCosts(draw(16, 5, 8), { b: w })],
  ];
  for (const [name, start, f] of sides) {
    const gradient = grad(f)(start);
    assert.ok(Math.abs(sum(gradient).item()) < 1e-14, name);
    for (const seed of [17, 18]) {
      const d = draw(seed, start.size);
      const keepingMass = sub(d, sum(d).item() / d.size);
      near(inner(gradient, keepingMass), directional(f, start, keepingMass), 1e-8);
    }
  }
});

test('weights of both sides derive in every direction that keeps their masses equal, whatever the mass', () => {
  interface Both {
    readonly a: Tensor;
    readonly b: Tensor;
  }
  const [x, y] = [draw(19, 5, 2), draw(20, 8, 2)];
  const functions: ((w: Both) => Tensor)[] = [
    (w) => emd(x, y, 'sqeuclidean', w),
    (w) => emd(x, y, 'euclidean', w),
    (w) => emdOfCosts(draw(27, 5, 8), w),
  ];
  for (const f of functions) {
    for (const mass of [1, 2.5, 0.04]) {
      const start: Both = { a: weights(21, 5, mass), b: weights(22, 8, mass) };
      const gradient = grad(f)(start);
      near(sum(gradient.a).item(), sum(gradient.b).item(), 1e-12);
      // scaling both scales the cost: Euler's relation for a function of degree 1
      near(inner(gradient.a, start.a) + inner(gradient.b, start.b), f(start).item(), 1e-12);
      const da = draw(23, 5);
      const db = draw(24, 8);
      const balanced = add(db, (sum(da).item() - sum(db).item()) / 8);
      const h = 1e-5 * mass;
      const at = (s: number): number =>
        f({ a: add(start.a, mul(da, s)), b: add(start.b, mul(balanced, s)) }).item();
      near(inner(gradient.a, da) + inner(gradient.b, balanced), (at(h) - at(-h)) / (2 * h), 1e-8);
    }
  }
});

test('forbidden arcs have no part in the cost or in its derivative', () => {
  // the plan uses two of at most three arcs; the unused entry names arc (0, 0), which is forbidden
  const costs = tensor([[Infinity, 1], [2, Infinity]]); // prettier-ignore
  const value = emdOfCosts(costs);
  assert.equal(value.item(), 1.5);
  assert.deepEqual([...grad(emdOfCosts)(costs).data], [0, 0.5, 0.5, 0]);
});

test('emd works in float32, with masses rounded on both sides', () => {
  const x = tensor(Float32Array.from(draw(25, 3, 2).data), [3, 2]);
  const y = tensor(Float32Array.from(draw(26, 7, 2).data), [7, 2]);
  const single = emd(x, y);
  assert.equal(single.dtype, 'float32');
  const wide = emd(
    tensor(Float64Array.from(x.data), [3, 2]),
    tensor(Float64Array.from(y.data), [7, 2]),
  );
  near(single.item(), wide.item(), 1e-6);
});

test('emd refuses points, weights and costs that do not fit', () => {
  const refused = (f: () => unknown, message: string): void =>
    assert.throws(f, { name: 'RangeError', message });
  refused(
    () => emd(draw(1, 2, 3), draw(1, 2, 2)),
    'emd: expected x […, n, d], y […, m, d], a […, n], b […, m], got [2, 3], [2, 2], [2], [2]',
  );
  refused(
    () => emdOfCosts(draw(1, 2, 3), { a: full([3], 1 / 3) }),
    'emd: expected costs […, n, m], a […, n], b […, m], got [2, 3], [3], [3]',
  );
  assert.throws(
    () => emd(draw(1, 2, 3), draw(2, 2, 3), 'euclidean', { a: full([2], 1) }),
    /emd: expected/,
  );
});

test('points or costs of too few axes are refused by all shapes, without weights for what is not there', () => {
  const [line, plane] = [tensor([1, 2]), tensor([[1, 2]])];
  const ofPoints = 'emd: expected x […, n, d], y […, m, d], a […, n], b […, m], got';
  const ofCosts = 'emd: expected costs […, n, m], a […, n], b […, m], got';
  const cases: readonly (readonly [() => Tensor, string])[] = [
    [() => emd(line, plane), `${ofPoints} [2], [1, 2], [0], [1]`],
    [() => emd(plane, line), `${ofPoints} [1, 2], [2], [1], [0]`],
    [() => emdOfCosts(line), `${ofCosts} [2], [0], [2]`],
    [() => emdOfCosts(tensor(1)), `${ofCosts} [], [0], [0]`],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});

test('points that coincide are at distance 0, also in a plan that moves others', () => {
  const x = tensor([[1, 2], [0, 0], [3, 4]]); // prettier-ignore
  const y = tensor([[1, 2], [3, 4], [0, 0]]); // prettier-ignore
  for (const metric of ['euclidean', 'sqeuclidean'] as const) {
    assert.deepEqual([...pairedDistance(x, y, metric).data].slice(0, 1), [0]);
    assert.equal(emd(x, y, metric).item(), 0);
  }
  assert.deepEqual([...pairedDistance(x, y, 'euclidean').data], [0, 5, 5]);
});
