import { apply } from '../apply.js';
import { arange, tensor } from '../create.js';
import type { DType } from '../dtype.js';
import { normalizeAxis } from '../shape.js';
import { Tensor } from '../tensor.js';
import { add, mul } from './elementwise.js';
import { broadcastTo, expandDims, reshape, transpose } from './layout.js';

/** Row numbers: a tensor of integers (of the operand's element type) or an integer array. */
export type Index = Tensor | ArrayLike<number>;

function indexTensor(index: Index, dtype: DType): Tensor {
  return index instanceof Tensor ? index : tensor(Array.from(index), [index.length], dtype);
}

/** Rows of `x` [N, …] in the order of `index` [K] → [K, …]; out of range is a RangeError. */
export function gather(x: Tensor, index: Index): Tensor {
  return apply('gather', [x, indexTensor(index, x.dtype)], null);
}

/** Rows of `y` [K, …] added into `rows` rows at `index` [K], k ascending from +0. */
export function scatterAdd(y: Tensor, index: Index, rows: number): Tensor {
  return apply('scatterAdd', [y, indexTensor(index, y.dtype)], { rows });
}

/** Elements `index` along `axis`. */
export function take(x: Tensor, index: Index, axis = 0): Tensor {
  const at = normalizeAxis('take', axis, x.rank);
  if (at === 0) return gather(x, index);
  const toFront = x.shape.map((_, k) => (k === 0 ? at : k === at ? 0 : k));
  return transpose(gather(transpose(x, toFront), index), toFront);
}

/** Positions that sort along the last axis: ascending, equal elements in order, NaN last. */
export function argsort(x: Tensor): Tensor {
  return apply('argsort', [x], null);
}

/** `x` sorted ascending along its last axis; the derivative follows the permutation. */
export function sort(x: Tensor): Tensor {
  if (x.rank === 0) return x;
  const width = x.shape[x.rank - 1];
  const rows = x.size / Math.max(width, 1);
  const starts = expandDims(mul(arange(rows, x.dtype), width), 1);
  const positions = add(reshape(argsort(x), [rows, width]), broadcastTo(starts, [rows, width]));
  return reshape(gather(reshape(x, [-1]), reshape(positions, [-1])), x.shape);
}
