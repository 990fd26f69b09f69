import { tensor, type DenseTensor, type Floats } from '../tensor/index.js';
import { gamma, type Precision } from './precision.js';

/** A bound on an error, element by element, in the shape of the value; null where it is 0 everywhere. */
export type ErrorBound = DenseTensor | null;

/** A value in binary64 and how far a correct implementation's number can be from it. */
export interface Bounded {
  readonly value: DenseTensor;
  /** where the implementation takes the same branches (ReLU, clamp, comparison) as the reference */
  readonly error: ErrorBound;
  /** whatever branches it takes; ≥ error, and the same array where no branch is in doubt */
  readonly wide: ErrorBound;
}

/**
 * A sum that is still open: further terms can be added to it in any order. Its own rounding, at most
 * γ_{terms−1} · mass whatever the order (Higham, section 4.2), is charged once it is used otherwise.
 */
export interface OpenSum extends Bounded {
  /** Σ of the largest sizes of the terms */
  readonly mass: DenseTensor;
  readonly terms: number;
}

/** What a rule is given of an operand. */
export interface Operand {
  /** a sum that is still open, or a number of its own */
  readonly content: Bounded | OpenSum;
  /** with the rounding of its additions */
  readonly closed: Bounded;
  /** as a sum, of one term where it is a number of its own */
  readonly open: OpenSum;
}

export function isOpen(content: Bounded | OpenSum): content is OpenSum {
  return 'mass' in content;
}

/** |value| + wide: the largest size the implementation's number can have. */
export function largest({ value, wide }: Bounded): DenseTensor {
  const out = new Float64Array(value.size);
  const [x, w] = [value.data, numbers(wide, value.size)];
  for (let k = 0; k < out.length; k++) out[k] = Math.abs(x[k]) + w[k];
  return tensor(out, value.shape);
}

/** The sum with the rounding of its own additions. */
export function close(content: Bounded | OpenSum, precision: Precision): Bounded {
  if (!isOpen(content) || content.terms <= 1) return content;
  const { value, error, wide, mass, terms } = content;
  const unit = gamma(terms - 1, precision);
  // an addition whose result is subnormal may be flushed to zero
  const flushes = terms - 1;
  const own = new Float64Array(mass.size);
  for (let k = 0; k < own.length; k++) {
    const m = mass.data[k];
    own[k] = m === 0 ? 0 : unit * m + flushes * Math.min(precision.tiny, m);
  }
  const rounding = tensor(own, value.shape);
  const total = plus(error, rounding);
  return { value, error: total, wide: wide === error ? total : plus(wide, rounding) };
}

/** a + b, of the same shape. */
export function plus(a: ErrorBound, b: ErrorBound): ErrorBound {
  if (a === null || b === null) return a ?? b;
  const out = new Float64Array(a.size);
  const [x, y] = [a.data, b.data];
  for (let k = 0; k < out.length; k++) out[k] = x[k] + y[k];
  return tensor(out, a.shape);
}

/** f of the elements of tensors of one shape, the first of which is no null; null stands for zeros. */
export function combine(
  [first, ...rest]: readonly [DenseTensor, ...ErrorBound[]],
  f: (...elements: number[]) => number,
): DenseTensor {
  const size = first.size;
  const [b = null, c = null, d = null] = rest;
  const [p, q, r, t] = [first.data, numbers(b, size), numbers(c, size), numbers(d, size)];
  const out = new Float64Array(size);
  for (let k = 0; k < size; k++) out[k] = f(p[k], q[k], r[k], t[k]);
  return tensor(out, first.shape);
}

let zeros = new Float64Array(4096);

/** The numbers of a bound, read only: null stands for `size` zeros. */
export function numbers(bound: ErrorBound, size: number): Floats {
  if (bound !== null) return bound.data;
  if (zeros.length < size) zeros = new Float64Array(2 * size);
  return zeros;
}
