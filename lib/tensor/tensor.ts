import { dtypeOf, type DType, type Floats } from './dtype.js';
import { showShape, sizeOf, type Shape } from './shape.js';

/**
 * A value of a tensor program: a shape and an element type. It is either dense (its numbers are at
 * hand) or a tracer, which stands for a number being differentiated or a step being compiled.
 * Programs are written against this class and never need to know which. Tensors are immutable.
 */
export abstract class Tensor {
  readonly size: number;

  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
  ) {
    this.size = sizeOf(shape);
  }

  /** The numbers in row-major order; treat as read-only. Throws for a tracer. */
  abstract readonly data: Floats;

  get rank(): number {
    return this.shape.length;
  }

  /** The number of a tensor with one element; otherwise a RangeError. */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(`item: expected one element, got shape ${showShape(this.shape)}`);
    }
    return this.data[0];
  }

  toString(): string {
    return `Tensor ${this.dtype}${showShape(this.shape)}`;
  }
}

/** A tensor whose numbers are stored, contiguous and row-major. */
export class DenseTensor extends Tensor {
  constructor(
    readonly data: Floats,
    shape: Shape,
  ) {
    super(shape, dtypeOf(data));
    if (data.length !== this.size) {
      throw new RangeError(
        `tensor: expected ${this.size} numbers for shape ${showShape(shape)}, got ${data.length}`,
      );
    }
  }
}
