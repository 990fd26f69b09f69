import { allocate, type Floats } from '../dtype.js';
import { sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { transposeData } from './layout.js';

/** Elements of a chunk; element r of a chunk goes to lane r mod 4 (docs/arithmetic.md 2.2). */
export const CHUNK = 32;

/**
 * The sum of `count` elements `data[start], data[start + stride], …` in the written order: chunks of
 * 32; within a chunk four lanes, each from +0 in ascending order, joined as (l₀ + l₁) + (l₂ + l₃);
 * chunks added in ascending order from +0. Padding with +0 does not change a bit.
 */
function chunkedSum(data: Float64Array, start: number, stride: number, count: number): number {
  let total = 0;
  for (let chunk = 0; chunk < count; chunk += CHUNK) {
    const end = Math.min(chunk + CHUNK, count);
    let l0 = 0, l1 = 0, l2 = 0, l3 = 0; // prettier-ignore
    let r = chunk;
    let p = start + r * stride;
    for (; r + 4 <= end; r += 4) {
      l0 += data[p];
      l1 += data[p + stride];
      l2 += data[p + 2 * stride];
      l3 += data[p + 3 * stride];
      p += 4 * stride;
    }
    if (r < end) l0 += data[p];
    if (r + 1 < end) l1 += data[p + stride];
    if (r + 2 < end) l2 += data[p + 2 * stride];
    total += l0 + l1 + (l2 + l3);
  }
  return total;
}

/** As `chunkedSum`, every addition rounded to binary32. */
function chunkedSum32(data: Float32Array, start: number, stride: number, count: number): number {
  const round = Math.fround;
  const lanes = new Float32Array(4);
  let total = 0;
  for (let chunk = 0; chunk < count; chunk += CHUNK) {
    const end = Math.min(chunk + CHUNK, count);
    lanes.fill(0);
    for (let r = chunk; r < end; r++) lanes[r & 3] += data[start + r * stride];
    total = round(total + round(round(lanes[0] + lanes[1]) + round(lanes[2] + lanes[3])));
  }
  return total;
}

/** Sums over `axes`; the elements of one sum are taken in row-major order of the reduced axes. */
export function sum(x: Tensor, axes: readonly number[]): Floats {
  return reduce(x, axes, (data, start, stride, count) =>
    data instanceof Float64Array
      ? chunkedSum(data, start, stride, count)
      : chunkedSum32(data, start, stride, count),
  );
}

/** Largest elements over `axes`; NaN if there is one. */
export function max(x: Tensor, axes: readonly number[]): Floats {
  return reduce(x, axes, (data, start, stride, count) => {
    let largest = -Infinity;
    for (let r = 0; r < count; r++) largest = Math.max(largest, data[start + r * stride]);
    return largest;
  });
}

function reduce(
  x: Tensor,
  axes: readonly number[],
  fold: (data: Floats, start: number, stride: number, count: number) => number,
): Floats {
  const { shape } = x;
  const leading = axes.every((axis, k) => axis === k);
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const count = sizeOf(axes.map((axis) => shape[axis]));
  const out = allocate(x.dtype, sizeOf(kept.map((axis) => shape[axis])));
  if (leading) {
    for (let i = 0; i < out.length; i++) out[i] = fold(x.data, i, out.length, count);
  } else {
    const data = transposeData(x, [...kept, ...axes]);
    for (let i = 0; i < out.length; i++) out[i] = fold(data, i * count, 1, count);
  }
  return out;
}
