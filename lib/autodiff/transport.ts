import {
  add, arange, broadcastTo, div, expandDims, gather, less, mean, mul, reshape, sizeOf, sqrt,
  square, sub, sum, transportPlan, transportPlanOfCosts, uniformWeights, where, type Shape, type Tensor,
  type TransportPlan,
} from '../tensor/index.js'; // prettier-ignore
import { stopGradient } from './gradientTracer.js';

export type Metric = 'sqeuclidean' | 'euclidean';

/** Weights of the points: in each problem both sum to 1, or both to another common mass. */
export interface Weights {
  /** […, n], default 1/n */
  readonly a?: Tensor;
  /** […, m], default 1/m */
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
 * The exact optimal transport cost between x […, n, d] and y […, m, d] → […]: in each problem
 * min over plans π of Σ π c(x, y). Leading axes, also those of the weights, number the problems and
 * broadcast; a problem has the same bits in a batch as alone. For `sqeuclidean` this is W₂² (no root),
 * for `euclidean` W₁.
 *
 * By the envelope theorem the derivative is that of Σ π c with the optimal π held fixed; with respect
 * to the weights it is the duals, which are defined up to a constant and projected on the directions
 * that keep both masses equal, whatever the mass: mean 0 where one side's weights are given, equal sums
 * where both are. Second derivatives between weights and points are taken as 0. What problems share
 * gets the sum of their derivatives (docs/arithmetic.md 4.6).
 *
 * @throws RangeError for shapes that do not fit, or a float32 batch with more than 2²⁴ points; for an
 * invalid problem the error of lib/transport, with its index in the batch.
 */
export function emd(
  x: Tensor,
  y: Tensor,
  metric: Metric = 'sqeuclidean',
  weights: Weights = {},
): Tensor {
  const a = weights.a ?? uniformWeights(x.shape[x.rank - 2] ?? 0, x);
  const b = weights.b ?? uniformWeights(y.shape[y.rank - 2] ?? 0, y);
  const plan = transportPlan(x, y, a, b, metric);
  const costs = pairedDistance(pick(x, plan.row, 1), pick(y, plan.column, 1), metric);
  const moved = mul(plan.mass, reshape(costs, plan.mass.shape));
  return withWeightDerivatives(sum(moved, -1), plan, weights);
}

/**
 * As `emd`, for matrices of costs […, n, m] → […], where Infinity forbids an arc; the derivative is the
 * optimal plan. A matrix that is shared and not differentiated is not copied for each problem.
 *
 * @throws as `emd`, the limit of a float32 batch being 2²⁴ costs.
 */
export function emdOfCosts(costs: Tensor, weights: Weights = {}): Tensor {
  const [n, m] = [costs.shape[costs.rank - 2] ?? 0, costs.shape[costs.rank - 1] ?? 0];
  const a = weights.a ?? uniformWeights(n, costs);
  const b = weights.b ?? uniformWeights(m, costs);
  const plan = transportPlanOfCosts(costs, a, b);
  const support = pick(costs, add(mul(plan.row, m), plan.column), 2);
  // an unused entry names arc (0, 0), whose cost may be infinite
  const used = where(less(0, plan.mass), reshape(support, plan.mass.shape), 0);
  return withWeightDerivatives(sum(mul(plan.mass, used), -1), plan, weights);
}

/**
 * From x, of which each problem has the last two axes, the rows (`axes` = 1) or elements (2) that
 * `index` [batch, K] names within the problem: all of the batch in one row, [batch · K, …].
 */
function pick(x: Tensor, index: Tensor, axes: 1 | 2): Tensor {
  if (index.rank === 1) return gather(axes === 1 ? x : reshape(x, [-1]), index);
  const [batch, own] = [index.shape.slice(0, -1), x.shape.slice(-2)];
  // the derivative of what is shared is that of broadcasting: each problem's, then their sum (2.4)
  const constant = stopGradient(x) === x;
  const copies = constant ? x : broadcastTo(x, [...batch, ...own]);
  const problems: Shape = copies.shape.slice(0, -2);
  const count = sizeOf(own.slice(0, axes));
  const flat = reshape(copies, [sizeOf(problems) * count, ...own.slice(axes)]);
  if (sizeOf(problems) <= 1) return gather(flat, reshape(index, [-1]));
  const first = reshape(mul(arange(sizeOf(problems), x.dtype), count), problems);
  return gather(flat, reshape(add(index, expandDims(first, -1)), [-1]));
}

/** Adds terms ⟨u, a − a₀⟩ and ⟨v, b − b₀⟩ that are zero in value and carry the derivatives u, v. */
function withWeightDerivatives(cost: Tensor, plan: TransportPlan, { a, b }: Weights): Tensor {
  const change = (weights: Tensor): Tensor => sub(weights, stopGradient(weights));
  const term = (dual: Tensor, weights: Tensor): Tensor => sum(mul(dual, change(weights)), -1);
  const each = (reduced: Tensor): Tensor => expandDims(reduced, -1);
  const { u, v } = plan;
  if (a !== undefined && b !== undefined) {
    // the normal of Σ a = Σ b is (1, …, 1, −1, …, −1)
    const points = u.shape[u.rank - 1] + v.shape[v.rank - 1];
    const shift = each(div(sub(sum(u, -1), sum(v, -1)), points));
    return add(add(cost, term(sub(u, shift), a)), term(add(v, shift), b));
  }
  if (a !== undefined) return add(cost, term(sub(u, each(mean(u, -1))), a));
  if (b !== undefined) return add(cost, term(sub(v, each(mean(v, -1))), b));
  return cost;
}
