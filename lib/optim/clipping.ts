import { leaves, mapTree } from '../autodiff/index.js';
import {
  add, clamp, div, minimum, mul, sqrt, square, sum, zeros, type Tensor,
} from '../tensor/index.js'; // prettier-ignore

/**
 * The Euclidean norm of all elements of a tree together, a scalar: leaves in order, each by the
 * chunked sum (docs/arithmetic.md 2.6).
 */
export function globalNorm(tree: unknown): Tensor {
  const squares = leaves(tree).map((x) => sum(square(x)));
  return sqrt(squares.reduce((total, x) => add(total, x), zeros([], squares[0]?.dtype)));
}

/** The tree scaled by min(1, limit / (norm + 10⁻⁶)), as PyTorch's `clip_grad_norm_`. */
export function clipByGlobalNorm<P>(tree: P, limit: number): P {
  const scale = minimum(1, div(limit, add(globalNorm(tree), 1e-6)));
  return mapTree((x) => mul(x, scale), tree);
}

/** Every element limited to [−limit, limit]. */
export function clipByValue<P>(tree: P, limit: number): P {
  return mapTree((x) => clamp(x, -limit, limit), tree);
}
