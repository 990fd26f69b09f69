import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emd, emdOfCosts, grad, jvp, mapTree, vjp } from '../../lib/autodiff/index.js';
import { fold, key, normal } from '../../lib/random/index.js';
import {
  broadcastShapes, broadcastTo, cast, div, exp, reshape, sizeOf, slice, stack, sum, tensor,
  transportPlanOfCosts, zeros, type DType, type Shape, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { dtypes } from '../support/arbitraryTensors.js';
import { assertSameBits, at, build, positions, roundTo } from '../support/naiveTensor.js';
import { writtenSum } from '../support/writtenOrder.js';

/** Points or costs, and weights where they are given. */
type Operands = Readonly<Record<string, Tensor>>;

/** A batch, with the leading axes of each operand: all of them (own values), or some (shared). */
interface Batch {
  readonly operands: Operands;
  readonly leading: Readonly<Record<string, Shape>>;
  readonly batch: Shape;
  /** a number for each problem, and a change of each operand */
  readonly cotangent: Tensor;
  readonly direction: Operands;
}

type Program = (operands: Operands) => Tensor;

const programs: Readonly<Record<string, Program>> = {
  'emd, sqeuclidean': ({ x, y, a, b }) => emd(x, y, 'sqeuclidean', { a, b }),
  'emd, euclidean': ({ x, y, a, b }) => emd(x, y, 'euclidean', { a, b }),
  emdOfCosts: ({ costs, a, b }) => emdOfCosts(costs, { a, b }),
};

/** Leading axes: those of `batch`, some set to 1 or dropped in front. */
const sharing = (batch: Shape): fc.Arbitrary<Shape> =>
  fc.oneof(
    fc.constant(batch),
    fc
      .tuple(
        fc.nat({ max: batch.length }),
        fc.array(fc.boolean(), { minLength: batch.length, maxLength: batch.length }),
      )
      .map(([dropped, single]) => batch.map((e, k) => (single[k] ? 1 : e)).slice(dropped)),
  );

function batches(ofCosts: boolean): fc.Arbitrary<Batch> {
  return fc
    .record({
      batch: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 2 }),
      n: fc.integer({ min: 1, max: 5 }),
      m: fc.integer({ min: 1, max: 5 }),
      d: fc.integer({ min: 1, max: 3 }),
      given: fc.constantFrom<string[]>([], ['a'], ['b'], ['a', 'b']),
      dtype: dtypes,
      seed: fc.nat(),
    })
    .chain(({ batch, n, m, d, given, dtype, seed }) => {
      const own: Record<string, Shape> = ofCosts ? { costs: [n, m] } : { x: [n, d], y: [m, d] };
      if (given.includes('a')) own.a = [n];
      if (given.includes('b')) own.b = [m];
      return fc
        .record(Object.fromEntries(Object.keys(own).map((name) => [name, sharing(batch)])))
        .map((leading) => made(own, leading, dtype, seed));
    });
}

function made(
  own: Readonly<Record<string, Shape>>,
  leading: Record<string, Shape>,
  dtype: DType,
  seed: number,
): Batch {
  let stream = 0;
  const draw = (shape: Shape): Tensor => {
    const values = normal(fold(key(seed), stream++), sizeOf(shape));
    return cast(tensor(values, shape), dtype);
  };
  const operands: Record<string, Tensor> = {};
  for (const [name, shape] of Object.entries(own)) {
    const values = draw([...leading[name], ...shape]);
    operands[name] = shape.length === 2 ? values : normalised(exp(values));
  }
  const batch = Object.values(leading).reduce((p, q) => broadcastShapes('test', p, q), []);
  const direction = mapTree((x) => draw(x.shape), operands);
  return { operands, leading, batch, cotangent: draw(batch), direction };
}

/** Standard normal numbers. */
const drawn = (seed: number, ...shape: number[]): Tensor =>
  tensor(normal(key(seed), sizeOf(shape)), shape);

/** Weights with sum 1 along the last axis. */
function normalised(w: Tensor): Tensor {
  return div(w, reshape(sum(w, -1), [...w.shape.slice(0, -1), 1]));
}

/** Every problem's own part of a tree that is shared as `leading` says. */
function parts(tree: Operands, { leading, batch }: Batch): Operands[] {
  return Array.from({ length: sizeOf(batch) }, (_, p) =>
    Object.fromEntries(
      Object.entries(tree).map(([name, x]) => {
        const own = x.shape.slice(leading[name].length);
        const repeated = reshape(broadcastTo(x, [...batch, ...own]), [sizeOf(batch), ...own]);
        return [name, reshape(slice(repeated, [p], [p + 1]), own)];
      }),
    ),
  );
}

/** The problems' tensors as one, with the axes of the batch in front. */
const stacked = (each: readonly Tensor[], batch: Shape): Tensor =>
  reshape(stack(each), [...batch, ...each[0].shape]);

/** The sum of the problems' derivatives over what they share, in the order of 2.2, 2.4. */
function shared(each: Tensor, leading: Shape, batch: Shape): Tensor {
  const own = each.shape.slice(batch.length);
  const added = batch.length - leading.length;
  const repeated = batch.map((e, axis) => axis < added || (leading[axis - added] === 1 && e !== 1));
  if (!repeated.includes(true)) return reshape(each, [...leading, ...own]);
  const over = positions(batch.map((e, axis) => (repeated[axis] ? e : 1)));
  return build([...leading, ...own], each.dtype, (position) => {
    const kept = [...repeated.slice(0, added).map(() => 0), ...position];
    const values = over.map((p) => at(each, kept.map((k, axis) => (repeated[axis] ? p[axis] : k)))); // prettier-ignore
    return writtenSum(values, roundTo(each.dtype));
  });
}

function assertSameOperands(actual: Operands, each: readonly Operands[], of: Batch): void {
  for (const name of Object.keys(of.operands)) {
    const own = stacked(each.map((operands) => operands[name]), of.batch); // prettier-ignore
    assertSameBits(actual[name], shared(own, of.leading[name], of.batch), name);
  }
}

for (const [name, f] of Object.entries(programs)) {
  const anyBatch = batches(name === 'emdOfCosts');
  const gradient = (w: Tensor) => (at: Operands) => vjp(f, at).pullback(w);
  const cotangents = ({ cotangent, batch }: Batch): Tensor[] =>
    Array.from({ length: sizeOf(batch) }, (_, p) =>
      reshape(slice(reshape(cotangent, [-1]), [p], [p + 1]), []),
    );

  test(`${name}: a batch has the costs and derivatives of its problems, bit for bit`, () => {
    fc.assert(
      fc.property(anyBatch, (given) => {
        const { operands, batch, cotangent, direction } = given;
        const problems = parts(operands, given);
        const directions = parts(direction, given);
        const weights = cotangents(given);
        assertSameBits(f(operands), stacked(problems.map(f), batch), 'cost');
        const pulled = problems.map((problem, p) => gradient(weights[p])(problem));
        assertSameOperands(gradient(cotangent)(operands), pulled, given);
        const tangents = problems.map((problem, p) => jvp(f, problem, directions[p]).tangent);
        assertSameBits(jvp(f, operands, direction).tangent, stacked(tangents, batch), 'tangent');
      }),
      { numRuns: 150 },
    );
  });

  test(`${name}: a batch has the second derivatives of its problems, bit for bit`, () => {
    fc.assert(
      fc.property(anyBatch, (given) => {
        const { operands, cotangent, direction } = given;
        const problems = parts(operands, given);
        const directions = parts(direction, given);
        const each = cotangents(given).map(gradient);
        const ofBatch = gradient(cotangent);
        const forward = problems.map((x, p) => jvp(each[p], x, directions[p]).tangent);
        assertSameOperands(jvp(ofBatch, operands, direction).tangent, forward, given);
        const reverse = problems.map((x, p) => vjp(each[p], x).pullback(directions[p]));
        assertSameOperands(vjp(ofBatch, operands).pullback(direction), reverse, given);
      }),
      { numRuns: 100 },
    );
  });
}

test('what is shared has the same cost whether it is differentiated or constant', () => {
  const x = drawn(1, 4, 3);
  const y = drawn(2, 2, 3, 5, 3);
  const costs = drawn(3, 4, 6);
  const a = normalised(exp(drawn(4, 7, 4)));
  assertSameBits(vjp((p: Tensor) => emd(p, y), x).value, emd(x, y));
  assertSameBits(vjp((c: Tensor) => emdOfCosts(c, { a }), costs).value, emdOfCosts(costs, { a }));
});

test('the derivative of each cost of a batch with respect to its matrix is its optimal plan', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    const costs = cast(drawn(5, 2, 3, 4, 6), dtype);
    const a = cast(normalised(exp(drawn(6, 3, 4))), dtype);
    const b = cast(normalised(exp(drawn(7, 2, 1, 6))), dtype);
    const { row, column, mass } = transportPlanOfCosts(costs, a, b);
    const plans = new Float64Array(costs.size);
    for (let k = 0; k < mass.size; k++) {
      const problem = Math.floor(k / (4 + 6 - 1));
      plans[(problem * 4 + row.data[k]) * 6 + column.data[k]] += mass.data[k];
    }
    const derivative = grad((c: Tensor) => sum(emdOfCosts(c, { a, b })))(costs);
    assertSameBits(derivative, cast(tensor(plans, costs.shape), dtype));
  }
});

test('forbidden arcs have no part in the costs of a batch or in their derivative', () => {
  const costs = tensor([[[Infinity, 1], [2, Infinity]], [[5, Infinity], [Infinity, 3]]]); // prettier-ignore
  assert.deepEqual([...emdOfCosts(costs).data], [1.5, 4]);
  const { pullback } = vjp(emdOfCosts, costs);
  assert.deepEqual([...pullback(tensor([2, 4])).data], [0, 1, 1, 0, 2, 0, 0, 2]);
});

test('a batch of no problems has no costs, and derivatives without elements', () => {
  const [x, y] = [zeros([0, 4, 2]), drawn(8, 3, 2)];
  assert.deepEqual([...emd(x, y).shape], [0]);
  assert.deepEqual([...emdOfCosts(zeros([2, 0, 4, 3])).shape], [2, 0]);
  const total = (p: { x: Tensor; y: Tensor }): Tensor => sum(emd(p.x, p.y));
  const gradient = grad(total)({ x, y });
  assertSameBits(gradient.x, x);
  assertSameBits(gradient.y, zeros([3, 2]));
});
