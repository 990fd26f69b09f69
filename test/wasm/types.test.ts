/**
 * Each line under @ts-expect-error must not compile: the build fails if one does. What gets past the
 * compiler all the same, as here, is refused when the expression is made.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  call, f32, f64, f64x2, i32, i32x4, i64, i64x2, ifThen, ModuleBuilder, select, set, tee, v128,
} from '../../lib/wasm/index.js'; // prettier-ignore

const module = new ModuleBuilder();
const one = module.function('one', { x: 'f64', n: 'i32' }, 'f64');
const nothing = module.function('nothing', {});
const { x, n } = one.parameters;
const vector = one.local('v128');

test('operands of a wrong type do not compile, and are refused with a sentence', () => {
  // @ts-expect-error an f32 is no f64
  assert.throws(() => f64.add(x, f32.const(1)), /f64.add: operand 2: expected an expression of type f64, got f32; convert it/);
  // @ts-expect-error an f64 is no i32
  assert.throws(() => i32.shl(n, x), /i32.shl: operand 2: expected .* i32, got f64/);
  // @ts-expect-error a vector is no f64
  assert.throws(() => f64.sqrt(vector), /f64.sqrt: operand 1: expected .* f64, got v128/);
  // @ts-expect-error the scalar needs a splat
  assert.throws(() => f64x2.mul(vector, x), /f64x2.mul: operand 2: expected .* v128, got f64/);
  // @ts-expect-error so does a number
  assert.throws(() => f64x2.mul(vector, 2), /f64x2.mul: operand 2: expected .* v128, got a number/);
  // @ts-expect-error constants of 64 bits are bigints
  assert.throws(() => i64.add(1n, 2), /i64.add: operand 2: expected .* i64, got a number/);
  // @ts-expect-error pointers are i32
  assert.throws(() => f64.load(x), /f64.load: operand 1: expected .* i32, got f64/);
  // @ts-expect-error a comparison is an i32
  assert.throws(() => f64.add(f64.lt(x, 1), 1), /f64.add: operand 1: expected .* f64, got i32/);
  // @ts-expect-error a missing operand
  assert.throws(() => f64.max(x), /f64.max: operand 2: expected .* f64, got none/);
  // @ts-expect-error both sides of a selection have one type
  assert.throws(() => select(x, n, n), /select: operand 2: expected .* f64, got i32/);
  // @ts-expect-error a store has no value
  assert.throws(() => f64.add(f64.store(n, x), 1), /f64.add: operand 1: expected .* f64/);
}); // prettier-ignore

test('statements that assign, call or return a wrong type do not compile, and are refused', () => {
  // @ts-expect-error a local keeps its type
  assert.throws(() => set(x, n), /set x: expected .* f64, got i32/);
  // @ts-expect-error with tee as well
  assert.throws(() => tee(vector, x), /tee v128: expected .* v128, got f64/);
  // @ts-expect-error parameters are checked by name
  assert.throws(() => call(one, { x, n: x }), /call one: parameter n: expected .* i32, got f64/);
  // @ts-expect-error all are needed
  assert.throws(() => call(one, { x }), /call one: parameter n: expected .* i32, got none/);
  // @ts-expect-error the function's result is f64
  assert.throws(() => one.returns(n), /function one: returned value: expected .* f64, got i32/);
  // @ts-expect-error one that is needed
  assert.throws(() => one.returns(), /function one: returned value: expected .* f64/);
  // @ts-expect-error a condition is an i32
  assert.throws(() => ifThen(x, []), /if: condition: expected .* i32, got f64/);
  // @ts-expect-error of a function without result nothing can be made
  assert.throws(() => f64.neg(call(nothing, {})), /f64.neg: operand 1: expected .* f64/);
}); // prettier-ignore

test('what the types cannot tell is refused with a sentence', () => {
  assert.throws(() => f64x2.extract_lane(vector, 2), /f64x2.extract_lane: expected a lane from 0 to 1, got 2/);
  assert.throws(() => i32x4.replace_lane(vector, n, -1), /expected a lane from 0 to 3, got -1/);
  assert.throws(() => f64.load(n, -8), /f64.load: expected a constant offset from 0 to 4294967295 bytes, got -8; add/);
  assert.throws(() => f64.load(n, 2 ** 32), /expected a constant offset/);
  assert.throws(() => i32.const(0.5), /expected an integer of 32 bits, .* got 0.5/);
  assert.throws(() => i32.add(n, 2 ** 32), /expected an integer of 32 bits, .* got 4294967296/);
  assert.throws(() => i64.const(2n ** 64n), /expected an integer of 64 bits/);
  assert.throws(() => f64x2.const(1), /f64x2.const: expected 2 lanes, got 1/);
  assert.throws(() => i64x2.shuffle(vector, vector, [0]), /i64x2.shuffle: expected 2 lanes, got 1/);
  assert.throws(() => f64x2.shuffle(vector, vector, [0, 4]), /f64x2.shuffle: expected lanes from 0 to 3, got 4/);
  assert.throws(() => v128.const('i8x16', ...Array(16).fill(256)), /expected an integer of 8 bits, from -128 to 255/);
}); // prettier-ignore
