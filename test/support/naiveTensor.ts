import assert from 'node:assert/strict';
import {
  showShape,
  tensor,
  type DType,
  type Floats,
  type Shape,
  type Tensor,
} from '../../lib/tensor/index.js';

/** All positions of a shape, in row-major order. */
export function positions(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (list, extent) => list.flatMap((p) => Array.from({ length: extent }, (_, i) => [...p, i])),
    [[]],
  );
}

/** The element of `x` at a position: Horner's rule over the extents. */
export function at(x: Tensor, position: readonly number[]): number {
  return x.data[x.shape.reduce((offset, extent, axis) => offset * extent + position[axis], 0)];
}

/** As `at`, for a position in a shape that `x` broadcasts to. */
export function broadcastAt(x: Tensor, position: readonly number[]): number {
  const own = position.slice(position.length - x.rank);
  return at(
    x,
    own.map((i, axis) => (x.shape[axis] === 1 ? 0 : i)),
  );
}

/** A tensor built position by position. */
export function build(
  shape: Shape,
  dtype: DType,
  element: (position: readonly number[]) => number,
): Tensor {
  const values = positions(shape).map(element);
  return tensor(dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values), shape);
}

/** Rounding to the element type. */
export function roundTo(dtype: DType): (x: number) => number {
  return dtype === 'float64' ? (x) => x : Math.fround;
}

/** Shape, element type and every bit agree (all NaN count as one). */
export function assertSameBits(actual: Tensor, expected: Tensor, message = ''): void {
  assert.deepEqual([...actual.shape], [...expected.shape], `${message} shape`);
  assert.equal(actual.dtype, expected.dtype, `${message} element type`);
  assertSameNumbers(actual.data, expected.data, `${message} ${showShape(actual.shape)}`);
}

export function assertSameNumbers(actual: Floats, expected: Floats, message = ''): void {
  assert.equal(actual.length, expected.length, message);
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      assert.fail(`${message} element ${i}: ${actual[i]} instead of ${expected[i]}`);
    }
  }
}

/** |a − b| ≤ tolerance·(1 + |b|) for every element. */
export function assertClose(
  actual: Tensor,
  expected: Tensor,
  tolerance: number,
  message = '',
): void {
  assert.deepEqual([...actual.shape], [...expected.shape], `${message} shape`);
  for (let i = 0; i < expected.size; i++) {
    const [a, b] = [actual.data[i], expected.data[i]];
    if (!(Math.abs(a - b) <= tolerance * (1 + Math.abs(b)))) {
      assert.fail(`${message} element ${i}: ${a} instead of ${b}, allowed ${tolerance} relative`);
    }
  }
}
