import fc from 'fast-check';
import {
  add, apply, broadcastTo, concat, contractRows, cos, div, exp, gather, linear, logCosh, matmul, mean,
  mul, normalCdf, pad, reshape, scatterAdd, sigmoid, sin, slice, softplus, square, sub, sum, tanh,
  tensor, transpose, where, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { real } from './arbitraryTensors.js';

const ROWS = 3;
const COLUMNS = 2;
const SHAPE = [ROWS, COLUMNS];

/** Instructions from matrices [3, 2] to a matrix [3, 2], smooth everywhere and of moderate size. */
const instructions: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add: (x, y) => add(x, y),
  sub: (x, y) => sub(x, y),
  mul: (x, y) => mul(tanh(x), y),
  div: (x, y) => div(x, add(square(y), 2)),
  sin: (x) => sin(x),
  cos: (x) => cos(x),
  tanh: (x) => tanh(x),
  sigmoid: (x) => sigmoid(x),
  softplus: (x) => softplus(x),
  logCosh: (x) => logCosh(x),
  normalCdf: (x) => normalCdf(x),
  gauss: (x) => exp(mul(square(x), -0.5)),
  matmul: (x, y) => matmul(matmul(tanh(x), transpose(sin(y))), x),
  contractRows: (x, y) => matmul(y, contractRows(tanh(x), sigmoid(y))),
  linear: (x, y) => linear(x, slice(y, [0], [COLUMNS]), reshape(slice(y, [2], [3]), [COLUMNS])),
  rowSums: (x, y) => mul(y, tanh(reshape(sum(x, 1), [ROWS, 1]))),
  columnMeans: (x, y) => add(y, mean(x, 0)),
  total: (x, y) => add(y, broadcastTo(tanh(sum(x)), SHAPE)),
  reshape: (x) => transpose(reshape(x, [COLUMNS, ROWS])),
  shift: (x) => pad(slice(x, [1], [ROWS]), [0, 0], [1, 0], 0.5),
  rotate: (x) => concat([slice(x, [0, 1], [ROWS, 2]), slice(x, [0, 0], [ROWS, 1])], 1),
  gather: (x) => gather(x, [2, 0, 2]),
  scatterAdd: (x) => scatterAdd(x, [1, 1, 0], ROWS),
  where: (x, y) => where(tensor([[1, 0], [0, 1], [1, 1]]), x, y),
  clamp: (x) => apply('clamp', [tanh(x)], { lower: -2, upper: 2 }),
}; // prettier-ignore

/** A straight-line program: each step applies an instruction to two of the values so far. */
export interface RandomProgram {
  /** (x [3, 2], θ [3, 2]) → a scalar */
  readonly run: (inputs: { x: Tensor; theta: Tensor }) => Tensor;
  readonly x: Tensor;
  readonly theta: Tensor;
  /** what fast-check prints of it */
  readonly toString: () => string;
}

const matrix = fc
  .array(real(-1.5, 1.5), { minLength: 6, maxLength: 6 })
  .map((values) => tensor(values, SHAPE));

const steps = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(instructions)), fc.nat(), fc.nat()),
  { minLength: 1, maxLength: 8 },
);

/** Random programs in two inputs that use many primitives, deep and with values used repeatedly. */
export const randomPrograms: fc.Arbitrary<RandomProgram> = fc
  .tuple(steps, matrix, matrix)
  .map(([list, x, theta]) => ({
    x,
    theta,
    run: (inputs) => {
      const values = [inputs.x, inputs.theta];
      for (const [name, p, q] of list) {
        // the last value is used most often, so that programs grow deep
        const pick = (k: number): Tensor => values[Math.max(0, values.length - 1 - (k % 3))];
        values.push(instructions[name](pick(p), pick(q)));
      }
      return mean(square(add(values[values.length - 1], mul(inputs.x, inputs.theta))));
    },
    toString: () =>
      `${list.map(([name, p, q]) => `${name}(${p % 3}, ${q % 3})`).join(' ')} at x ${x.data.join()} θ ${theta.data.join()}`,
  }));

/** Directions for a program's inputs. */
export const directions: fc.Arbitrary<{ x: Tensor; theta: Tensor }> = fc.record({
  x: matrix,
  theta: matrix,
});
