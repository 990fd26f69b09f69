import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  host, i64x2, instantiate, ModuleBuilder, v128, type Expression, type ValueType,
} from '../../lib/wasm/index.js'; // prettier-ignore
import { instructions, opcodeOf } from '../../lib/wasm/instructions.js';
import type { memoryInstructions } from '../../lib/wasm/memoryTable.js';
import type { vectorInstructions } from '../../lib/wasm/vectorTable.js';
import { build } from './sorts.js';
import { anyValue } from './trees.js';
import { assertSame, fromLanes, type Sort, type Value } from './values.js';

type Name = keyof typeof memoryInstructions | (keyof typeof vectorInstructions & `v128.${string}`);
type LoadName = Extract<Name, `${string}.load${string}`>;
type StoreName = Extract<Name, `${string}.store${string}`>;

const OFFSET = 5; // so that nothing is aligned
const memory = new host.Memory({ initial: 1 });
const view = new DataView(memory.buffer);
const storage = new Uint8Array(memory.buffer);

const fourTimes = (x: number): number[] => [x, x, x, x];

/** What a load finds at an address, read by a DataView. */
const loads: Readonly<Record<LoadName, (at: number) => Value>> = {
  'i32.load': (at) => view.getInt32(at, true),
  'i64.load': (at) => view.getBigInt64(at, true),
  'f32.load': (at) => view.getFloat32(at, true),
  'f64.load': (at) => view.getFloat64(at, true),
  'i32.load8_s': (at) => view.getInt8(at),
  'i32.load8_u': (at) => view.getUint8(at),
  'i32.load16_s': (at) => view.getInt16(at, true),
  'i32.load16_u': (at) => view.getUint16(at, true),
  'v128.load': (at) => storage.slice(at, at + 16),
  'v128.load8_splat': (at) => new Uint8Array(16).fill(storage[at]),
  'v128.load16_splat': (at) => fromLanes('i32x4', fourTimes(view.getUint16(at, true) * 0x10001)),
  'v128.load32_splat': (at) => fromLanes('i32x4', fourTimes(view.getInt32(at, true))),
  'v128.load64_splat': (at) => {
    const lane = view.getBigInt64(at, true);
    return fromLanes('i64x2', [lane, lane]);
  },
  'v128.load32_zero': (at) => fromLanes('i32x4', [view.getInt32(at, true), 0, 0, 0]),
  'v128.load64_zero': (at) => fromLanes('i64x2', [view.getBigInt64(at, true), 0n]),
};

/** What a store leaves in memory. */
const stores: Readonly<Record<StoreName, (at: number, value: never) => void>> = {
  'i32.store': (at, value) => view.setInt32(at, value, true),
  'i64.store': (at, value) => view.setBigInt64(at, value, true),
  'f32.store': (at, value) => view.setFloat32(at, value, true),
  'f64.store': (at, value) => view.setFloat64(at, value, true),
  'i32.store8': (at, value) => view.setInt8(at, value),
  'i32.store16': (at, value) => view.setInt16(at, value, true),
  'v128.store': (at, value) => storage.set(value, at),
};

const sortOf = (type: string): Sort => (type === 'v128' ? 'bits' : (type as Sort));
const loadNames = Object.keys(loads) as LoadName[];
const storeNames = Object.keys(stores) as StoreName[];
const identifier = (name: string): string => name.replace('.', '_');

/** Vectors pass through memory here too, at address 0. */
function module(): ModuleBuilder {
  const builder = new ModuleBuilder();
  for (const name of loadNames) {
    const result = name.split('.')[0] as ValueType;
    const vector = result === 'v128';
    const one = builder.function(identifier(name), { at: 'i32' }, vector ? 'i32' : result);
    const value = build(name, [one.parameters.at], OFFSET);
    one.body(
      vector
        ? [v128.store(0, value as Expression<'v128'>), one.returns(0)]
        : one.returns(value as never),
    );
  }
  for (const name of storeNames) {
    const type = name.split('.')[0] as ValueType;
    const vector = type === 'v128';
    const one = builder.function(identifier(name), { at: 'i32', value: vector ? 'i32' : type });
    const value = vector ? v128.load(0) : one.parameters.value;
    one.body(build(name, [one.parameters.at, value], OFFSET) as never);
  }
  return builder;
}

const functions = instantiate<Record<string, (...operands: Value[]) => Value>>(
  module().toBytes(),
  { env: { memory } },
); // prettier-ignore

const addresses = fc.integer({ min: 16, max: 200 });
const contents = fc.uint8Array({ minLength: 256, maxLength: 256 });

test('the tables of loads and stores below are complete', () => {
  const names = Object.keys(instructions).filter((name) => /\.(load|store)/.test(name));
  assert.deepEqual([...loadNames, ...storeNames].sort(), names.sort());
});

test('every load finds what a DataView finds, at any address', () => {
  fc.assert(
    fc.property(contents, addresses, (bytes, at) => {
      storage.set(bytes);
      for (const name of loadNames) {
        const expected = loads[name](at + OFFSET);
        const result = functions[identifier(name)](at);
        const sort = sortOf(name.split('.')[0]);
        assertSame(sort, sort === 'bits' ? storage.slice(0, 16) : result, expected, name);
      }
    }),
  );
});

test('every store changes the bytes that a DataView changes, and no other', () => {
  for (const name of storeNames) {
    const sort = sortOf(name.split('.')[0]);
    fc.assert(
      fc.property(contents, addresses, anyValue[sort], (bytes, at, value) => {
        fc.pre(!Number.isNaN(value));
        const prepare = (): void => {
          storage.set(bytes);
          if (value instanceof Uint8Array) storage.set(value);
        };
        prepare();
        stores[name](at + OFFSET, value as never);
        const expected = storage.slice(0, 256);
        prepare();
        functions[identifier(name)](at, value instanceof Uint8Array ? 0 : value);
        assert.deepEqual(storage.slice(0, 256), expected, name);
      }),
      { numRuns: 30 },
    );
  }
});

test('loads and stores are written with their natural alignment and their offset', () => {
  const written = Buffer.from(module().toBytes());
  for (const bytes of [
    [...opcodeOf('i32.load8_u'), 0, OFFSET],
    [...opcodeOf('i32.store16'), 1, OFFSET],
    [...opcodeOf('f32.load'), 2, OFFSET],
    [...opcodeOf('v128.load64_splat'), 3, OFFSET],
    [...opcodeOf('v128.store'), 4, OFFSET],
  ]) {
    assert.ok(written.includes(Buffer.from(bytes)), bytes.join(' '));
  }
});

test('a shared memory passes between a module and typed arrays', () => {
  const shared = new host.Memory({ initial: 1, maximum: 4, shared: true });
  const limits = { import: ['env', 'memory'], minimum: 1, maximum: 4, shared: true } as const;
  const builder = new ModuleBuilder({ memory: limits });
  const one = builder.function('double', { at: 'i32' });
  const { at } = one.parameters;
  one.body(v128.store(at, i64x2.add(v128.load(at), v128.load(at))));
  const { double } = instantiate<{ double: (at: number) => void }>(builder.toBytes(), {
    env: { memory: shared },
  });
  assert.ok(shared.buffer instanceof SharedArrayBuffer);
  const words = new BigInt64Array(shared.buffer);
  words.set([21n, -4n], 2);
  double(16);
  assert.deepEqual([...words.slice(2, 4)], [42n, -8n]);
  const plain = new host.Memory({ initial: 1, maximum: 4 });
  assert.throws(() => instantiate(builder.toBytes(), { env: { memory: plain } }), /shared/);
});

test('a memory of the module itself is exported with its limits', () => {
  const builder = new ModuleBuilder({ memory: { export: 'storage', minimum: 2, maximum: 3 } });
  const one = builder.function('read', { at: 'i32' }, 'f64');
  one.body(one.returns(build('f64.load', [one.parameters.at]) as Expression<'f64'>));
  const exported = instantiate<{
    storage: { buffer: ArrayBuffer; grow: (pages: number) => number };
    read: (at: number) => number;
  }>(builder.toBytes());
  assert.equal(exported.storage.buffer.byteLength, 2 * 65536);
  new Float64Array(exported.storage.buffer)[3] = Math.PI;
  assert.equal(exported.read(24), Math.PI);
  assert.throws(() => exported.read(2 * 65536 - 7), /out of bounds/);
  assert.equal(exported.storage.grow(1), 2);
  assert.throws(() => exported.storage.grow(1));
});
