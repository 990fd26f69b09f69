/** Values as the tests compute with them, and when two of them are the same. */
import assert from 'node:assert/strict';

/** i32 as signed number, i64 as signed bigint, f32 and f64 as number, v128 as its 16 bytes. */
export type Value = number | bigint | Uint8Array;

export type Shape = 'i8x16' | 'i32x4' | 'i64x2' | 'f32x4' | 'f64x2';

/** How a lane of a shape is read and written by a DataView. */
const lanesOf = {
  i8x16: { bytes: 1, get: 'getInt8', set: 'setInt8' },
  i32x4: { bytes: 4, get: 'getInt32', set: 'setInt32' },
  i64x2: { bytes: 8, get: 'getBigInt64', set: 'setBigInt64' },
  f32x4: { bytes: 4, get: 'getFloat32', set: 'setFloat32' },
  f64x2: { bytes: 8, get: 'getFloat64', set: 'setFloat64' },
} as const;

export function toLanes(shape: Shape, vector: Value): (number | bigint)[] {
  const { bytes, get } = lanesOf[shape];
  const { buffer, byteOffset } = vector as Uint8Array;
  const view = new DataView(buffer, byteOffset, 16);
  return Array.from({ length: 16 / bytes }, (_, k) => view[get](k * bytes, true));
}

export function fromLanes(shape: Shape, lanes: readonly (number | bigint)[]): Uint8Array {
  const { bytes, set } = lanesOf[shape];
  const view = new DataView(new ArrayBuffer(16));
  lanes.forEach((lane, k) => view[set](k * bytes, lane as never, true));
  return new Uint8Array(view.buffer);
}

/** 'bits': any vector whose lanes are not read as floating-point numbers. */
export type Sort = 'i32' | 'i64' | 'f32' | 'f64' | 'f32x4' | 'f64x2' | 'bits';

/** Bit for bit, −0 apart from 0; of a NaN only that it is one, as its bits are not specified. */
export function assertSame(sort: Sort, actual: Value, expected: Value, message: string): void {
  if (sort === 'f32x4' || sort === 'f64x2') {
    assert.deepEqual(toLanes(sort, actual), toLanes(sort, expected), message);
  } else if (sort === 'bits') {
    assert.deepEqual([...(actual as Uint8Array)], [...(expected as Uint8Array)], message);
  } else {
    assert.ok(Object.is(actual, expected), `${message}: ${actual} instead of ${expected}`);
  }
}
