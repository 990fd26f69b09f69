import type { Tensor } from '../tensor/index.js';
import { Tracer } from '../tensor/index.js';

/** A tensor being differentiated: it carries the value it stands for, of a lower level. */
export abstract class GradientTracer extends Tracer {
  constructor(readonly value: Tensor) {
    super(value.shape, value.dtype);
  }
}

/** The error of a tensor used after the derivative that it belongs to has been taken. */
export function leakedTracer(operation: string): TypeError {
  return new TypeError(
    `${operation}: a tensor of a derivative that has already been taken was used outside it; ` +
      'return it from the differentiated function instead of keeping it',
  );
}

let depth = 0;

/** Runs `f` one level deeper, so that its tracers are told from those of enclosing derivatives. */
export function atNextLevel<T>(f: (level: number) => T): T {
  depth += 1;
  try {
    return f(depth);
  } finally {
    depth -= 1;
  }
}

/** The value of `x` as a constant: no derivative, of any order or direction, passes through it. */
export function stopGradient(x: Tensor): Tensor {
  while (x instanceof GradientTracer) x = x.value;
  return x;
}
