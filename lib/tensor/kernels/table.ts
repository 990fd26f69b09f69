import type { Floats } from '../dtype.js';
import type { Binary, Comparison, Primitive, PrimitiveParams, Unary } from '../primitives.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { contractRows, linear, matmul } from './contraction.js';
import { broadcastData, clampData, mapBinary, mapUnary, select } from './elementwise.js';
import { argsortRows, gatherRows, scatterAddRows } from './indexing.js';
import { concatData, padData, sliceData, transposeData } from './layout.js';
import { max, sum } from './reduction.js';
import { binaryRun, unaryRun } from './runs.js';
import { binary, comparison, unary } from './scalar.js';
import { transportOfCosts, transportOfPoints } from './transport.js';

/** The plain meaning of a primitive: dense inputs of valid shapes → the output's numbers. */
export type Kernel<P extends Primitive> = (
  inputs: readonly Tensor[],
  params: PrimitiveParams[P],
  shape: Shape,
) => Floats;

type Kernels<P extends Primitive> = { readonly [Q in P]: Kernel<Q> };

const unaryKernels = Object.fromEntries(
  (Object.keys(unary) as Unary[]).map((name) => {
    const run = unaryRun(name);
    return [name, ([x]: readonly Tensor[]) => mapUnary(run, x)];
  }),
) as unknown as Kernels<Unary>;

const binaryKernels = Object.fromEntries(
  (Object.keys({ ...binary, ...comparison }) as (Binary | Comparison)[]).map((name) => {
    const run = binaryRun(name);
    return [
      name,
      ([a, b]: readonly Tensor[], _: null, shape: Shape) => mapBinary(run, a, b, shape),
    ];
  }),
) as unknown as Kernels<Binary | Comparison>;

/** The plain executor: what every other executor must equal bit for bit. */
export const kernels: Kernels<Primitive> = {
  ...unaryKernels,
  ...binaryKernels,
  where: ([condition, x, y], _, shape) => select(condition, x, y, shape),
  clamp: ([x], { lower, upper }) => clampData(x, lower, upper),
  sum: ([x], { axes }) => sum(x, axes),
  max: ([x], { axes }) => max(x, axes),
  matmul: ([a, b]) => matmul(a, b),
  linear: ([x, weight, bias]) => linear(x, weight, bias),
  contractRows: ([a, b]) => contractRows(a, b),
  reshape: ([x]) => x.data,
  broadcastTo: ([x], _, shape) => broadcastData(x, shape),
  transpose: ([x], { permutation }) => transposeData(x, permutation),
  slice: ([x], { starts }, shape) => sliceData(x, starts, shape),
  pad: ([x], { before, value }, shape) => padData(x, before, value, shape),
  concat: (inputs, { axis }, shape) => concatData(inputs, axis, shape),
  gather: ([x, index]) => gatherRows(x, index),
  scatterAdd: ([y, index], { rows }) => scatterAddRows(y, index, rows),
  argsort: ([x]) => argsortRows(x),
  transport: (inputs, { metric }) => transportOfPoints(inputs, metric),
  transportOfCosts: (inputs) => transportOfCosts(inputs),
};
