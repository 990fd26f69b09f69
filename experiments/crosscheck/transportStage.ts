import { BoundedTensor, gamma, type Precision } from '../../lib/errorAnalysis/index.js';
import { arcsOf, type PlanArcs } from './planArcs.js';
import { cast, scalar, tensor, type DenseTensor, type Tensor } from '../../lib/tensor/index.js';
import {
  certify,
  emd,
  type Metric,
  type Plan,
  type PointProblem,
} from '../../lib/transport/index.js';

/** What a bundle's transport between x [B, D] and y [B, D] should be. */
export interface TransportCheck {
  /** the plan from which the rest is computed: the bundle's where it has one that is valid, else ours */
  readonly arcs: PlanArcs;
  readonly cost: BoundedTensor;
  /** the bundle's plan should be this, within these bounds: null where it has none */
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
    // 3 roundings a coordinate, D − 1 additions; the expanded form |x|² + |y|² − 2xy has 2D terms more
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
 * A plan that the bundle's own should equal: itself where its sums are right and it is optimal; where
 * they are not, the plan with the wrong entries put right (our own solution's).
 */
function expectedPlan(
  problem: PointProblem,
  costs: Costs,
  found: Tensor,
  arcs: PlanArcs,
  own: ReturnType<typeof emd>,
  precision: Precision,
): BoundedTensor {
  const [n, m] = found.shape;
  const share = gamma(n + m + 4, precision) / Math.min(n, m);
  const zero = tensor(new Float64Array(n * m).fill(share), [n, m]);
  const same = Float64Array.from(found.data);
  const bounded = (value: Float64Array): BoundedTensor =>
    new BoundedTensor({ value: tensor(value, [n, m]), error: zero, wide: zero }, precision);
  const rows = new Float64Array(n).fill(-1 / n);
  const columns = new Float64Array(m).fill(-1 / m);
  const mass = Float64Array.from(arcs.mass.data);
  mass.forEach((mass, k) => {
    rows[arcs.row[k]] += mass;
    columns[arcs.column[k]] += mass;
  });
  const wrong = (sums: Float64Array): Set<number> =>
    new Set([...sums.keys()].filter((i) => !(Math.abs(sums[i]) <= share)));
  const [wrongRows, wrongColumns] = [wrong(rows), wrong(columns)];
  const negative = mass.some((mass) => !(mass >= 0));
  if (negative || wrongRows.size > 0 || wrongColumns.size > 0) {
    // a single wrong entry is where a wrong row meets a wrong column; alone, an entry of the line
    const entryOf = (line: Int32Array, other: Int32Array, k: number): number =>
      Math.max(other[line.indexOf(k)] ?? 0, 0);
    for (const i of wrongRows) {
      const crossing = wrongColumns.size > 0 ? wrongColumns : [entryOf(arcs.row, arcs.column, i)];
      for (const j of crossing) same[i * m + j] -= rows[i];
    }
    if (wrongRows.size === 0) {
      for (const j of wrongColumns) same[entryOf(arcs.column, arcs.row, j) * m + j] -= columns[j];
    }
    for (let k = 0; k < same.length; k++) if (!(found.data[k] >= 0)) same[k] = 0;
    return bounded(same);
  }
  const { gap } = certify(problem, { ...arcs, mass }, own.u, own.v);
  const price = ({ row, column, mass }: Plan): number =>
    mass.reduce((sum, moved, k) => sum + moved * costs.of(row[k], column[k]).error, 0);
  const potentials =
    own.u.reduce((sum, u) => sum + Math.abs(u), 0) + own.v.reduce((sum, v) => sum + Math.abs(v), 0);
  // the solver's own arithmetic, in binary64 at least, and masses off by up to `share`
  const slack = (share + gamma(4 * (n + m), { ...precision, both: 2 ** -53 }) / n) * potentials;
  if (gap <= price({ ...arcs, mass }) + price(own.plan) + slack) return bounded(same);
  // where mass goes that no optimal plan sends: the arc of the greatest reduced cost
  const reduced = (k: number): number =>
    costs.of(arcs.row[k], arcs.column[k]).cost - own.u[arcs.row[k]] - own.v[arcs.column[k]];
  let worst = 0;
  for (let k = 1; k < mass.length; k++) if (reduced(k) > reduced(worst)) worst = k;
  same[arcs.row[worst] * m + arcs.column[worst]] = 0;
  return bounded(same);
}
