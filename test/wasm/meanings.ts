/** What every instruction without side effects means, as a function of JavaScript. */
import type { instructions } from '../../lib/wasm/instructions.js';
import type { memoryInstructions } from '../../lib/wasm/memoryTable.js';
import {
  copysign,
  floatComparison,
  floating,
  integer,
  pseudo,
  toSigned,
  toUnsigned,
} from './arithmetic.js';
import { fromLanes, toLanes, type Shape, type Value } from './values.js';

type Load = keyof typeof memoryInstructions | `v128.load${string}` | 'v128.store';
export type PureName = Exclude<keyof typeof instructions, Load>;

/** The operands, then the lane if the instruction names one. */
export type Meaning = (...operands: never[]) => Value;

type Prefixed<P extends string, T> = { [K in keyof T & string as `${P}.${K}`]: Meaning };

function prefixed<P extends string, T extends object>(prefix: P, table: T): Prefixed<P, T> {
  const entries = Object.entries(table).map(([name, f]) => [`${prefix}.${name}`, f]);
  return Object.fromEntries(entries) as Prefixed<P, T>;
}

function mapTable<T extends object>(
  table: T,
  change: (f: (...operands: never[]) => unknown) => Meaning,
): Record<keyof T, Meaning> {
  return Object.fromEntries(
    Object.entries(table).map(([name, f]) => [name, change(f)]),
  ) as unknown as Record<keyof T, Meaning>;
}

const integer32 = integer(32);
const integer64 = integer(64);
const f32Operations = floating(Math.fround);
const f64Operations = floating((x) => x);

const onNumbers = (f: (...operands: never[]) => unknown): Meaning =>
  ((...operands: number[]) => Number(f(...(operands.map(BigInt) as never[])))) as Meaning;

const asNumber = (f: (...operands: never[]) => unknown): Meaning =>
  ((...operands: never[]) => Number(f(...operands))) as Meaning;

// Vectors

/** f of the lanes k of all operands, for each k. */
const lanewise =
  (shape: Shape) =>
  (f: (...lanes: never[]) => unknown): Meaning =>
    ((...vectors: Uint8Array[]) => {
      const lanes = vectors.map((vector) => operandLanes(shape, vector));
      return resultLanes(
        shape,
        lanes[0].map((_, k) => f(...(lanes.map((lane) => lane[k]) as never[])) as number),
      );
    }) as Meaning;

/** Lanes of all ones where it holds, else of zeros. */
const mask =
  (shape: Shape, maskShape: 'i32x4' | 'i64x2') =>
  (f: (...lanes: never[]) => unknown): Meaning =>
    ((a: Uint8Array, b: Uint8Array) => {
      const [x, y] = [operandLanes(shape, a), operandLanes(shape, b)];
      return resultLanes(
        maskShape,
        x.map((_, k) => (f(x[k] as never, y[k] as never) ? -1 : 0)),
      );
    }) as Meaning;

/** Integers as bigint whatever their size. */
function operandLanes(shape: Shape, vector: Uint8Array): (number | bigint)[] {
  const lanes = toLanes(shape, vector);
  return shape === 'i32x4' ? lanes.map(BigInt) : lanes;
}

function resultLanes(shape: Shape, lanes: readonly (number | bigint)[]): Uint8Array {
  return fromLanes(
    shape,
    lanes.map((lane) => (shape === 'i64x2' ? BigInt(lane) : Number(lane))),
  );
}

/** All lanes by the same count. */
const shift =
  (shape: 'i32x4' | 'i64x2') =>
  (f: (...operands: never[]) => unknown): Meaning =>
    ((vector: Uint8Array, count: number) =>
      resultLanes(
        shape,
        operandLanes(shape, vector).map((x) => f(x as never, BigInt(count) as never) as bigint),
      )) as Meaning;

function lanesAndTests(shape: Shape, lanes: number, zero: number | bigint) {
  return {
    splat: (x: number | bigint) =>
      fromLanes(
        shape,
        Array.from({ length: lanes }, () => x),
      ),
    extract_lane: (vector: Uint8Array, lane: number) => toLanes(shape, vector)[lane],
    replace_lane: (vector: Uint8Array, x: number | bigint, lane: number) =>
      fromLanes(shape, toLanes(shape, vector).with(lane, x)),
    all_true: (vector: Uint8Array) => Number(toLanes(shape, vector).every((x) => x !== zero)),
    bitmask: (vector: Uint8Array) =>
      toLanes(shape, vector).reduce<number>((bits, x, k) => bits | (Number(x < zero) << k), 0),
  };
}

const bytewise = (f: (...bytes: number[]) => number): Meaning =>
  ((...vectors: Uint8Array[]) =>
    vectors[0].map((_, k) => f(...vectors.map((vector) => vector[k])))) as Meaning;

/** The lanes of one shape from those of another. */
const converted = (from: Shape, to: Shape, f: (lanes: number[]) => (number | bigint)[]): Meaning =>
  ((vector: Uint8Array) => fromLanes(to, f(toLanes(from, vector) as number[]))) as Meaning;

const unsigned = (x: number): number => x >>> 0;

/** The same bits read as another type of the same shape of lanes. */
const reinterpreted = (from: Shape, to: Shape): Meaning =>
  ((x: number | bigint) => {
    const lanes = from.endsWith('x4') ? [x, 0, 0, 0] : [x, from === 'f64x2' ? 0 : 0n];
    return toLanes(to, fromLanes(from, lanes))[0];
  }) as Meaning;

export const meanings: Readonly<Record<PureName, Meaning>> = {
  ...prefixed('i32', mapTable(integer32.unary, onNumbers)),
  ...prefixed('i32', mapTable(integer32.binary, onNumbers)),
  ...prefixed('i32', mapTable(integer32.comparison, onNumbers)),
  ...prefixed('i64', integer64.unary),
  ...prefixed('i64', integer64.binary),
  ...prefixed('i64', mapTable(integer64.comparison, asNumber)),
  ...prefixed('f32', { ...f32Operations, ...copysign }),
  ...prefixed('f64', { ...f64Operations, ...copysign }),
  ...prefixed('f32', mapTable(floatComparison, asNumber)),
  ...prefixed('f64', mapTable(floatComparison, asNumber)),

  'i32.eqz': (x: number) => Number(x === 0),
  'i64.eqz': (x: bigint) => Number(x === 0n),
  'i32.wrap_i64': (x: bigint) => Number(BigInt.asIntN(32, x)),
  'i64.extend_i32_s': (x: number) => BigInt(x),
  'i64.extend_i32_u': (x: number) => BigInt(unsigned(x)),
  'f32.convert_i32_s': (x: number) => Math.fround(x),
  'f32.convert_i32_u': (x: number) => Math.fround(unsigned(x)),
  'f32.demote_f64': (x: number) => Math.fround(x),
  'f64.convert_i32_s': (x: number) => x,
  'f64.convert_i32_u': unsigned,
  'f64.convert_i64_s': (x: bigint) => Number(x),
  'f64.convert_i64_u': (x: bigint) => Number(BigInt.asUintN(64, x)),
  'f64.promote_f32': (x: number) => x,
  'i32.reinterpret_f32': reinterpreted('f32x4', 'i32x4'),
  'f32.reinterpret_i32': reinterpreted('i32x4', 'f32x4'),
  'i64.reinterpret_f64': reinterpreted('f64x2', 'i64x2'),
  'f64.reinterpret_i64': reinterpreted('i64x2', 'f64x2'),
  'i32.trunc_sat_f32_s': toSigned,
  'i32.trunc_sat_f32_u': toUnsigned,
  'i32.trunc_sat_f64_s': toSigned,
  'i32.trunc_sat_f64_u': toUnsigned,

  'v128.not': bytewise((a) => ~a),
  'v128.and': bytewise((a, b) => a & b),
  'v128.andnot': bytewise((a, b) => a & ~b),
  'v128.or': bytewise((a, b) => a | b),
  'v128.xor': bytewise((a, b) => a ^ b),
  'v128.bitselect': bytewise((a, b, choice) => (a & choice) | (b & ~choice)),
  'v128.any_true': (vector: Uint8Array) => Number(vector.some((byte) => byte !== 0)),

  'i8x16.splat': (x: number) => new Uint8Array(16).fill(x),
  'i8x16.swizzle': (a: Uint8Array, b: Uint8Array) => b.map((lane) => a[lane] ?? 0),
  'i8x16.bitmask': lanesAndTests('i8x16', 16, 0).bitmask,

  ...prefixed('i32x4', lanesAndTests('i32x4', 4, 0)),
  ...prefixed('i64x2', lanesAndTests('i64x2', 2, 0n)),
  ...prefixed('f32x4', lanesAndTests('f32x4', 4, 0)),
  ...prefixed('f64x2', lanesAndTests('f64x2', 2, 0)),
  ...prefixed('i32x4', mapTable(integer32.laneWise, lanewise('i32x4'))),
  ...prefixed('i64x2', mapTable(integer64.laneWise, lanewise('i64x2'))),
  ...prefixed('i32x4', mapTable(integer32.shift, shift('i32x4'))),
  ...prefixed('i64x2', mapTable(integer64.shift, shift('i64x2'))),
  ...prefixed('i32x4', mapTable(integer32.comparison, mask('i32x4', 'i32x4'))),
  ...prefixed('i64x2', mapTable(integer64.comparison, mask('i64x2', 'i64x2'))),
  ...prefixed('f32x4', mapTable({ ...f32Operations, ...pseudo }, lanewise('f32x4'))),
  ...prefixed('f64x2', mapTable({ ...f64Operations, ...pseudo }, lanewise('f64x2'))),
  ...prefixed('f32x4', mapTable(floatComparison, mask('f32x4', 'i32x4'))),
  ...prefixed('f64x2', mapTable(floatComparison, mask('f64x2', 'i64x2'))),

  'f32x4.demote_f64x2_zero': converted('f64x2', 'f32x4', ([a, b]) => [a, b, 0, 0]),
  'f64x2.promote_low_f32x4': converted('f32x4', 'f64x2', ([a, b]) => [a, b]),
  'i64x2.extend_low_i32x4_s': converted('i32x4', 'i64x2', ([a, b]) => [a, b].map(BigInt)),
  'i64x2.extend_high_i32x4_s': converted('i32x4', 'i64x2', ([, , c, d]) => [c, d].map(BigInt)),
  'i64x2.extend_low_i32x4_u': converted('i32x4', 'i64x2', ([a, b]) =>
    [a, b].map(unsigned).map(BigInt),
  ),
  'i64x2.extend_high_i32x4_u': converted('i32x4', 'i64x2', ([, , c, d]) =>
    [c, d].map(unsigned).map(BigInt),
  ),
  'i32x4.trunc_sat_f32x4_s': converted('f32x4', 'i32x4', (lanes) => lanes.map(toSigned)),
  'i32x4.trunc_sat_f32x4_u': converted('f32x4', 'i32x4', (lanes) => lanes.map(toUnsigned)),
  'i32x4.trunc_sat_f64x2_s_zero': converted('f64x2', 'i32x4', (lanes) => [
    ...lanes.map(toSigned), 0, 0,
  ]), // prettier-ignore
  'i32x4.trunc_sat_f64x2_u_zero': converted('f64x2', 'i32x4', (lanes) => [
    ...lanes.map(toUnsigned), 0, 0,
  ]), // prettier-ignore
  'f32x4.convert_i32x4_s': converted('i32x4', 'f32x4', (lanes) => lanes),
  'f32x4.convert_i32x4_u': converted('i32x4', 'f32x4', (lanes) => lanes.map(unsigned)),
  'f64x2.convert_low_i32x4_s': converted('i32x4', 'f64x2', ([a, b]) => [a, b]),
  'f64x2.convert_low_i32x4_u': converted('i32x4', 'f64x2', ([a, b]) => [a, b].map(unsigned)),
};
