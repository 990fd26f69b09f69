import { apply } from '../apply.js';
import { full } from '../create.js';
import type { Tensor } from '../tensor.js';
import { slice } from './layout.js';

/**
 * Optimal plans by their supports, with the dual variables that prove them optimal. The axes of the
 * batch stand in front; a single problem has none.
 */
export interface TransportPlan {
  /** […, n + m − 1] row of each entry; unused entries are (0, 0) with mass 0 */
  readonly row: Tensor;
  /** […, n + m − 1] column of each entry */
  readonly column: Tensor;
  /** […, n + m − 1] mass moved */
  readonly mass: Tensor;
  /** […, n] and […, m], u_i + v_j ≤ c_ij with equality on the support */
  readonly u: Tensor;
  readonly v: Tensor;
}

/** Uniform weights 1/n. */
export function uniformWeights(n: number, like: Tensor): Tensor {
  return full([n], 1 / n, like.dtype);
}

/**
 * The optimal transport plan between points x […, n, d] and y […, m, d] with weights a […, n],
 * b […, m]. Leading axes number independent problems and broadcast; each is solved as it would be
 * alone. No derivative passes through it: the plan is piecewise constant in the costs, the duals in the
 * weights (the plan's dependence on the weights, and the duals' on the costs, is left out).
 *
 * @throws RangeError for shapes that do not fit; for an invalid or infeasible problem the error of
 * lib/transport, with its index in the batch.
 */
export function transportPlan(
  x: Tensor,
  y: Tensor,
  a: Tensor,
  b: Tensor,
  metric: 'sqeuclidean' | 'euclidean',
): TransportPlan {
  return unpack(apply('transport', [x, y, a, b], { metric }), a, b);
}

/** As `transportPlan`, for matrices of costs […, n, m]; Infinity forbids an arc. */
export function transportPlanOfCosts(costs: Tensor, a: Tensor, b: Tensor): TransportPlan {
  return unpack(apply('transportOfCosts', [costs, a, b], null), a, b);
}

function unpack(packed: Tensor, a: Tensor, b: Tensor): TransportPlan {
  const [n, m] = [a.shape[a.rank - 1], b.shape[b.rank - 1]];
  const batch = packed.shape.slice(0, -1);
  const support = n + m - 1;
  const part = (start: number, end: number): Tensor =>
    slice(packed, [...batch.map(() => 0), start], [...batch, end]);
  return {
    row: part(0, support),
    column: part(support, 2 * support),
    mass: part(2 * support, 3 * support),
    u: part(3 * support, 3 * support + n),
    v: part(3 * support + n, 3 * support + n + m),
  };
}
