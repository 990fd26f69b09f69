/** Values at which instructions differ: signs, borders of ranges, ties, denormals, NaN. */
import { fromLanes, type Sort, type Value } from './values.js';

const i32 = [0, 1, -1, 2, 31, 32, -33, 0x12345678, -0x7654321, 2 ** 31 - 1, -(2 ** 31)];

const i64 = [
  0n, 1n, -1n, 31n, 63n, 64n, -65n, 0x123456789abcdefn, -(2n ** 31n), 2n ** 32n, 2n ** 53n + 1n,
  2n ** 63n - 1n, -(2n ** 63n),
]; // prettier-ignore

const f64 = [
  0, -0, 1, -1, 0.1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.7, -1e300, 1e300, 5e-324, -5e-324, 1e-310,
  2147483647.5, 2147483648, -2147483649, 4294967295.5, 4294967296, 4503599627370495.5, Infinity,
  -Infinity, NaN,
]; // prettier-ignore

const f32 = [
  ...new Set([...f64, 3.4028234663852886e38, 1e-45, -1e-45, 1e-40, 8388607.5].map(Math.fround)),
];

/** Vectors of neighbours in a list, so that every value comes in every lane. */
const f64x2 = f64.map((x, k) => fromLanes('f64x2', [x, f64[(k + 1) % f64.length]]));
const f32x4 = f32.map((_, k) =>
  fromLanes(
    'f32x4',
    [0, 1, 2, 3].map((lane) => f32[(k + lane) % f32.length]),
  ),
);
const bits = [
  ...i32.map((_, k) =>
    fromLanes(
      'i32x4',
      [0, 1, 2, 3].map((lane) => i32[(k + lane) % i32.length]),
    ),
  ),
  ...i64.map((x, k) => fromLanes('i64x2', [x, i64[(k + 1) % i64.length]])),
  fromLanes('i8x16', [-1, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 16, 127]),
  new Uint8Array(16),
  new Uint8Array(16).fill(255),
];

export const samples: Readonly<Record<Sort, readonly Value[]>> = {
  i32,
  i64,
  f32,
  f64,
  f64x2,
  f32x4,
  bits,
};
