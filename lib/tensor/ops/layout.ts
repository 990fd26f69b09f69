import { apply } from '../apply.js';
import { normalizeAxis, sameShape, showShape, sizeOf, type Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';

/** The same elements in row-major order under another shape; one extent may be −1: inferred where the others leave no doubt. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = sizeOf(shape.filter((extent) => extent !== -1));
  const inferred = shape.map((extent) => (extent === -1 ? x.size / known : extent));
  if (shape.filter((extent) => extent === -1).length > 1) {
    throw new RangeError(`reshape: expected at most one extent −1, got ${showShape(shape)}`);
  }
  if (!inferred.every(Number.isInteger)) {
    throw new RangeError(
      `reshape: expected extents that divide the ${x.size} elements of ${showShape(x.shape)}, got ${showShape(shape)}`,
    );
  }
  return sameShape(x.shape, inferred) ? x : apply('reshape', [x], { shape: inferred });
}

/** `x` repeated along axes of extent 1 and new leading axes until it has `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply('broadcastTo', [x], { shape });
}

/** Axes in the order `permutation`; default: reversed. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const order = permutation ?? x.shape.map((_, axis) => x.rank - 1 - axis);
  return apply('transpose', [x], {
    permutation: order.map((axis) => normalizeAxis('transpose', axis, x.rank)),
  });
}

/** A new axis of extent 1 at position `axis` of the result. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('expandDims', axis, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** The box starts ≤ index < ends; axes left out are taken whole. */
export function slice(x: Tensor, starts: readonly number[], ends: readonly number[]): Tensor {
  const from = [...starts, ...x.shape.slice(starts.length).fill(0)];
  const to = [...ends, ...x.shape.slice(ends.length)];
  return apply('slice', [x], { starts: from, ends: to });
}

/** `before[k]` and `after[k]` more elements, of `value`, around axis k. */
export function pad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  value = 0,
): Tensor {
  return apply('pad', [x], { before, after, value });
}

/** The tensors one after the other along `axis`; a RangeError if there are none. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new RangeError('concat: expected at least one tensor, got none');
  return apply('concat', tensors, { axis: normalizeAxis('concat', axis, tensors[0].rank) });
}

/** The tensors, of equal shape, along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concat(
    tensors.map((x) => expandDims(x, axis)),
    axis,
  );
}
