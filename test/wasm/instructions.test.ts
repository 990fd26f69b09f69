import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  host, instantiate, ModuleBuilder, v128, type Expression, type ValueType,
} from '../../lib/wasm/index.js'; // prettier-ignore
import { controlOpcodes } from '../../lib/wasm/controlTable.js';
import { instructions, opcodeOf, type InstructionName } from '../../lib/wasm/instructions.js';
import { Trap } from './arithmetic.js';
import { meanings, type PureName } from './meanings.js';
import { samples } from './samples.js';
import { build, lanesOf, operandSorts, pureNames, resultSort, showsNaN } from './sorts.js';
import { assertSame, type Sort, type Value } from './values.js';

const RESULT = 48;

const isVector = (sort: Sort): boolean => ['f32x4', 'f64x2', 'bits'].includes(sort);

interface Case {
  readonly name: PureName;
  readonly lane: number | undefined;
  readonly exportName: string;
}

/** Every instruction, those of a lane once for each lane. */
const cases: Case[] = pureNames.flatMap((name) =>
  Array.from({ length: Math.max(1, lanesOf(name)) }, (_, lane) => ({
    name,
    lane: lanesOf(name) > 0 ? lane : undefined,
    exportName: `${name.replace('.', '_')}${lane}`,
  })),
);

/** Adds a function that applies one instruction; vectors pass through memory, 16 bytes each. */
function addCase(module: ModuleBuilder, { name, lane, exportName }: Case): void {
  const sorts = operandSorts(name);
  const parameterTypes = Object.fromEntries(
    sorts.map((sort, k) => [`p${k}`, (isVector(sort) ? 'i32' : sort) as ValueType]),
  );
  const result = resultSort(name);
  const stores = isVector(result);
  const one = module.function(exportName, parameterTypes, stores ? 'i32' : (result as ValueType));
  const operands = sorts.map((sort, k): Expression => {
    const parameter = one.parameters[`p${k}`];
    return isVector(sort) ? v128.load(parameter as Expression<'i32'>) : parameter;
  });
  const value = build(name, operands, lane);
  one.body(
    stores
      ? [v128.store(RESULT, value as Expression<'v128'>), one.returns(RESULT)]
      : one.returns(value as never),
  );
}

/** All tuples with one element of each list. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map((element) => [...tuple, element])),
    [[]],
  );
}

const module = new ModuleBuilder();
for (const one of cases) addCase(module, one);
const bytes = module.toBytes();

test('a module with every instruction of the tables is valid', () => {
  assert.ok(host.validate(bytes));
  const text = module.toText();
  for (const name of pureNames) assert.match(text, new RegExp(`\\b${name}(?![\\w.])`), name);
});

test('no two instructions have the same opcode', () => {
  const names = [...Object.keys(instructions), ...Object.keys(controlOpcodes)] as InstructionName[];
  const opcodes = new Set(names.map((name) => opcodeOf(name).join()));
  assert.equal(opcodes.size, names.length);
});

test('every instruction computes what it means in JavaScript, at special values', () => {
  const memory = new host.Memory({ initial: 1 });
  const storage = new Uint8Array(memory.buffer);
  const functions = instantiate<Record<string, (...operands: (number | bigint)[]) => Value>>(
    bytes,
    { env: { memory } },
  );
  for (const { name, lane, exportName } of cases) {
    const sorts = operandSorts(name);
    for (const values of product(sorts.map((sort) => samples[sort]))) {
      if (showsNaN(name) && values.some(Number.isNaN)) continue;
      const parameters = values.map((value, k) => {
        if (!(value instanceof Uint8Array)) return value;
        storage.set(value, 16 * k);
        return 16 * k;
      });
      const run = (): Value => functions[exportName](...parameters);
      const shown = `${name}(${values.join('; ')}) ${lane ?? ''}`;
      const expected = expectedValue(name, values, lane);
      if (expected === null) {
        assert.throws(run, /divide|remainder/, shown);
        continue;
      }
      const result = run();
      const vector = isVector(resultSort(name));
      const actual = vector ? storage.slice(RESULT, RESULT + 16) : result;
      assertSame(resultSort(name), actual, expected, shown);
    }
  }
});

/** null: a trap */
function expectedValue(name: PureName, values: Value[], lane: number | undefined): Value | null {
  try {
    return meanings[name](...([...values, ...(lane === undefined ? [] : [lane])] as never[]));
  } catch (error) {
    if (error instanceof Trap) return null;
    throw error;
  }
}
