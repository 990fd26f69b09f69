import { after, test } from 'node:test';
import fc from 'fast-check';
import { grad, jvp, valueAndGrad } from '../../lib/autodiff/index.js';
import { compile } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import { add, mul, sum, type Tensor } from '../../lib/tensor/index.js';
import { assertSameTree } from '../support/sameTree.js';
import { ordinaryNumber } from '../support/arbitraryTensors.js';
import {
  tame, tensorPrograms, type ProgramInputs, type TensorProgram,
} from '../support/tensorPrograms.js'; // prettier-ignore

const pools = [2, 5].map((workers) => new WorkerPool(workers));
after(() => Promise.all(pools.map((pool) => pool.close())));

/** Runs `f` plain, compiled on one thread, and on pools; all must agree on every bit, twice. */
function assertSameEverywhere<R>(f: (inputs: ProgramInputs) => R, { inputs }: TensorProgram): void {
  const expected = f(inputs);
  const refuse = (reason: string): never => {
    throw new Error(reason);
  };
  for (const pool of [undefined, ...pools]) {
    const compiled = compile(f, { pool, onFallback: refuse });
    assertSameTree(compiled(inputs), expected);
    assertSameTree(compiled(inputs), expected);
    compiled.close();
  }
}

const numRuns = (fast: number): { numRuns: number } => ({
  numRuns: process.env.WNAE_TEST_SEED === undefined ? fast : 10 * fast,
});

test('compiled programs give the plain bits for any numbers, on 1, 2 and 5 workers', () => {
  fc.assert(
    fc.property(tensorPrograms(), (program) => assertSameEverywhere(program.run, program)),
    numRuns(120),
  );
});

test('so do their values and gradients', () => {
  fc.assert(
    fc.property(tensorPrograms(), (program) =>
      assertSameEverywhere(valueAndGrad(program.loss), program),
    ),
    numRuns(80),
  );
});

test('so do second derivatives, reverse over reverse and forward over reverse', () => {
  fc.assert(
    fc.property(tensorPrograms(tame, ordinaryNumber), (program) => {
      const { loss, inputs } = program;
      const slope = (given: ProgramInputs): Tensor => {
        const g = grad(loss)(given);
        return add(sum(mul(g.x, inputs.x)), sum(mul(g.weight, inputs.weight)));
      };
      assertSameEverywhere(grad(slope), program);
      assertSameEverywhere((given) => jvp(grad(loss), given, inputs).tangent, program);
    }),
    numRuns(40),
  );
});
