import { allocate, type Floats } from '../dtype.js';
import { sizeOf, type Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import type { BinaryRun, UnaryRun } from './runs.js';
import { clamp } from './scalar.js';

/** Applies a unary primitive to every element. */
export function mapUnary(run: UnaryRun, x: Tensor): Floats {
  const out = allocate(x.dtype, x.size);
  run(out, 0, out.length, x.data, 0);
  return out;
}

/** Every element limited to [lower, upper]. */
export function clampData(x: Tensor, lower: number, upper: number): Floats {
  const source = x.data;
  const out = allocate(x.dtype, x.size);
  for (let i = 0; i < out.length; i++) out[i] = clamp(source[i], lower, upper);
  return out;
}

/** Applies a binary primitive to every pair of elements of `a` and `b`, both broadcast to `shape`. */
export function mapBinary(run: BinaryRun, a: Tensor, b: Tensor, shape: Shape): Floats {
  const out = allocate(a.dtype, sizeOf(shape));
  const x = a.data;
  const y = b.data;
  const flatX = flatStep(x, out.length);
  const flatY = flatStep(y, out.length);
  if (flatX !== null && flatY !== null) {
    run(out, 0, out.length, x, 0, flatX, y, 0, flatY);
    return out;
  }
  const inner = shape[shape.length - 1];
  const stepX = broadcastStrides(a.shape, shape)[shape.length - 1];
  const stepY = broadcastStrides(b.shape, shape)[shape.length - 1];
  const rowsX = rowOffsets(a.shape, shape);
  const rowsY = rowOffsets(b.shape, shape);
  for (let row = 0, k = 0; k < out.length; row++, k += inner) {
    run(out, k, inner, x, rowsX[row], stepX, y, rowsY[row], stepY);
  }
  return out;
}

/** Picks from `x` where `condition` ≠ 0, else from `y`; all three broadcast to `shape`. */
export function select(condition: Tensor, x: Tensor, y: Tensor, shape: Shape): Floats {
  const out = allocate(x.dtype, sizeOf(shape));
  const [c, stepC] = flattened(condition, shape, out.length);
  const [whole, stepX] = flattened(x, shape, out.length);
  const [other, stepY] = flattened(y, shape, out.length);
  for (let i = 0, k = 0, p = 0, q = 0; i < out.length; i++, k += stepC, p += stepX, q += stepY) {
    out[i] = c[k] !== 0 ? whole[p] : other[q];
  }
  return out;
}

/** The elements of `x` broadcast to `shape`, with the stride to read them at. */
function flattened(x: Tensor, shape: Shape, size: number): [Floats, 0 | 1] {
  const step = flatStep(x.data, size);
  return step === null ? [broadcastData(x, shape), 1] : [x.data, step];
}

/** The stride at which `data` is read as `size` elements: 1 if it has them, 0 for a scalar, else null. */
function flatStep(data: Floats, size: number): 0 | 1 | null {
  return data.length === size ? 1 : data.length === 1 ? 0 : null;
}

/** The elements of `x` repeated to fill `shape`, row-major. */
export function broadcastData(x: Tensor, shape: Shape): Floats {
  const source = x.data;
  const size = sizeOf(shape);
  if (source.length === size) return source;
  const out = allocate(x.dtype, size);
  if (source.length === 1) return out.fill(source[0]);
  const inner = shape[shape.length - 1];
  const step = broadcastStrides(x.shape, shape)[shape.length - 1];
  const rows = rowOffsets(x.shape, shape);
  for (let row = 0, k = 0; k < size; row++) {
    let p = rows[row];
    for (const end = k + inner; k < end; k++, p += step) out[k] = source[p];
  }
  return out;
}

/** Strides with which `from` is read along the axes of `to`: 0 where it repeats. */
function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = new Array<number>(to.length).fill(0);
  let stride = 1;
  for (let k = 1; k <= from.length; k++) {
    const extent = from[from.length - k];
    if (extent !== 1) strides[to.length - k] = stride;
    stride *= extent;
  }
  return strides;
}

/** Where each row (run along the last axis) of the broadcast tensor starts in the storage of `from`. */
function rowOffsets(from: Shape, to: Shape): Int32Array {
  const strides = broadcastStrides(from, to);
  let offsets = Int32Array.of(0);
  for (let axis = 0; axis < to.length - 1; axis++) {
    const extent = to[axis];
    const next = new Int32Array(offsets.length * extent);
    for (let p = 0, k = 0; p < offsets.length; p++) {
      for (let i = 0; i < extent; i++) next[k++] = offsets[p] + i * strides[axis];
    }
    offsets = next;
  }
  return offsets;
}
