import { kernels, type Kernel } from './kernels/table.js';
import type { Primitive, PrimitiveParams } from './primitives.js';
import type { Shape } from './shape.js';
import { shapeRules, type ShapeRule } from './shapeRules.js';
import { DenseTensor, Tensor } from './tensor.js';

/**
 * A tensor under a transformation (differentiation, compilation). Transformations nest: each has a
 * level, and a primitive is handled by the highest level among its inputs, which then applies
 * primitives to tensors of lower levels.
 */
export abstract class Tracer extends Tensor {
  abstract readonly level: number;

  /** Applies a primitive, at least one of whose inputs is a tracer of this level. */
  abstract process<P extends Primitive>(
    primitive: P,
    inputs: readonly Tensor[],
    params: PrimitiveParams[P],
  ): Tensor;

  override get data(): never {
    throw new TypeError(
      `data: the numbers of ${this.toString()} are not available while it is differentiated or ` +
        'traced; use stopGradient(x) first, or return it and read it outside',
    );
  }
}

/** Applies a primitive: the one door through which every operation on tensors goes. */
export function apply<P extends Primitive>(
  primitive: P,
  inputs: readonly Tensor[],
  params: PrimitiveParams[P],
): Tensor {
  let top: Tracer | undefined;
  for (const input of inputs) {
    if (input instanceof Tracer && (top === undefined || input.level > top.level)) top = input;
  }
  return top === undefined
    ? evaluate(primitive, inputs, params)
    : top.process(primitive, inputs, params);
}

/** The shape of a primitive's output; operands that do not fit are a RangeError or TypeError. */
export function outputShape<P extends Primitive>(
  primitive: P,
  inputs: readonly Tensor[],
  params: PrimitiveParams[P],
): Shape {
  for (const input of inputs) {
    if (input.dtype !== inputs[0].dtype) {
      throw new TypeError(
        `${primitive}: expected operands of one element type, got ${inputs[0].dtype} and ` +
          `${input.dtype}; cast one of them`,
      );
    }
  }
  const shapeRule: ShapeRule<P> = shapeRules[primitive];
  return shapeRule(inputs, params);
}

/** The plain executor: checks element types and shapes, then runs the primitive's loop. */
export function evaluate<P extends Primitive>(
  primitive: P,
  inputs: readonly Tensor[],
  params: PrimitiveParams[P],
): DenseTensor {
  const shape = outputShape(primitive, inputs, params);
  const kernel: Kernel<P> = kernels[primitive];
  return new DenseTensor(kernel(inputs, params, shape), shape);
}
