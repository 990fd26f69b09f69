import {
  add, gather, less, mean, mul, sqrt, square, sub, sum, transportPlan, transportPlanOfCosts,
  uniformWeights, reshape, where, type Tensor, type TransportPlan,
} from '../tensor/index.js'; // prettier-ignore
import { stopGradient } from './gradientTracer.js';

export type Metric = 'sqeuclidean' | 'euclidean';

/** Weights of the points, each summing to 1 unless both sum to another common mass. */
export interface Weights {
  /** [n], default 1/n */
  readonly a?: Tensor;
  /** [m], default 1/m */
  readonly b?: Tensor;
}

/**
 * Row by row ‖x − y‖² or ‖x − y‖ for x, y [K, d] → [K]. The norm has derivative 0 where x = y.
 */
export function pairedDistance(x: Tensor, y: Tensor, metric: Metric): Tensor {
  const squared = sum(square(sub(x, y)), -1);
  if (metric === 'sqeuclidean') return squared;
  const apart = less(0, squared);
  return where(apart, sqrt(where(apart, squared, 1)), 0);
}

/**
 * The exact optimal transport cost between x [n, d] and y [m, d], min over plans π of Σ π c(x, y).
 * For `sqeuclidean` this is W₂² (no root), for `euclidean` W₁. By the envelope theorem its derivative
 * is that of Σ π c with the optimal π held fixed; with respect to the weights it is the duals, which
 * are defined up to a constant and taken with mean 0.
 */
export function emd(
  x: Tensor,
  y: Tensor,
  metric: Metric = 'sqeuclidean',
  weights: Weights = {},
): Tensor {
  const a = weights.a ?? uniformWeights(x.shape[0], x);
  const b = weights.b ?? uniformWeights(y.shape[0], y);
  const plan = transportPlan(x, y, a, b, metric);
  const costs = pairedDistance(gather(x, plan.row), gather(y, plan.column), metric);
  return withWeightDerivatives(sum(mul(plan.mass, costs)), plan, weights);
}

/** As `emd`, for a matrix of costs [n, m]; its derivative is the optimal plan. */
export function emdOfCosts(costs: Tensor, weights: Weights = {}): Tensor {
  const [n, m] = costs.shape;
  const a = weights.a ?? uniformWeights(n, costs);
  const b = weights.b ?? uniformWeights(m, costs);
  const plan = transportPlanOfCosts(costs, a, b);
  const support = gather(reshape(costs, [-1]), add(mul(plan.row, m), plan.column));
  return withWeightDerivatives(sum(mul(plan.mass, support)), plan, weights);
}

/** Adds terms ⟨u, a − a₀⟩ and ⟨v, b − b₀⟩ that are zero in value and carry the derivatives u, v. */
function withWeightDerivatives(cost: Tensor, plan: TransportPlan, { a, b }: Weights): Tensor {
  let total = cost;
  for (const [weights, dual] of [
    [a, plan.u],
    [b, plan.v],
  ] as const) {
    // prettier-ignore
    if (weights === undefined) continue;
    const centred = sub(dual, mean(dual));
    total = add(total, sum(mul(centred, sub(weights, stopGradient(weights)))));
  }
  return total;
}
