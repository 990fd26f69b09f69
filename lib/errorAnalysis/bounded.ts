import { tensor, type DenseTensor } from '../tensor/index.js';
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
  readonly closed: Bounded;
  readonly open: OpenSum;
}

export function isOpen(content: Bounded | OpenSum): content is OpenSum {
  return 'mass' in content;
}

/** |value| + wide: the largest size the implementation's number can have. */
export function largest({ value, wide }: Bounded): DenseTensor {
  return combine([value, wide], (x, w) => Math.abs(x) + w);
}

/** The sum with the rounding of its own additions. */
export function close(content: Bounded | OpenSum, precision: Precision): Bounded {
  if (!isOpen(content) || content.terms <= 1) return content;
  const { value, error, wide, mass, terms } = content;
  const unit = gamma(terms - 1, precision);
  // an addition whose result is subnormal may be flushed to zero
  const own = combine([mass], (m) =>
    m === 0 ? 0 : unit * m + (terms - 1) * Math.min(precision.tiny, m),
  );
  return bounded(value, [error, plus(error, own)], [wide, plus(wide, own)]);
}

/** Keeps `wide` the same array as `error` where it was so before. */
function bounded(
  value: DenseTensor,
  [error, newError]: [ErrorBound, ErrorBound],
  [wide, newWide]: [ErrorBound, ErrorBound],
): Bounded {
  return { value, error: newError, wide: wide === error ? newError : newWide };
}

/** a + b, of the same shape. */
export function plus(a: ErrorBound, b: ErrorBound): ErrorBound {
  if (a === null || b === null) return a ?? b;
  return combine([a, b], (x, y) => x + y);
}

/** f of the elements of tensors of one shape, the first of which is no null; null stands for zeros. */
export function combine(
  operands: readonly [DenseTensor, ...ErrorBound[]],
  f: (...elements: number[]) => number,
): DenseTensor {
  const [first, second, third, fourth] = operands;
  const [a, b, c, d] = [first.data, second?.data, third?.data, fourth?.data];
  const out = new Float64Array(a.length);
  for (let k = 0; k < out.length; k++) {
    out[k] = f(
      a[k],
      b === undefined ? 0 : b[k],
      c === undefined ? 0 : c[k],
      d === undefined ? 0 : d[k],
    );
  }
  return tensor(out, first.shape);
}
