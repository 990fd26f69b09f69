import fc from 'fast-check';
import {
  abs, add, argsort, broadcastTo, clamp, concat, contractRows, cos, div, equal, erf, exp, expm1, gather,
  less, lessEqual, linear, log, log1p, logCosh, matmul, max, maximum, mean, minimum, mul, neg,
  normalCdf, normalQuantile, notEqual, pad, relu, reshape, scatterAdd, sigmoid, sign, sin, slice, softplus,
  sqrt, square, sub, sum, tanh, transpose, where, type DenseTensor, type DType, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { anyNumber, dtypes, tensorOf } from './arbitraryTensors.js';

/** What a program is given: matrices [rows, columns], a layer [columns, columns] + [columns], a scalar. */
export interface ProgramInputs<T = Tensor> {
  readonly x: T;
  readonly y: T;
  readonly weight: T;
  readonly bias: T;
  readonly scale: T;
}

type Instruction = (a: Tensor, b: Tensor, inputs: ProgramInputs) => Tensor;

const columnsOf = (x: Tensor): number => x.shape[1];
const rowsOf = (x: Tensor): number => x.shape[0];

/** From matrices [rows, columns] to one of the same shape; every primitive but the transport is used. */
export const instructions: Readonly<Record<string, Instruction>> = {
  neg: (a) => neg(a),
  abs: (a) => abs(a),
  sign: (a) => sign(a),
  sqrt: (a) => sqrt(abs(a)),
  exp: (a) => exp(minimum(a, 3)),
  expm1: (a) => expm1(minimum(a, 3)),
  log: (a) => log(add(abs(a), 0.25)),
  log1p: (a) => log1p(abs(a)),
  sin: (a) => sin(a),
  cos: (a) => cos(a),
  tanh: (a) => tanh(a),
  sigmoid: (a) => sigmoid(a),
  softplus: (a) => softplus(a),
  logCosh: (a) => logCosh(a),
  erf: (a) => erf(a),
  normalCdf: (a) => normalCdf(a),
  normalQuantile: (a) => normalQuantile(sigmoid(a)),
  relu: (a) => relu(a),
  add: (a, b) => add(a, b),
  sub: (a, b) => sub(a, b),
  mul: (a, b) => mul(a, b),
  div: (a, b) => div(a, b),
  maximum: (a, b) => maximum(a, b),
  minimum: (a, b) => minimum(a, b),
  addBias: (a, _, { bias }) => add(a, bias),
  scaleBy: (a, _, { scale }) => mul(scale, a),
  compare: (a, b) => add(less(a, b), mul(equal(a, b), 2)),
  compareOther: (a, b) => sub(lessEqual(a, b), notEqual(a, 0)),
  where: (a, b) => where(less(a, b), a, mul(b, 0.5)),
  whereNumber: (a, b) => where(b, a, -0),
  clamp: (a) => clamp(a, -0.75, 1.25),
  linear: (a, _, { weight, bias }) => linear(a, weight, bias),
  layer: (a, _, { weight, bias }) => relu(linear(a, weight, bias)),
  matmul: (a, _, { weight }) => matmul(a, weight),
  matmulTransposed: (a, _, { weight }) => matmul(a, transpose(weight)),
  gram: (a, b) => matmul(a, contractRows(a, b)),
  rowSums: (a, b) => mul(b, reshape(sum(a, 1), [rowsOf(a), 1])),
  rowMeans: (a, b) => sub(b, broadcastTo(reshape(mean(a, 1), [rowsOf(a), 1]), b.shape)),
  columnSums: (a, b) => add(b, sum(a, 0)),
  columnMeans: (a, b) => mul(b, broadcastTo(mean(a, 0), b.shape)),
  total: (a, b) => add(b, sum(a)),
  rowMaximum: (a) => sub(a, reshape(max(a, 1), [rowsOf(a), 1])),
  columnMaximum: (a) => sub(a, max(a, 0)),
  reshape: (a) => reshape(mul(reshape(a, [columnsOf(a), rowsOf(a)]), 2), a.shape),
  flatten: (a, b) => reshape(sub(reshape(a, [-1]), reshape(b, [-1])), a.shape),
  transpose: (a) => transpose(mul(transpose(a), 0.5)),
  rotate: (a) => concat([slice(a, [0, 1], [rowsOf(a), columnsOf(a)]), slice(a, [0, 0], [rowsOf(a), 1])], 1),
  shift: (a) => pad(slice(a, [1], [rowsOf(a)]), [0, 0], [1, 0], 0.5),
  firstRow: (a, b) => mul(b, slice(a, [0], [1])),
  gather: (a) => gather(a, Array.from({ length: rowsOf(a) }, (_, k) => (3 * k) % rowsOf(a))),
  scatterAdd: (a) => scatterAdd(a, Array.from({ length: rowsOf(a) }, (_, k) => k >> 1), rowsOf(a)),
  argsort: (a) => mul(argsort(a), 0.125),
}; // prettier-ignore

/** Numbers of a moderate size only, so that derivatives of every order stay numbers. */
export const tame: readonly string[] = [
  'sin', 'cos', 'tanh', 'sigmoid', 'softplus', 'logCosh', 'normalCdf', 'relu', 'add', 'sub', 'addBias',
  'scaleBy', 'where', 'clamp', 'linear', 'layer', 'matmul', 'matmulTransposed', 'rowSums', 'rowMeans',
  'columnMeans', 'transpose', 'rotate', 'shift', 'firstRow', 'gather', 'reshape',
]; // prettier-ignore

export interface TensorProgram {
  /** several results: matrices, and scalars */
  readonly run: (inputs: ProgramInputs) => Tensor[];
  /** the mean square of the last value */
  readonly loss: (inputs: ProgramInputs) => Tensor;
  readonly inputs: ProgramInputs<DenseTensor>;
  readonly toString: () => string;
}

const extents = fc.constantFrom(
  [1, 1], [2, 3], [5, 5], [8, 8], [31, 2], [32, 4], [33, 3], [64, 5], [70, 10], [129, 4], [10, 40], [1060, 2], [1060, 2],
); // prettier-ignore

/** Straight-line programs of instructions, on inputs of any numbers, or of ordinary ones only. */
export function tensorPrograms(
  names: readonly string[] = Object.keys(instructions),
  element: fc.Arbitrary<number> = anyNumber,
): fc.Arbitrary<TensorProgram> {
  const step = fc.tuple(fc.constantFrom(...names), fc.nat(3), fc.nat(3));
  const steps = fc.array(step, { minLength: 1, maxLength: 10 });
  return fc.tuple(steps, extents, dtypes).chain(([list, [rows, columns], dtype]) =>
    inputsOf(rows, columns, dtype, element).map((inputs) => {
      const values = (given: ProgramInputs): Tensor[] => {
        const all = [given.x, given.y];
        for (const [name, p, q] of list) {
          const pick = (k: number): Tensor => all[Math.max(0, all.length - 1 - k)];
          all.push(instructions[name](pick(p), pick(q), given));
        }
        return all;
      };
      const loss = (given: ProgramInputs): Tensor => mean(square(values(given).at(-1) as Tensor));
      return {
        inputs,
        loss,
        run: (given: ProgramInputs) => [...values(given).slice(2), loss(given)],
        toString: () =>
          `${dtype} [${rows}, ${columns}]: ${list.map(([name, p, q]) => `${name}(${p}, ${q})`).join(' ')}`,
      };
    }),
  );
}

function inputsOf(
  rows: number,
  columns: number,
  dtype: DType,
  element: fc.Arbitrary<number>,
): fc.Arbitrary<ProgramInputs<DenseTensor>> {
  const of = (...shape: number[]): fc.Arbitrary<DenseTensor> => tensorOf(shape, dtype, element);
  return fc.record(
    {
      x: of(rows, columns),
      y: of(rows, columns),
      weight: of(columns, columns),
      bias: of(columns),
      scale: of(),
    },
    { noNullPrototype: true },
  );
}
