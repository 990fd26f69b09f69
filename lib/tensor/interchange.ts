import ndarray, { type NdArray as TypedNdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { allocate, type DType, type Floats } from './dtype.js';
import { sizeOf } from './shape.js';
import { DenseTensor, type Tensor } from './tensor.js';

/**
 * An array of the package `ndarray`, whose `data` is a D. Declared here, so that who uses this library needs no
 * `@types/ndarray`; where those are installed, each type stands for the other.
 */
export interface NdArray<D = unknown> {
  data: D;
  shape: number[];
  stride: number[];
  offset: number;
  dtype: D extends Float32Array ? 'float32' : D extends Float64Array ? 'float64' : string;
  size: number;
  order: number[];
  dimension: number;
  get(...index: number[]): number;
  set(...indexAndValue: number[]): number;
  index(...index: number[]): number;
  lo(...from: number[]): NdArray<D>;
  hi(...to: number[]): NdArray<D>;
  step(...steps: number[]): NdArray<D>;
  transpose(...axes: number[]): NdArray<D>;
  pick(...index: (number | null)[]): NdArray<D>;
  T: NdArray<D>;
}

/** The tensor's own storage as an ndarray: no copy, so writing to the view is forbidden. */
export function toNdarray(x: Tensor): NdArray<Floats> {
  return ndarray(x.data, [...x.shape]);
}

/**
 * A tensor of the numbers an ndarray shows. Strided, transposed, reversed or foreign-typed views are
 * copied into row-major order; a contiguous row-major view of all its storage is taken as it is.
 */
export function fromNdarray(view: NdArray, dtype?: DType): DenseTensor {
  const source: unknown = view.data;
  const shape = view.shape;
  const wanted = dtype ?? (source instanceof Float32Array ? 'float32' : 'float64');
  const own = wanted === 'float64' ? Float64Array : Float32Array;
  if (source instanceof own && source.length === sizeOf(shape) && isRowMajor(view)) {
    return new DenseTensor(source, shape.slice());
  }
  const data = allocate(wanted, sizeOf(shape));
  ops.assign(ndarray(data, shape.slice()) as TypedNdArray, view as TypedNdArray);
  return new DenseTensor(data, shape.slice());
}

function isRowMajor(view: NdArray): boolean {
  let stride = 1;
  for (let axis = view.shape.length - 1; axis >= 0; axis--) {
    if (view.shape[axis] !== 1 && view.stride[axis] !== stride) return false;
    stride *= view.shape[axis];
  }
  return view.offset === 0;
}
