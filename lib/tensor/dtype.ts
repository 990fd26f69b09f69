/** Element types: IEEE-754 binary64 (default) and binary32, in which every operation is rounded. */
export type DType = 'float64' | 'float32';

export type Floats = Float64Array | Float32Array;

/** Zero-filled storage for `size` elements of `dtype`. */
export function allocate(dtype: DType, size: number): Floats {
  return dtype === 'float64' ? new Float64Array(size) : new Float32Array(size);
}

export function dtypeOf(data: Floats): DType {
  return data instanceof Float64Array ? 'float64' : 'float32';
}
