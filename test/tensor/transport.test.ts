import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emd } from '../../lib/transport/index.js';
import { key, normal } from '../../lib/random/index.js';
import {
  apply, cast, full, sizeOf, tensor, transportPlan, transportPlanOfCosts, uniformWeights, zeros, type DType, type Shape, type Tensor,
  type TransportPlan,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { assertSameBits } from '../support/naiveTensor.js';

const draw = (seed: number, ...shape: number[]): Tensor =>
  tensor(normal(key(seed), sizeOf(shape)), shape);

const uniform = (...shape: number[]): Tensor => full(shape, 1 / shape[shape.length - 1]);

/** The numbers of problem k, of which every one has `size`. */
const part = (x: Tensor, k: number, size: number): Float64Array =>
  Float64Array.from(x.data.slice(k * size, (k + 1) * size));

/** What `emd` of lib/transport says, problem by problem, with the support filled up to n + m − 1. */
function stackedPlans(
  solutions: readonly ReturnType<typeof emd>[],
  batch: Shape,
  support: number,
  dtype: DType,
): TransportPlan {
  const stacked = (
    pick: (s: ReturnType<typeof emd>) => ArrayLike<number>,
    size: number,
  ): Tensor => {
    const rows = solutions.flatMap((s) => Array.from({ length: size }, (_, k) => pick(s)[k] ?? 0));
    return cast(tensor(Float64Array.from(rows), [...batch, size]), dtype);
  };
  return {
    row: stacked(({ plan }) => plan.row, support),
    column: stacked(({ plan }) => plan.column, support),
    mass: stacked(({ plan }) => plan.mass, support),
    u: stacked(({ u }) => u, solutions[0].u.length),
    v: stacked(({ v }) => v, solutions[0].v.length),
  };
}

function assertSamePlans(actual: TransportPlan, expected: TransportPlan): void {
  for (const name of ['row', 'column', 'mass', 'u', 'v'] as const) {
    assertSameBits(actual[name], expected[name], name);
  }
}

for (const dtype of ['float64', 'float32'] as const) {
  test(`${dtype}: the plans of a batch stand side by side, each that of its problem alone`, () => {
    const [n, m, d] = [3, 5, 2];
    const x = cast(draw(1, 2, 1, n, d), dtype);
    const y = cast(draw(2, 4, m, d), dtype);
    const a = cast(uniform(n), dtype);
    // two masses of 0 in a problem, so that supports differ in length
    const b = cast(tensor([[0.1, 0.4, 0, 0.5, 0], [0.2, 0.2, 0.2, 0.2, 0.2], [0.3, 0.3, 0.1, 0.1, 0.2], [1, 0, 0, 0, 0]]), dtype); // prettier-ignore
    const solutions = [0, 1].flatMap((i) =>
      [0, 1, 2, 3].map((j) =>
        emd({
          x: part(x, i, n * d),
          y: part(y, j, m * d),
          dimension: d,
          metric: 'euclidean',
          a: part(a, 0, n),
          b: part(b, j, m),
        }),
      ),
    );
    const expected = stackedPlans(solutions, [2, 4], n + m - 1, dtype);
    assertSamePlans(transportPlan(x, y, a, b, 'euclidean'), expected);
  });

  test(`${dtype}: plans of one matrix of costs with many weights are those of each of them`, () => {
    const costs = cast(draw(3, 3, 4), dtype);
    const a = cast(tensor([[[0.5, 0.25, 0.25]], [[0.125, 0.75, 0.125]]]), dtype);
    const b = cast(tensor([[0.25, 0.25, 0.25, 0.25], [0.5, 0, 0.5, 0]]), dtype); // prettier-ignore
    const solutions = [0, 1].flatMap((i) =>
      [0, 1].map((j) =>
        emd({
          costs: part(costs, 0, 12),
          rows: 3,
          columns: 4,
          a: part(a, i, 3),
          b: part(b, j, 4),
        }),
      ),
    );
    const expected = stackedPlans(solutions, [2, 2], 6, dtype);
    assertSamePlans(transportPlanOfCosts(costs, a, b), expected);
  });
}

test('a batch of no problems has plans without elements', () => {
  const { row, u, v } = transportPlan(
    zeros([3, 0, 2, 1]), zeros([4, 1]), uniform(2), uniform(4), 'euclidean',
  ); // prettier-ignore
  assert.deepEqual([row.shape, u.shape, v.shape], [[3, 0, 5], [3, 0, 2], [3, 0, 4]]); // prettier-ignore
});

test('one point on each side is a problem, with nothing packed but its entry and two duals', () => {
  const weight = uniformWeights(1, zeros([]));
  const { row, column, mass, u, v } = transportPlan(
    tensor([[3]]), tensor([[5]]), weight, weight, 'sqeuclidean',
  ); // prettier-ignore
  assert.deepEqual([row, column, mass].map((x) => x.item()), [0, 0, 1]); // prettier-ignore
  assert.equal(u.item() + v.item(), 4);
  const packed = apply('transportOfCosts', [zeros([2, 3]), uniform(2), uniform(3)], null);
  assert.deepEqual(packed.shape, [3 * (2 + 3 - 1) + 2 + 3]);
});

test('uniform weights are 1/n in the element type of their model', () => {
  assertSameBits(uniformWeights(4, zeros([])), tensor([0.25, 0.25, 0.25, 0.25]));
  assertSameBits(uniformWeights(3, zeros([1], 'float32')), full([3], 1 / 3, 'float32'));
});

test('an invalid problem is named by its index in the batch', () => {
  const [x, y] = [draw(4, 5, 3, 2), draw(5, 2, 2)];
  const unequal = tensor([[0.5, 0.5], [0.25, 0.75], [1, 0], [0.5, 0.75], [0.5, 0.5]]); // prettier-ignore
  assert.throws(() => transportPlan(x, y, uniform(3), unequal, 'euclidean'), {
    name: 'RangeError',
    message:
      'emd: in problem [3] of the batch [5], expected a and b to have the same total mass, got 1 and ' +
      '1.25; normalise them first',
  });
  for (const [i, j] of [
    [0, 1],
    [1, 2],
  ]) {
    // prettier-ignore
    const costs = zeros([2, 3, 2, 2]);
    costs.data[(i * 3 + j) * 4 + 3] = NaN;
    assert.throws(
      () => transportPlanOfCosts(costs, uniform(2), uniform(2)),
      (error: Error) =>
        error instanceof RangeError &&
        error.message.startsWith(
          `emd: in problem [${i}, ${j}] of the batch [2, 3], expected costs`,
        ) &&
        error.message.endsWith('NaN in row 1, column 1'),
    );
  }
});

test('an infeasible problem of a batch is named, with the error of the solver as its cause', () => {
  const costs = tensor([[[1, 2], [3, 4]], [[Infinity, 1], [Infinity, 1]]]); // prettier-ignore
  assert.throws(
    () => transportPlanOfCosts(costs, uniform(2), uniform(2)),
    (error: Error) => {
      assert.equal(error.constructor, Error);
      assert.match(error.message, /^emd: in problem \[1\] of the batch \[2\], expected a plan/);
      assert.match((error.cause as Error).message, /^emd: expected a plan to exist/);
      return true;
    },
  );
});

test('an invalid single problem has the message of lib/transport', () => {
  assert.throws(() => transportPlanOfCosts(zeros([2, 2]), uniform(2), tensor([1, 1])), {
    message: /^emd: expected a and b to have the same total mass, got 1 and 2/,
  });
});

test('operands of a batch that do not fit are refused with their shapes', () => {
  const refused = (f: () => unknown, message: string): void =>
    assert.throws(f, { name: 'RangeError', message });
  const plan = (x: Shape, y: Shape, a: Shape, b: Shape) => () =>
    transportPlan(zeros(x), zeros(y), zeros(a), zeros(b), 'sqeuclidean');
  const points = 'emd: expected x […, n, d], y […, m, d], a […, n], b […, m], got ';
  refused(plan([2, 3, 2], [4, 1], [3], [4]), `${points}[2, 3, 2], [4, 1], [3], [4]`);
  refused(plan([2, 3, 2], [4, 2], [2], [4]), `${points}[2, 3, 2], [4, 2], [2], [4]`);
  refused(plan([2], [4, 2], [3], [4]), `${points}[2], [4, 2], [3], [4]`);
  refused(plan([3, 2], [4, 2], [3], []), `${points}[3, 2], [4, 2], [3], []`);
  const leading =
    'emd, in the axes before those of one problem: expected shapes that broadcast (equal extents, or 1, ' +
    'from the last axis on), got ';
  refused(plan([2, 3, 2], [5, 4, 2], [3], [4]), `${leading}[2] and [5]`);
  refused(plan([2, 3, 2], [2, 4, 2], [2, 3], [7, 1, 3, 4]), `${leading}[2] and [7, 1, 3]`);
  refused(plan([2, 0, 2], [4, 2], [0], [4]), 'emd: expected at least one point on each side, got 0 and 4'); // prettier-ignore
  refused(plan([2, 3, 2], [0, 2], [3], [0]), 'emd: expected at least one point on each side, got 3 and 0'); // prettier-ignore
  refused(
    () => transportPlanOfCosts(zeros([4]), uniform(4), zeros([])),
    'emd: expected costs […, n, m], a […, n], b […, m], got [4], [4], []',
  );
});
