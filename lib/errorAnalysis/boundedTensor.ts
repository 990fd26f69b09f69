import {
  tensor, Tracer, type DenseTensor, type Primitive, type PrimitiveParams, type Tensor,
} from '../tensor/index.js'; // prettier-ignore
import { close, isOpen, largest, type Bounded, type ErrorBound, type OpenSum, type Operand } from './bounded.js'; // prettier-ignore
import { allowance, isShortConstant, type Precision } from './precision.js';
import { rules, type Rule } from './rules/index.js';

/**
 * A tensor that carries, with its value in binary64, a bound on the rounding error that any correct
 * implementation in a given precision can have made, by running error analysis (Wilkinson; Higham,
 * Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.3). Programs of tensors run on it
 * unchanged, their derivatives included. docs/bundle.md says what "any correct implementation" means;
 * the rules with their formulas are in rules/.
 */
export class BoundedTensor extends Tracer implements Bounded, Operand {
  /** below every derivative: a gradient of bounded tensors is made of bounded tensors */
  readonly level = 0;
  private sum: Bounded | undefined;

  constructor(
    readonly content: Bounded | OpenSum,
    readonly precision: Precision,
  ) {
    super(content.value.shape, 'float64');
  }

  /** Numbers that the implementation was given exactly. */
  static exact(
    { data, shape }: Pick<Tensor, 'data' | 'shape'>,
    precision: Precision,
  ): BoundedTensor {
    const value = tensor(Float64Array.from(data), shape);
    return new BoundedTensor({ value, error: null, wide: null }, precision);
  }

  get value(): DenseTensor {
    return this.content.value;
  }

  get error(): ErrorBound {
    return this.closed.error;
  }

  get wide(): ErrorBound {
    return this.closed.wide;
  }

  get closed(): Bounded {
    this.sum ??= close(this.content, this.precision);
    return this.sum;
  }

  get open(): OpenSum {
    const { content } = this;
    return isOpen(content) ? content : { ...content, mass: largest(content), terms: 1 };
  }

  override process<P extends Primitive>(
    primitive: P,
    inputs: readonly Tensor[],
    params: PrimitiveParams[P],
  ): Tensor {
    const rule = (rules as { readonly [Q in Primitive]?: unknown })[primitive] as
      Rule<P> | undefined;
    if (rule === undefined) {
      throw new TypeError(`errorAnalysis: expected a primitive that has a bound, got ${primitive}`);
    }
    const { precision } = this;
    const operands = inputs.map((x) => (x instanceof BoundedTensor ? x : constant(x, precision)));
    return new BoundedTensor(rule(operands, params, precision), precision);
  }
}

/** Numbers of the program itself: exact where they are short, else rounded. */
function constant(x: Tensor, precision: Precision): BoundedTensor {
  const { data, shape } = x;
  const value = tensor(Float64Array.from(data), shape);
  if (data.every(isShortConstant)) {
    return new BoundedTensor({ value, error: null, wide: null }, precision);
  }
  const unit = allowance.constant * precision.both;
  const error = tensor(
    value.data.map((c) => (isShortConstant(c) ? 0 : unit * Math.abs(c))),
    shape,
  );
  return new BoundedTensor({ value, error, wide: error }, precision);
}
