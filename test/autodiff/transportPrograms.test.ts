import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients, emd, emdOfCosts, grad, hvp, jvp, vjp } from '../../lib/autodiff/index.js';
import { key, normal } from '../../lib/random/index.js';
import {
  add, cast, div, exp, matmul, mean, mul, reshape, sizeOf, slice, stack, sub, sum, tensor, type DType,
  type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { assertClose } from '../support/naiveTensor.js';
import { innerProduct, shifted } from '../support/treeArithmetic.js';

const draw = (seed: number, ...shape: number[]): Tensor =>
  tensor(normal(key(seed), sizeOf(shape)), shape);

/** Positive weights […, n] whose sums along the last axis are `masses` […, 1]. */
function weights(seed: number, masses: Tensor, ...shape: number[]): Tensor {
  const w = exp(draw(seed, ...shape));
  return mul(div(w, reshape(sum(w, -1), [...shape.slice(0, -1), 1])), masses);
}

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual} instead of ${expected}`,
  );

const one = tensor(1);

for (const metric of ['sqeuclidean', 'euclidean'] as const) {
  test(`${metric}: costs of a batch derive with respect to own and shared points, to second order`, () => {
    const given = { a: weights(1, one, 3, 5), b: weights(2, one, 4) };
    const f = ({ x, y }: { x: Tensor; y: Tensor }): Tensor => emd(x, y, metric, given);
    checkGradients(f, { x: draw(3, 3, 5, 2), y: draw(4, 3, 4, 2) });
    checkGradients(f, { x: draw(5, 5, 2), y: draw(6, 3, 4, 2) });
    checkGradients(f, { x: draw(7, 3, 1, 5, 2), y: draw(8, 4, 2) });
  });
}

test('costs of a batch derive with respect to own and shared matrices, to second order', () => {
  const given = { a: weights(9, one, 3, 5), b: weights(10, one, 3, 4) };
  checkGradients((c: Tensor) => emdOfCosts(exp(c), given), draw(11, 3, 5, 4));
  checkGradients((c: Tensor) => emdOfCosts(exp(c), given), draw(12, 5, 4));
});

test('costs of a batch derive with respect to weights, each problem having its own mass', () => {
  const masses = tensor([[1], [2.5], [0.04]]);
  const start = { a: weights(13, masses, 3, 5), b: weights(14, masses, 3, 4) };
  const functions: ((w: typeof start) => Tensor)[] = [
    (w) => emd(draw(15, 5, 2), draw(16, 3, 4, 2), 'sqeuclidean', w),
    (w) => emd(draw(15, 3, 5, 2), draw(16, 4, 2), 'euclidean', w),
    (w) => emdOfCosts(draw(17, 5, 4), w),
  ];
  const da = mul(draw(18, 3, 5), masses);
  const db = mul(draw(19, 3, 4), masses);
  const excess = div(sub(sum(da, -1), sum(db, -1)), 4);
  const direction = { a: da, b: add(db, reshape(excess, [3, 1])) };
  for (const f of functions) {
    const h = 1e-5;
    const numeric = div(
      sub(f(shifted(start, direction, h)), f(shifted(start, direction, -h))),
      2 * h,
    );
    assertClose(jvp(f, start, direction).tangent, numeric, 1e-8);
    const w = draw(20, 3);
    near(innerProduct(vjp(f, start).pullback(w), direction), innerProduct(w, numeric), 1e-8);
  }
});

test('weights that problems share derive to the sum over the problems, with mean 0 on one side', () => {
  const [x, y] = [draw(21, 4, 5, 2), draw(22, 4, 7, 2)];
  const a = weights(23, one, 5);
  const f = (w: Tensor): Tensor => sum(emd(x, y, 'sqeuclidean', { a: w }));
  const gradient = grad(f)(a);
  near(sum(gradient).item(), 0, 1e-14);
  const d = draw(24, 5);
  const direction = sub(d, mean(d));
  const h = 1e-5;
  const numeric = (f(shifted(a, direction, h)).item() - f(shifted(a, direction, -h)).item()) / (2 * h); // prettier-ignore
  near(innerProduct(gradient, direction), numeric, 1e-8);
});

interface Affine {
  readonly matrix: Tensor;
  readonly shift: Tensor;
}

const points = { x: draw(25, 6, 7, 3), y: draw(26, 6, 5, 3) };
const map: Affine = { matrix: draw(27, 3, 3), shift: draw(28, 3) };

/** The mean cost of a batch whose points x all go through one affine map. */
function meanCost(theta: Affine, { x, y }: typeof points): Tensor {
  return mean(emd(add(matmul(x, theta.matrix), theta.shift), y));
}

/** The same, problem by problem. */
function meanCostOfLoop(theta: Affine, { x, y }: typeof points): Tensor {
  const pick = (all: Tensor, p: number): Tensor =>
    reshape(slice(all, [p], [p + 1]), all.shape.slice(1));
  const costs = Array.from({ length: 6 }, (_, p) =>
    emd(add(matmul(pick(x, p), theta.matrix), theta.shift), pick(y, p)),
  );
  return mean(stack(costs));
}

const as = <T extends object>(tree: T, dtype: DType): T =>
  Object.fromEntries(Object.entries(tree).map(([name, x]) => [name, cast(x, dtype)])) as T;

test('an affine map of a batch of clouds gets the derivatives of finite differences', () => {
  checkGradients((theta: Affine) => meanCost(theta, points), map);
});

for (const [dtype, tolerance] of [
  ['float64', 1e-14],
  ['float32', 2e-6],
] as const) {
  // prettier-ignore
  test(`${dtype}: an affine map of a batch of clouds derives as it does through a loop`, () => {
    const [theta, given] = [as(map, dtype), as(points, dtype)];
    const direction = as<Affine>({ matrix: draw(29, 3, 3), shift: draw(30, 3) }, dtype);
    const [batch, loop] = [meanCost, meanCostOfLoop].map((f) => ({
      gradient: grad(f)(theta, given),
      curvature: hvp((t: Affine) => f(t, given), theta, direction),
    }));
    const wide = grad(meanCost)(as(theta, 'float64'), as(given, 'float64'));
    for (const name of ['matrix', 'shift'] as const) {
      assertClose(batch.gradient[name], loop.gradient[name], tolerance, name);
      assertClose(batch.curvature[name], loop.curvature[name], tolerance, name);
      assertClose(cast(batch.gradient[name], 'float64'), wide[name], tolerance, name);
      assert.equal(batch.gradient[name].dtype, dtype);
    }
  });
}
