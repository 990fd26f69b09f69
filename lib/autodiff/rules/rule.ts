import type { Primitive, PrimitiveParams, Tensor } from '../../tensor/index.js';

/** A primitive as it was applied: what a derivative may depend on. */
export interface Site<P extends Primitive> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly params: PrimitiveParams[P];
}

/**
 * The linear map of one argument's derivative, made of primitives so that it can be differentiated
 * again: from a tangent of the argument to a tangent of the output (jvp), or from a cotangent of the
 * output to a cotangent of the argument (vjp, its transpose).
 */
export type ArgumentRule<P extends Primitive> = (
  t: Tensor,
  site: Site<P>,
  argument: number,
) => Tensor;

/** One rule per argument (null where nothing passes), or one for all of a variadic primitive. */
export type ArgumentRules<P extends Primitive> =
  ArgumentRule<P> | readonly (ArgumentRule<P> | null)[];

export interface Rule<P extends Primitive> {
  readonly jvp: ArgumentRules<P>;
  readonly vjp: ArgumentRules<P>;
}

export function argumentRule<P extends Primitive>(
  list: ArgumentRules<P>,
  argument: number,
): ArgumentRule<P> | null {
  return typeof list === 'function' ? list : list[argument];
}
