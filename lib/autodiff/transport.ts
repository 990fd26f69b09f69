import {
  add, div, gather, less, mean, mul, sqrt, square, sub, sum, transportPlan, transportPlanOfCosts,
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
 * are defined up to a constant and projected on the directions that keep both masses equal: mean 0
 * where one side's weights are given. Second derivatives between weights and points are taken as 0.
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
  // an unused entry names arc (0, 0), whose cost may be infinite
  const used = where(less(0, plan.mass), support, 0);
  return withWeightDerivatives(sum(mul(plan.mass, used)), plan, weights);
}

/** Adds terms ⟨u, a − a₀⟩ and ⟨v, b − b₀⟩ that are zero in value and carry the derivatives u, v. */
function withWeightDerivatives(cost: Tensor, plan: TransportPlan, { a, b }: Weights): Tensor {
  const change = (weights: Tensor): Tensor => sub(weights, stopGradient(weights));
  const term = (dual: Tensor, weights: Tensor): Tensor => sum(mul(dual, change(weights)));
  const { u, v } = plan;
  if (a !== undefined && b !== undefined) {
    // the normal of Σ a = Σ b is (1, …, 1, −1, …, −1)
    const shift = div(sub(sum(u), sum(v)), u.size + v.size);
    return add(add(cost, term(sub(u, shift), a)), term(add(v, shift), b));
  }
  if (a !== undefined) return add(cost, term(sub(u, mean(u)), a));
  if (b !== undefined) return add(cost, term(sub(v, mean(v)), b));
  return cost;
}
