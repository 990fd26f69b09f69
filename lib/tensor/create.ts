import { allocate, type DType, type Floats } from './dtype.js';
import { checkShape, showShape, sizeOf, type Shape } from './shape.js';
import { DenseTensor } from './tensor.js';

/** Numbers nested as deep as the tensor's rank. */
export type Nested = number | readonly Nested[];

/**
 * A tensor from nested arrays (`tensor([[1, 2], [3, 4]])`) or, without copying, from a typed array
 * with a shape. Ragged nesting, or a size that does not fit the shape, is a RangeError.
 */
export function tensor(
  values: Nested | Floats,
  shape?: Shape,
  dtype: DType = 'float64',
): DenseTensor {
  if (shape !== undefined) checkShape('tensor', shape);
  if (values instanceof Float64Array || values instanceof Float32Array) {
    return new DenseTensor(values, shape ?? [values.length]);
  }
  const nestedShape: number[] = [];
  for (let level: Nested | undefined = values; typeof level === 'object'; level = level[0]) {
    nestedShape.push(level.length);
  }
  const data = allocate(dtype, sizeOf(nestedShape));
  fill(data, 0, values, nestedShape, 0);
  return new DenseTensor(data, shape ?? nestedShape);
}

/** Writes `values` from `offset` on and returns the offset behind them. */
function fill(data: Floats, offset: number, values: Nested, shape: Shape, depth: number): number {
  if (typeof values === 'number') {
    if (depth !== shape.length) throw ragged(shape, depth, 'a number');
    data[offset] = values;
    return offset + 1;
  }
  if (depth === shape.length || values.length !== shape[depth]) {
    throw ragged(shape, depth, `${values.length} elements`);
  }
  for (const value of values) offset = fill(data, offset, value, shape, depth + 1);
  return offset;
}

function ragged(shape: Shape, depth: number, got: string): RangeError {
  const expected = depth < shape.length ? `${shape[depth]} elements` : 'a number';
  return new RangeError(`tensor: expected ${expected} at nesting depth ${depth}, got ${got}`);
}

export function scalar(value: number, dtype: DType = 'float64'): DenseTensor {
  return full([], value, dtype);
}

export function full(shape: Shape, value: number, dtype: DType = 'float64'): DenseTensor {
  checkShape('full', shape);
  const data = allocate(dtype, sizeOf(shape));
  if (value !== 0 || Object.is(value, -0)) data.fill(value);
  return new DenseTensor(data, shape);
}

export function zeros(shape: Shape, dtype: DType = 'float64'): DenseTensor {
  return full(shape, 0, dtype);
}

export function ones(shape: Shape, dtype: DType = 'float64'): DenseTensor {
  return full(shape, 1, dtype);
}

export function zerosLike(x: { shape: Shape; dtype: DType }): DenseTensor {
  return full(x.shape, 0, x.dtype);
}

export function onesLike(x: { shape: Shape; dtype: DType }): DenseTensor {
  return full(x.shape, 1, x.dtype);
}

/** The n×n identity. */
export function eye(n: number, dtype: DType = 'float64'): DenseTensor {
  const out = zeros([n, n], dtype);
  for (let i = 0; i < n; i++) out.data[i * n + i] = 1;
  return out;
}

/** 0, 1, …, n−1. */
export function arange(n: number, dtype: DType = 'float64'): DenseTensor {
  return tensor(zeros([n], dtype).data.map((_, i) => i));
}

/** `count` points from `start` to `end`, both included: start + i·(end − start)/(count − 1). */
export function linspace(
  start: number,
  end: number,
  count: number,
  dtype: DType = 'float64',
): DenseTensor {
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(`linspace: expected count ≥ 2, got ${count}`);
  }
  const out = zeros([count], dtype);
  const step = (end - start) / (count - 1);
  for (let i = 0; i < count; i++) out.data[i] = start + i * step;
  out.data[count - 1] = end;
  return out;
}

/** The same numbers in another element type (binary64 → binary32 rounds to nearest, ties to even). */
export function cast(x: { data: Floats; shape: Shape }, dtype: DType): DenseTensor {
  const data = dtype === 'float64' ? Float64Array.from(x.data) : Float32Array.from(x.data);
  if (data.length !== sizeOf(x.shape)) {
    throw new RangeError(`cast: ${data.length} numbers do not fill shape ${showShape(x.shape)}`);
  }
  return new DenseTensor(data, x.shape);
}
