import type { DenseTensor, Primitive, PrimitiveParams } from '../../tensor/index.js';
import type { Bounded, ErrorBound, OpenSum, Operand } from '../bounded.js';
import type { Precision } from '../precision.js';

/** The value of a primitive, with its bound from those of the operands. */
export type Rule<P extends Primitive> = (
  operands: readonly Operand[],
  params: PrimitiveParams[P],
  precision: Precision,
) => Bounded | OpenSum;

/**
 * A value whose bound is `bound` of the operands' bounds: once for equal branches, and once more for any
 * branches where one of them is in doubt.
 */
export function propagate(
  value: DenseTensor,
  operands: readonly Bounded[],
  bound: (...errors: ErrorBound[]) => ErrorBound,
): Bounded {
  const error = bound(...operands.map((x) => x.error));
  const inDoubt = operands.some((x) => x.wide !== x.error);
  return { value, error, wide: inDoubt ? bound(...operands.map((x) => x.wide)) : error };
}
