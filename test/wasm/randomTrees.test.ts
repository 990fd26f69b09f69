import { test } from 'node:test';
import fc from 'fast-check';
import {
  f32x4, host, instantiate, ModuleBuilder, v128, type Expression, type ValueType,
} from '../../lib/wasm/index.js'; // prettier-ignore
import { anyValue, sorts, treesOf, type Inputs, type Tree } from './trees.js';
import { assertSame, type Sort, type Value } from './values.js';

const RESULT = 96;
const memory = new host.Memory({ initial: 1 });
const storage = new Uint8Array(memory.buffer);

/** Where the two input vectors of a sort lie. */
const addresses: Partial<Record<Sort, number>> = { f32x4: 0, f64x2: 32, bits: 64 };

/** Compiles the tree and runs it once. */
function run(tree: Tree, inputs: Inputs<Value>): Value {
  const module = new ModuleBuilder();
  const scalars = sorts.filter((sort) => addresses[sort] === undefined);
  const parameterTypes = Object.fromEntries(
    scalars.flatMap((sort) => [0, 1].map((k) => [`${sort}_${k}`, sort as ValueType])),
  );
  const stores = addresses[tree.sort] !== undefined;
  const one = module.function('run', parameterTypes, stores ? 'i32' : (tree.sort as ValueType));
  const places = (sort: Sort): [Expression, Expression] => {
    const address = addresses[sort];
    return address === undefined
      ? [one.parameters[`${sort}_0`], one.parameters[`${sort}_1`]]
      : [v128.load(address), f32x4.load(address, 16)];
  };
  const expression = tree.build(
    Object.fromEntries(sorts.map((sort) => [sort, places(sort)])) as unknown as Inputs<Expression>,
  );
  one.body(
    stores
      ? [v128.store(0, expression as Expression<'v128'>, RESULT), one.returns(0)]
      : one.returns(expression as never),
  );
  for (const [sort, address] of Object.entries(addresses)) {
    inputs[sort as Sort].forEach((value, k) => storage.set(value as Uint8Array, address + 16 * k));
  }
  const exported = instantiate<{ run: (...values: Value[]) => Value }>(module.toBytes(), {
    env: { memory },
  });
  const result = exported.run(...scalars.flatMap((sort) => inputs[sort]));
  return stores ? storage.slice(RESULT, RESULT + 16) : result;
}

const anyInputs = fc.record(
  Object.fromEntries(
    sorts.map((sort) => [sort, fc.tuple(anyValue[sort], anyValue[sort])]),
  ) as unknown as Record<Sort, fc.Arbitrary<[Value, Value]>>,
);

for (const sort of sorts) {
  test(`a random expression of sort ${sort} has the value that JavaScript gives it`, () => {
    fc.assert(
      fc.property(treesOf[sort], anyInputs, (tree, inputs) => {
        assertSame(sort, run(tree, inputs), tree.value(inputs), `${tree}`);
      }),
      { numRuns: 150 },
    );
  });
}
