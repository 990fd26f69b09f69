import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  f32, f32x4, f64, f64x2, i32, i32x4, i64, i64x2, i8x16, instantiate, ModuleBuilder, v128,
  type Expression, type ValueType,
} from '../../lib/wasm/index.js'; // prettier-ignore
import { fromLanes, type Shape } from './values.js';

/** The expressions' values, as WebAssembly computes them in one module. */
function valuesOf(list: readonly Expression[]): (number | bigint)[] {
  const module = new ModuleBuilder({ memory: null });
  list.forEach((expression, k) => {
    const one = module.function(`f${k}`, {}, expression.type as ValueType);
    one.body(one.returns(expression as never));
  });
  const exported = instantiate<Record<string, () => number | bigint>>(module.toBytes());
  return list.map((_, k) => exported[`f${k}`]());
}

/** The two halves of a vector as integers. */
function bitsOf(vector: Expression<'v128'>): (number | bigint)[] {
  return valuesOf([0, 1].map((lane) => i64x2.extract_lane(vector, lane)));
}

const bitsOfLanes = (shape: Shape, lanes: (number | bigint)[]): bigint[] => [
  ...new BigInt64Array(fromLanes(shape, lanes).buffer as ArrayBuffer),
];

test('f64.const writes exactly the bits of every number', () => {
  const special = [0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, Infinity, -Infinity, 0.1];
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...special), fc.double({ noNaN: true })), (x) => {
      const [value, bits] = valuesOf([f64.const(x), i64.reinterpret_f64(f64.const(x))]);
      assert.ok(Object.is(value, x));
      assert.equal(bits, new BigInt64Array(new Float64Array([x]).buffer)[0]);
    }),
  );
});

test('f32.const rounds to the nearest binary32 and writes its bits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (x) => {
      const [value, bits] = valuesOf([f32.const(x), i32.reinterpret_f32(f32.const(x))]);
      assert.ok(Object.is(value, Math.fround(x)));
      assert.equal(bits, new Int32Array(new Float32Array([x]).buffer)[0]);
    }),
  );
});

test('a NaN constant is the canonical NaN; other NaNs come from their bits', () => {
  const payload = 0x7ff4_0000_dead_beefn;
  const [odd] = new Float64Array(new BigInt64Array([-0x7_0000_dead_beefn]).buffer);
  assert.deepEqual(
    valuesOf([
      i64.reinterpret_f64(f64.const(odd)),
      i32.reinterpret_f32(f32.const(odd)),
      i64.reinterpret_f64(f64.reinterpret_i64(i64.const(payload))),
    ]),
    [0x7ff8n << 48n, 0x7fc00000, payload],
  );
  assert.deepEqual(bitsOf(f64x2.const(NaN, 0)), [0x7ff8n << 48n, 0n]);
  assert.deepEqual(bitsOf(f32x4.const(NaN, 0, 0, NaN)), [0x7fc00000n, 0x7fc00000n << 32n]);
});

test('integers may be given as signed or as unsigned', () => {
  fc.assert(
    fc.property(fc.integer(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (x, y) => {
      const list = [i32.const(x), i32.const(x >>> 0), i64.const(y), i64.const(BigInt.asUintN(64, y))];
      assert.deepEqual(valuesOf(list), [x, x, y, y]);
    }),
  ); // prettier-ignore
});

test('a vector constant has its lanes in order, whatever the shape', () => {
  const four = fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer());
  const bytes = fc.array(fc.integer({ min: -128, max: 255 }), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(four, bytes, fc.double({ noNaN: true }), (words, list, x) => {
      const floats = words.map(Math.fround);
      const longs = [BigInt(words[0]) * 0x12345678n, -1n];
      assert.deepEqual(bitsOf(i32x4.const(...words)), bitsOfLanes('i32x4', words));
      assert.deepEqual(bitsOf(f32x4.const(...floats)), bitsOfLanes('f32x4', floats));
      assert.deepEqual(bitsOf(f64x2.const(x, -x)), bitsOfLanes('f64x2', [x, -x]));
      assert.deepEqual(bitsOf(i64x2.const(...longs)), bitsOfLanes('i64x2', longs));
      assert.deepEqual(bitsOf(i8x16.const(...list)), bitsOfLanes('i8x16', list));
      assert.deepEqual(bitsOf(v128.const('i8x16', ...list)), bitsOfLanes('i8x16', list));
    }),
    { numRuns: 50 },
  );
});

test('a plain number stands for a constant of the type that is wanted', () => {
  const x = f64.const(2);
  assert.deepEqual(f64.mul(x, 3), f64.mul(x, f64.const(3)));
  assert.deepEqual(i64.add(1n, 2n), i64.add(i64.const(1n), i64.const(2n)));
  assert.deepEqual(f32x4.splat(0.1), f32x4.splat(f32.const(0.1)));
});
