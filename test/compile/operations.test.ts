import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad } from '../../lib/autodiff/index.js';
import { compile } from '../../lib/compile/index.js';
import { key, normal, stream } from '../../lib/random/index.js';
import { cast, mul, sum, tensor, type DType, type Tensor } from '../../lib/tensor/index.js';
import { assertSameTree } from '../support/sameTree.js';
import { SimulatedPool } from '../support/simulatedPool.js';
import { instructions, type ProgramInputs } from '../support/tensorPrograms.js';

const onFallback = (reason: string): never => assert.fail(reason);

const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 5e-324, -1e-40, 0.75, -0.75, 1.25, 0.5];

/** Inputs of a program: normal draws, every third number a special one if asked for. */
function inputsFor(rows: number, columns: number, dtype: DType, specials: boolean): ProgramInputs {
  const of = (name: string, shape: number[]): Tensor => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const draws = normal(stream(key(7), name), size).map((x, k) =>
      specials && k % 3 === 1 ? special[(k * name.length) % special.length] : x,
    );
    return cast(tensor(draws, shape), dtype);
  };
  return {
    x: of('x', [rows, columns]),
    y: of('the y', [rows, columns]),
    weight: of('weight', [columns, columns]),
    bias: of('bias', [columns]),
    scale: of('scale', []),
  };
}

const all = (inputs: ProgramInputs): Tensor[] =>
  Object.values(instructions).map((f) => f(inputs.x, inputs.y, inputs));

for (const dtype of ['float64', 'float32'] as const) {
  test(`every operation gives the plain bits for any numbers: ${dtype}`, () => {
    const compiled = compile(all, { onFallback });
    for (const [rows, columns] of [[1, 1], [33, 3], [64, 4], [6, 40]]) {
      const inputs = inputsFor(rows, columns, dtype, true);
      assertSameTree(compiled(inputs), all(inputs));
    }
  }); // prettier-ignore

  test(`so it does with its tiles shared by threads: ${dtype}`, () => {
    const compiled = compile(all, { onFallback, pool: new SimulatedPool(3).pool });
    for (const [rows, columns] of [[70, 10], [1060, 2]]) {
      const inputs = inputsFor(rows, columns, dtype, true);
      assertSameTree(compiled(inputs), all(inputs));
    }
  }); // prettier-ignore
}

test('every derivative of an operation has the plain bits', () => {
  const slopes = ({ weight, ...inputs }: ProgramInputs): unknown[] =>
    Object.values(instructions).map((f) =>
      grad((given: ProgramInputs) => sum(mul(f(given.x, given.y, given), inputs.y)))({ weight, ...inputs }),
    ); // prettier-ignore
  const compiled = compile(slopes, { onFallback });
  for (const inputs of [inputsFor(33, 3, 'float64', false), inputsFor(70, 10, 'float32', false)]) {
    assertSameTree(compiled(inputs), slopes(inputs));
  }
});
