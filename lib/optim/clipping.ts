import { leaves, mapTree } from '../autodiff/index.js';
import { clamp, mul, square, sum } from '../tensor/index.js';

/** The Euclidean norm of all elements of a tree together: leaves in order, each by the chunked sum. */
export function globalNorm(tree: unknown): number {
  return Math.sqrt(leaves(tree).reduce((total, x) => total + sum(square(x)).item(), 0));
}

/** The tree scaled by min(1, limit / (norm + 10⁻⁶)), as PyTorch's `clip_grad_norm_`. */
export function clipByGlobalNorm<P>(tree: P, limit: number): P {
  const scale = Math.min(1, limit / (globalNorm(tree) + 1e-6));
  return mapTree((x) => mul(x, scale), tree);
}

/** Every element limited to [−limit, limit]. */
export function clipByValue<P>(tree: P, limit: number): P {
  return mapTree((x) => clamp(x, -limit, limit), tree);
}
