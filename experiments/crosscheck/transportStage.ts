import { BoundedTensor, gamma, precisions, type Precision } from '../../lib/errorAnalysis/index.js';
import { cast, scalar, tensor, type DenseTensor, type Tensor } from '../../lib/tensor/index.js';
import {
  certify, emd, type Metric, type Plan, type PointProblem, type Transport,
} from '../../lib/transport/index.js'; // prettier-ignore
import { arcsOf, type PlanArcs } from './planArcs.js';

/** What a bundle's transport between x [B, D] and y [B, D] should be. */
export interface TransportCheck {
  /** the plan from which the rest is computed: the bundle's own, or ours where it has none */
  readonly arcs: PlanArcs;
  readonly cost: BoundedTensor;
  /** what the bundle's plan should be; null where it has none */
  readonly plan: BoundedTensor | null;
}

/** The costs of arcs, with how far a backend's can be from them. */
class Costs {
  private readonly unit: number;

  constructor(
    readonly x: DenseTensor,
    readonly y: DenseTensor,
    readonly metric: Metric,
    precision: Precision,
  ) {
    // the expanded form ‖x‖² + ‖y‖² − 2⟨x, y⟩ has 3D products, each a rounding and a term of the sum
    this.unit = gamma(3 * x.shape[1] + 4, precision);
  }

  get dimension(): number {
    return this.x.shape[1];
  }

  /**
   * c(x_i, y_j) and ε_ij ≥ |ĉ − c|. Squared distances may come from the expanded form, so their terms are
   * of size Σ(|x| + |y|)²; a root turns an error e of c² into min(e/c, √e).
   */
  of(i: number, j: number): { cost: number; error: number } {
    const { x, y, dimension, metric, unit } = this;
    let squares = 0;
    let size = 0;
    for (let k = 0; k < dimension; k++) {
      const [p, q] = [x.data[i * dimension + k], y.data[j * dimension + k]];
      squares += (p - q) * (p - q);
      size += (Math.abs(p) + Math.abs(q)) * (Math.abs(p) + Math.abs(q));
    }
    const error = unit * size;
    if (metric === 'sqeuclidean') return { cost: squares, error };
    const cost = Math.sqrt(squares);
    return {
      cost,
      error:
        (cost === 0 ? Math.sqrt(error) : Math.min(error / cost, Math.sqrt(error))) + unit * cost,
    };
  }
}

/**
 * Checks a bundle's plan by weak duality: with u_i + v_j ≤ c_ij from our own solution, its cost lies at most
 * Σ π (c − u − v) above the least. A plan that is optimal for costs with errors ε_ij is at most
 * ⟨ε, π⟩ + ⟨ε, π*⟩ dearer than the best one π* (both are compared under both costs).
 */
export function checkTransport(
  x: DenseTensor,
  y: DenseTensor,
  metric: Metric,
  found: Tensor | undefined,
  precision: Precision,
): TransportCheck {
  const problem: PointProblem = {
    x: Float64Array.from(x.data),
    y: Float64Array.from(y.data),
    dimension: x.shape[1],
    metric,
  };
  const costs = new Costs(x, y, metric, precision);
  const own = emd(problem);
  if (found === undefined) {
    // any plan's ⟨ε, π⟩ is at most Σ_i a_i max_j ε_ij
    const [n, m] = [x.shape[0], y.shape[0]];
    let most = 0;
    for (let i = 0; i < n; i++) {
      let row = 0;
      for (let j = 0; j < m; j++) row = Math.max(row, costs.of(i, j).error);
      most += row / n;
    }
    const arcs = { ...own.plan, mass: tensor(own.plan.mass) };
    return { arcs, cost: totalCost(arcs, costs, precision, most), plan: null };
  }
  const arcs = arcsOf(cast(found, 'float64'));
  return {
    arcs,
    cost: totalCost(arcs, costs, precision, 0),
    plan: expectedPlan(problem, costs, found, arcs, own, precision),
  };
}

/** Σ π c over the arcs, products and sum in any order; `more` is added to the bound. */
function totalCost(
  { row, column, mass: { data: mass } }: PlanArcs,
  costs: Costs,
  precision: Precision,
  more: number,
): BoundedTensor {
  let [total, size, error] = [0, 0, 0];
  for (let k = 0; k < mass.length; k++) {
    const { cost, error: e } = costs.of(row[k], column[k]);
    total += mass[k] * cost;
    size += Math.abs(mass[k]) * (cost + e);
    error += Math.abs(mass[k]) * e;
  }
  const bound = scalar(error + gamma(mass.length + 2, precision) * size + more);
  return new BoundedTensor({ value: scalar(total), error: bound, wide: bound }, precision);
}

/**
 * The plan that the bundle's own should be: itself where its entries are masses, its sums are right and it is
 * optimal; else with what is wrong put right.
 */
function expectedPlan(
  problem: PointProblem,
  costs: Costs,
  found: Tensor,
  arcs: PlanArcs,
  own: Transport,
  precision: Precision,
): BoundedTensor {
  const [n, m] = found.shape;
  // of a row's or column's sum, and hence of one entry: entries of 1/n rounded, and their sum
  const share = gamma(n + m + 4, precision) / Math.min(n, m);
  const bound = tensor(new Float64Array(n * m).fill(share), [n, m]);
  const possible = Float64Array.from(found.data, (x) => (x >= 0 && x <= 1 + share ? x : 0));
  const value = possible.some((x, k) => x !== found.data[k])
    ? possible
    : (withRightSums(possible, n, m, share) ??
      withoutDearArc(possible, problem, costs, arcs, own, share, precision) ??
      possible);
  return new BoundedTensor({ value: tensor(value, [n, m]), error: bound, wide: bound }, precision);
}

/** The plan with the entry changed where a wrong row meets a wrong column; null where all sums are right. */
function withRightSums(
  plan: Float64Array,
  n: number,
  m: number,
  share: number,
): Float64Array | null {
  const rows = new Float64Array(n).fill(-1 / n);
  const columns = new Float64Array(m).fill(-1 / m);
  plan.forEach((mass, k) => {
    rows[Math.floor(k / m)] += mass;
    columns[k % m] += mass;
  });
  const isWrong = (residual: number): boolean => Math.abs(residual) > share;
  const i = rows.findIndex(isWrong);
  const j = columns.findIndex(isWrong);
  if (i === -1 && j === -1) return null;
  const right = plan.slice();
  // a line that is wrong alone shows at an entry that has mass
  const row = i === -1 ? greatest(n, (r) => plan[r * m + j]) : i;
  const column = j === -1 ? greatest(m, (c) => plan[row * m + c]) : j;
  right[row * m + column] -= i === -1 ? columns[j] : rows[i];
  return right;
}

/** The plan without the arc of the greatest reduced cost where it is not optimal; null where it is. */
function withoutDearArc(
  plan: Float64Array,
  problem: PointProblem,
  costs: Costs,
  { row, column, mass }: PlanArcs,
  { plan: best, u, v }: Transport,
  share: number,
  precision: Precision,
): Float64Array | null {
  const arcs = { row, column, mass: Float64Array.from(mass.data) };
  const { gap } = certify(problem, arcs, u, v);
  const price = ({ row, column, mass }: Plan): number =>
    mass.reduce((sum, moved, k) => sum + moved * costs.of(row[k], column[k]).error, 0);
  const sizes = [...u, ...v].reduce((sum, potential) => sum + Math.abs(potential), 0);
  const [n, m] = [u.length, v.length];
  // masses off by up to `share`, and the solver's own arithmetic, in binary64 at least
  const solver = gamma(4 * (n + m), { ...precision, both: precisions.float64.unit });
  const slack = (share + solver / Math.min(n, m)) * sizes;
  if (gap <= price(arcs) + price(best) + slack) return null;
  const dearest = greatest(
    row.length,
    (k) => costs.of(row[k], column[k]).cost - u[row[k]] - v[column[k]],
  );
  const right = plan.slice();
  right[row[dearest] * m + column[dearest]] = 0;
  return right;
}

/** The number below `count` whose value is the greatest. */
function greatest(count: number, valueOf: (k: number) => number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (valueOf(k) > valueOf(best)) best = k;
  return best;
}
