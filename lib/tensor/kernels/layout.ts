import { allocate, type Floats } from '../dtype.js';
import { sizeOf, stridesOf, type Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';

/** The elements of `x` with its axes in the order `permutation`: its own storage if that moves none. */
export function transposeData(x: Tensor, permutation: readonly number[]): Floats {
  if (permutation.every((axis, k) => axis === k)) return x.data;
  const shape = permutation.map((axis) => x.shape[axis]);
  const strides = stridesOf(x.shape);
  const moved = permutation.map((axis) => strides[axis]);
  const out = allocate(x.dtype, x.size);
  copy(out, stridesOf(shape), 0, x.data, moved, 0, shape);
  return out;
}

/** The box starts ≤ index < ends of `x`. */
export function sliceData(x: Tensor, starts: readonly number[], shape: Shape): Floats {
  const out = allocate(x.dtype, sizeOf(shape));
  const strides = stridesOf(x.shape);
  copy(out, stridesOf(shape), 0, x.data, strides, dot(starts, strides), shape);
  return out;
}

/** `x` placed at `before` in a tensor of `shape` that otherwise holds `value`. */
export function padData(x: Tensor, before: readonly number[], value: number, shape: Shape): Floats {
  const out = allocate(x.dtype, sizeOf(shape)).fill(value);
  const strides = stridesOf(shape);
  copy(out, strides, dot(before, strides), x.data, stridesOf(x.shape), 0, x.shape);
  return out;
}

/** The inputs one after the other along `axis`. */
export function concatData(inputs: readonly Tensor[], axis: number, shape: Shape): Floats {
  const out = allocate(inputs[0].dtype, sizeOf(shape));
  const strides = stridesOf(shape);
  let start = 0;
  for (const x of inputs) {
    copy(out, strides, start * strides[axis], x.data, stridesOf(x.shape), 0, x.shape);
    start += x.shape[axis];
  }
  return out;
}

/** Copies a box of extents `shape` between two strided storages, outer axes first; rows of `to` are contiguous. */
function copy(
  to: Floats,
  toStrides: readonly number[],
  toOffset: number,
  from: Floats,
  fromStrides: readonly number[],
  fromOffset: number,
  shape: Shape,
  axis = 0,
): void {
  if (axis === shape.length) {
    to[toOffset] = from[fromOffset];
    return;
  }
  const extent = shape[axis];
  const stepFrom = fromStrides[axis];
  if (axis === shape.length - 1) {
    for (let i = 0; i < extent; i++) to[toOffset + i] = from[fromOffset + i * stepFrom];
    return;
  }
  const stepTo = toStrides[axis];
  for (let i = 0; i < extent; i++) {
    copy(to, toStrides, toOffset + i * stepTo, from, fromStrides, fromOffset + i * stepFrom, shape, axis + 1); // prettier-ignore
  }
}

function dot(p: readonly number[], q: readonly number[]): number {
  return p.reduce((total, value, k) => total + value * q[k], 0);
}
