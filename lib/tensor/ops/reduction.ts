import { apply } from '../apply.js';
import { normalizeAxes, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { abs, add, div, exp, less, log, neg, square, sub, where } from './elementwise.js';
import { reshape } from './layout.js';

export type Axes = number | readonly number[];

/** The sum over `axes` (default all), in the written order of docs/arithmetic.md 2.2. */
export function sum(x: Tensor, axes?: Axes): Tensor {
  return apply('sum', [x], { axes: normalizeAxes('sum', axes, x.rank) });
}

/** The largest element over `axes` (default all); ties share the derivative equally. */
export function max(x: Tensor, axes?: Axes): Tensor {
  return apply('max', [x], { axes: normalizeAxes('max', axes, x.rank) });
}

/** The smallest element over `axes` (default all); ties share the derivative equally. */
export function min(x: Tensor, axes?: Axes): Tensor {
  return neg(max(neg(x), axes));
}

/** The sum over `axes` (default all) divided by the number of elements summed. */
export function mean(x: Tensor, axes?: Axes): Tensor {
  const reduced = normalizeAxes('mean', axes, x.rank);
  return div(sum(x, reduced), sizeOf(reduced.map((axis) => x.shape[axis])));
}

/** The mean squared deviation from the mean over `axes` (default all); divides by n. */
export function variance(x: Tensor, axes?: Axes): Tensor {
  const reduced = normalizeAxes('variance', axes, x.rank);
  return mean(square(sub(x, keepDims(mean(x, reduced), x, reduced))), reduced);
}

/** log Σ eˣ over `axes` (default all), shifted by the maximum, where finite, so that it cannot overflow. */
export function logSumExp(x: Tensor, axes?: Axes): Tensor {
  const reduced = normalizeAxes('logSumExp', axes, x.rank);
  const largest = max(x, reduced);
  const shift = where(less(abs(largest), Infinity), largest, 0);
  return add(shift, log(sum(exp(sub(x, keepDims(shift, x, reduced))), reduced)));
}

/** A reduced tensor with its reduced axes back as extent 1, so that it broadcasts against `x`. */
export function keepDims(reduced: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  return reshape(
    reduced,
    x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)),
  );
}
