import { apply } from '../apply.js';
import { broadcastShapes, showShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { broadcastTo } from './layout.js';

/**
 * Matrix product over the last two axes, […, n, k] × […, k, m] → […, n, m]; leading axes broadcast.
 * Each element is summed over k in ascending order from +0 (docs/arithmetic.md 2.1).
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.rank < 2 || b.rank < 2) {
    throw new RangeError(
      `matmul: expected at least two axes on both sides, got ${showShape(a.shape)} and ${showShape(b.shape)}`,
    );
  }
  const leading = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return apply(
    'matmul',
    [
      broadcastTo(a, [...leading, ...a.shape.slice(-2)]),
      broadcastTo(b, [...leading, ...b.shape.slice(-2)]),
    ],
    null,
  );
}

/**
 * x weightᵀ + bias for x [n, in], weight [out, in], bias [out] → [n, out]: each element starts from
 * the bias and ascends over the inputs (docs/arithmetic.md 2.1).
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return apply('linear', [x, weight, bias], null);
}

/** aᵀb for a [n, p], b [n, q] → [p, q]: a sum over the rows of a batch, chunked (2.2). */
export function contractRows(a: Tensor, b: Tensor): Tensor {
  return apply('contractRows', [a, b], null);
}
