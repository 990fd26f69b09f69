import type { DType } from '../tensor/index.js';
import {
  f32, f32x4, f64, f64x2, v128, type Expression, type Instruction,
} from '../wasm/index.js'; // prettier-ignore

type Vector = Expression<'v128'>;
type Address = Expression<'i32'>;

/** Bytes of a vector. */
export const VECTOR = 16;

/** Vectors of numbers of one element type, each lane rounded to it. */
export interface Lanes {
  readonly bytes: 4 | 8;
  readonly count: 4 | 2;
  readonly add: (a: Vector, b: Vector) => Vector;
  readonly sub: (a: Vector, b: Vector) => Vector;
  readonly mul: (a: Vector, b: Vector) => Vector;
  readonly div: (a: Vector, b: Vector) => Vector;
  readonly max: (a: Vector, b: Vector) => Vector;
  readonly min: (a: Vector, b: Vector) => Vector;
  readonly lt: (a: Vector, b: Vector) => Vector;
  readonly le: (a: Vector, b: Vector) => Vector;
  readonly eq: (a: Vector, b: Vector) => Vector;
  readonly ne: (a: Vector, b: Vector) => Vector;
  readonly neg: (a: Vector) => Vector;
  readonly abs: (a: Vector) => Vector;
  readonly sqrt: (a: Vector) => Vector;
  readonly splat: (x: number) => Vector;
  /** the number at an address, in every lane */
  readonly loadSplat: (at: Address, offset?: number) => Vector;
  /** numbers at addresses that are `stride` bytes apart, one a lane */
  readonly gather: (at: Address, stride: number) => Vector;
  /** the inverse of `gather` */
  readonly scatter: (at: Address, stride: number, x: Vector) => Instruction<null>[];
  /** a number stored */
  readonly storeNumber: (at: Address, x: number, offset: number) => Instruction<null>;
  /** each lane through a function of binary64 numbers */
  readonly map: (f: (x: Expression<'f64'>) => Expression<'f64'>, x: Vector) => Vector;
  /** (l₀ + l₁) + (l₂ + l₃) of the four lanes of a chunk, in one or two vectors; `onto`: added to what is there */
  readonly storeTotal: (
    at: Address,
    lanes: readonly Vector[],
    offset: number,
    onto: boolean,
  ) => Instruction<null>;
}

const binary64: Lanes = {
  bytes: 8,
  count: 2,
  ...f64x2,
  splat: (x) => f64x2.const(x, x),
  loadSplat: (at, offset = 0) => v128.load64_splat(at, offset),
  gather: (at, stride) =>
    f64x2.replace_lane(v128.load64_splat(at), f64.load(at, stride), 1),
  scatter: (at, stride, x) =>
    [0, 1].map((k) => f64.store(at, f64x2.extract_lane(x, k), k * stride)),
  storeNumber: (at, x, offset) => f64.store(at, x, offset),
  map: (f, x) =>
    f64x2.replace_lane(f64x2.splat(f(f64x2.extract_lane(x, 0))), f(f64x2.extract_lane(x, 1)), 1),
  storeTotal: (at, [a, b], offset, onto) => {
    const pair = (x: Vector): Expression<'f64'> =>
      f64.add(f64x2.extract_lane(x, 0), f64x2.extract_lane(x, 1));
    const total = f64.add(pair(a), pair(b));
    return f64.store(at, onto ? f64.add(f64.load(at, offset), total) : total, offset);
  },
}; // prettier-ignore

const binary32: Lanes = {
  bytes: 4,
  count: 4,
  ...f32x4,
  splat: (x) => f32x4.const(x, x, x, x),
  loadSplat: (at, offset = 0) => v128.load32_splat(at, offset),
  gather: (at, stride) =>
    [1, 2, 3].reduce<Vector>(
      (x, k) => f32x4.replace_lane(x, f32.load(at, k * stride), k),
      v128.load32_splat(at),
    ),
  scatter: (at, stride, x) =>
    [0, 1, 2, 3].map((k) => f32.store(at, f32x4.extract_lane(x, k), k * stride)),
  storeNumber: (at, x, offset) => f32.store(at, x, offset),
  map: (f, x) =>
    [0, 1, 2, 3].reduce<Vector>((mapped, k) => {
      const y = f32.demote_f64(f(f64.promote_f32(f32x4.extract_lane(x, k))));
      return k === 0 ? f32x4.splat(y) : f32x4.replace_lane(mapped, y, k);
    }, x),
  storeTotal: (at, [a], offset, onto) => {
    const pair = (k: number): Expression<'f32'> =>
      f32.add(f32x4.extract_lane(a, k), f32x4.extract_lane(a, k + 1));
    const total = f32.add(pair(0), pair(2));
    return f32.store(at, onto ? f32.add(f32.load(at, offset), total) : total, offset);
  },
}; // prettier-ignore

export function lanesOf(dtype: DType): Lanes {
  return dtype === 'float64' ? binary64 : binary32;
}
