import { type Primitive, type PrimitiveParams } from './primitives.js';
import { broadcastShapes, checkShape, sameShape, showShape, sizeOf, type Shape } from './shape.js';
import type { Tensor } from './tensor.js';

/** The output's shape, or a RangeError that names the operation, what it expects and what came. */
export type ShapeRule<P extends Primitive> = (
  inputs: readonly Tensor[],
  params: PrimitiveParams[P],
) => Shape;

const unary = ([x]: readonly Tensor[]): Shape => x.shape;
const binary =
  (name: string) =>
  ([a, b]: readonly Tensor[]): Shape =>
    broadcastShapes(name, a.shape, b.shape);
const without = ([x]: readonly Tensor[], { axes }: { axes: readonly number[] }): Shape =>
  x.shape.filter((_, axis) => !axes.includes(axis));

export const shapeRules: { readonly [P in Primitive]: ShapeRule<P> } = {
  neg: unary,
  abs: unary,
  sign: unary,
  sqrt: unary,
  exp: unary,
  expm1: unary,
  log: unary,
  log1p: unary,
  sin: unary,
  cos: unary,
  tanh: unary,
  sigmoid: unary,
  softplus: unary,
  logCosh: unary,
  erf: unary,
  normalCdf: unary,
  normalQuantile: unary,
  relu: unary,
  clamp: unary,
  argsort: unary,

  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div'),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  less: binary('less'),
  lessEqual: binary('lessEqual'),
  equal: binary('equal'),
  notEqual: binary('notEqual'),

  where: ([condition, x, y]) =>
    broadcastShapes('where', broadcastShapes('where', condition.shape, x.shape), y.shape),

  sum: without,
  max: ([x], { axes }) => {
    if (x.size === 0 && axes.some((axis) => x.shape[axis] === 0)) {
      throw new RangeError(`max: expected at least one element, got shape ${showShape(x.shape)}`);
    }
    return without([x], { axes });
  },

  matmul: ([a, b]) => {
    const rank = a.rank;
    const fits =
      rank >= 2 &&
      b.rank === rank &&
      sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2)) &&
      a.shape[rank - 1] === b.shape[rank - 2];
    if (!fits) throw mismatch('matmul', '[…, n, k] and […, k, m]', [a, b]);
    return [...a.shape.slice(0, -1), b.shape[rank - 1]];
  },
  linear: ([x, weight, bias]) => {
    const fits =
      x.rank === 2 &&
      weight.rank === 2 &&
      bias.rank === 1 &&
      x.shape[1] === weight.shape[1] &&
      weight.shape[0] === bias.shape[0];
    if (!fits)
      throw mismatch('linear', 'x [n, in], weight [out, in], bias [out]', [x, weight, bias]);
    return [x.shape[0], weight.shape[0]];
  },
  contractRows: ([a, b]) => {
    if (a.rank !== 2 || b.rank !== 2 || a.shape[0] !== b.shape[0]) {
      throw mismatch('contractRows', '[n, p] and [n, q]', [a, b]);
    }
    return [a.shape[1], b.shape[1]];
  },

  reshape: ([x], { shape }) => {
    checkShape('reshape', shape);
    if (sizeOf(shape) !== x.size) {
      throw new RangeError(
        `reshape: expected a shape with ${x.size} elements for ${showShape(x.shape)}, got ${showShape(shape)}`,
      );
    }
    return shape;
  },
  broadcastTo: ([x], { shape }) => {
    if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape)) {
      throw new RangeError(
        `broadcastTo: expected a shape that ${showShape(x.shape)} broadcasts to, got ${showShape(shape)}`,
      );
    }
    return shape;
  },
  transpose: ([x], { permutation }) => {
    const seen = new Set(permutation);
    const valid =
      permutation.length === x.rank && x.shape.every((_, axis) => seen.has(axis)); // prettier-ignore
    if (!valid) {
      throw new RangeError(
        `transpose: expected a permutation of the ${x.rank} axes of ${showShape(x.shape)}, got ${showShape(permutation)}`,
      );
    }
    return permutation.map((axis) => x.shape[axis]);
  },
  slice: ([x], { starts, ends }) => {
    const valid =
      starts.length === x.rank &&
      ends.length === x.rank &&
      [...starts, ...ends].every((position) => Number.isInteger(position)) &&
      x.shape.every((extent, k) => 0 <= starts[k] && starts[k] <= ends[k] && ends[k] <= extent);
    if (!valid) {
      throw new RangeError(
        `slice: expected integers 0 ≤ start ≤ end ≤ extent on each axis of ${showShape(x.shape)}, got ` +
          `starts ${showShape(starts)}, ends ${showShape(ends)}`,
      );
    }
    return ends.map((end, k) => end - starts[k]);
  },
  pad: ([x], { before, after }) => {
    const counts = [...before, ...after];
    const valid =
      before.length === x.rank && after.length === x.rank && counts.every((c) => c >= 0 && Number.isInteger(c)); // prettier-ignore
    if (!valid) {
      throw new RangeError(
        `pad: expected a count ≥ 0 before and after each axis of ${showShape(x.shape)}, got ` +
          `before ${showShape(before)}, after ${showShape(after)}`,
      );
    }
    return x.shape.map((extent, k) => before[k] + extent + after[k]);
  },
  concat: (inputs, { axis }) => {
    const [first] = inputs;
    const fits = inputs.every(
      (x) => x.rank === first.rank && x.shape.every((e, k) => k === axis || e === first.shape[k]),
    );
    if (!fits) throw mismatch('concat', `shapes equal but for axis ${axis}`, inputs);
    const along = inputs.reduce((total, x) => total + x.shape[axis], 0);
    return first.shape.map((extent, k) => (k === axis ? along : extent));
  },

  gather: ([x, index]) => {
    if (x.rank === 0 || index.rank !== 1)
      throw mismatch('gather', 'x [N, …] and index [K]', [x, index]);
    checkIndexable('gather', x.shape[0], index);
    return [index.shape[0], ...x.shape.slice(1)];
  },
  scatterAdd: ([y, index], { rows }) => {
    if (y.rank === 0 || index.rank !== 1 || y.shape[0] !== index.shape[0]) {
      throw mismatch('scatterAdd', 'y [K, …] and index [K]', [y, index]);
    }
    checkShape('scatterAdd', [rows]);
    checkIndexable('scatterAdd', rows, index);
    return [rows, ...y.shape.slice(1)];
  },

  transport: (operands) => {
    const [x, y, a, b] = operands.map(({ shape }) => shape);
    const [n, m] = [x.at(-2), y.at(-2)];
    const fits =
      n !== undefined && m !== undefined && x.at(-1) === y.at(-1) && a.at(-1) === n && b.at(-1) === m; // prettier-ignore
    if (!fits) throw mismatch('emd', 'x […, n, d], y […, m, d], a […, n], b […, m]', operands);
    return [...transportBatch(operands), packedTransportSize(n, m)];
  },
  transportOfCosts: (operands) => {
    const [costs, a, b] = operands.map(({ shape }) => shape);
    const [n, m] = costs.slice(-2);
    const fits = costs.length >= 2 && a.at(-1) === n && b.at(-1) === m;
    if (!fits) throw mismatch('emd', 'costs […, n, m], a […, n], b […, m]', operands);
    return [...transportBatch(operands), packedTransportSize(n, m)];
  },
};

/**
 * The axes of a batch of transport problems: the operands' leading axes, broadcast together. The last
 * two operands are weights, with one axis of a problem's own; points and costs have two.
 */
export function transportBatch(operands: readonly Tensor[]): Shape {
  return operands
    .map((_, k) => problemAxes(operands, k))
    .reduce((a, b) => broadcastShapes('emd, in the axes before those of one problem', a, b));
}

/** The leading axes of operand k: the problems that it has values for. */
export function problemAxes(operands: readonly Tensor[], k: number): Shape {
  return operands[k].shape.slice(0, k < operands.length - 2 ? -2 : -1);
}

/** Rows, columns and masses of at most n + m − 1 entries, then n + m duals (ops/transport.ts). */
export function packedTransportSize(n: number, m: number): number {
  if (n < 1 || m < 1) {
    throw new RangeError(`emd: expected at least one point on each side, got ${n} and ${m}`);
  }
  return 3 * (n + m - 1) + n + m;
}

/** Indices are stored in the element type: binary32 holds every integer only up to 2²⁴. */
function checkIndexable(name: string, rows: number, index: Tensor): void {
  if (index.dtype === 'float32' && rows > 0x1000000) {
    throw new RangeError(
      `${name}: expected at most 2^24 rows to index with float32, got ${rows}; use float64`,
    );
  }
}

function mismatch(name: string, expected: string, inputs: readonly Tensor[]): RangeError {
  const got = inputs.map((x) => showShape(x.shape)).join(', ');
  return new RangeError(`${name}: expected ${expected}, got ${got}`);
}
