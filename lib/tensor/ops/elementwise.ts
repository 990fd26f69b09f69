import { apply } from '../apply.js';
import { full } from '../create.js';
import type { Binary, Comparison, Unary } from '../primitives.js';
import { Tensor } from '../tensor.js';

/** A tensor, or a number that takes the element type of the tensor beside it. */
export type Operand = Tensor | number;

function pair(a: Operand, b: Operand): [Tensor, Tensor] {
  if (a instanceof Tensor) return [a, b instanceof Tensor ? b : full([], b, a.dtype)];
  return b instanceof Tensor ? [full([], a, b.dtype), b] : [full([], a), full([], b)];
}

const unary =
  (primitive: Unary) =>
  (x: Tensor): Tensor =>
    apply(primitive, [x], null);

const binary =
  (primitive: Binary | Comparison) =>
  (a: Operand, b: Operand): Tensor =>
    apply(primitive, pair(a, b), null);

// Element by element; shapes broadcast as in NumPy. Derivatives in ../../autodiff/rules.

export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
/** The larger; NaN if either is. At ties each operand gets half of the derivative. */
export const maximum = binary('maximum');
/** The smaller; NaN if either is. At ties each operand gets half of the derivative. */
export const minimum = binary('minimum');

export const neg = unary('neg');
/** |x|, with derivative 0 at 0. */
export const abs = unary('abs');
/** −1, 0 or 1. */
export const sign = unary('sign');
export const sqrt = unary('sqrt');
export const exp = unary('exp');
export const expm1 = unary('expm1');
export const log = unary('log');
export const log1p = unary('log1p');
export const sin = unary('sin');
export const cos = unary('cos');
export const tanh = unary('tanh');
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = unary('sigmoid');
/** log(1 + eˣ) */
export const softplus = unary('softplus');
/** log cosh x, without overflow */
export const logCosh = unary('logCosh');
export const erf = unary('erf');
/** Φ, the distribution function of the standard normal */
export const normalCdf = unary('normalCdf');
/** Φ⁻¹ on [0, 1] */
export const normalQuantile = unary('normalQuantile');
/** max(x, 0), with derivative 0 at 0 */
export const relu = unary('relu');

export function square(x: Tensor): Tensor {
  return mul(x, x);
}

/** x limited to [lower, upper]; the derivative is 1 at the bounds themselves and 0 beyond. */
export function clamp(x: Tensor, lower: number, upper: number): Tensor {
  if (!(lower <= upper)) {
    throw new RangeError(`clamp: expected lower ≤ upper, got ${lower} and ${upper}`);
  }
  return apply('clamp', [x], { lower, upper });
}

// Comparisons give 1 where they hold, else 0, in the operands' element type.

export const less = binary('less');
export const lessEqual = binary('lessEqual');
export const greater = (a: Operand, b: Operand): Tensor => less(b, a);
export const greaterEqual = (a: Operand, b: Operand): Tensor => lessEqual(b, a);
export const equal = binary('equal');
export const notEqual = binary('notEqual');

/** From `x` where `condition` ≠ 0, else from `y`; all three broadcast. */
export function where(condition: Tensor, x: Operand, y: Operand): Tensor {
  const like = x instanceof Tensor ? x : y instanceof Tensor ? y : condition;
  const operand = (value: Operand): Tensor =>
    value instanceof Tensor ? value : full([], value, like.dtype);
  return apply('where', [condition, operand(x), operand(y)], null);
}
