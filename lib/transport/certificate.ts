import type { TransportProblem } from './problem.js';

/** A plan as a list of arcs and their masses. */
export interface Plan {
  row: Int32Array;
  column: Int32Array;
  mass: Float64Array;
}

/** Proof of how good a plan is, by weak duality; independent of how it was found. */
export interface Certificate {
  /** What the plan costs: Σ c_ij · mass, products rounded, summed with compensation by row. */
  cost: number;
  /**
   * No plan costs less. Rounding is accounted for, with the costs taken as binary64 numbers.
   * Infinity where a row with mass has forbidden arcs only.
   */
  lowerBound: number;
  /**
   * How far the plan can be from best: its cost, with its rounding and with what its residuals r, s
   * could hide (Σ |ũ_i r_i| + Σ |v_j s_j|) added, less `lowerBound`. Never negative.
   */
  gap: number;
  /** Largest |row or column sum of the plan - mass| as a share of the total mass. */
  primalResidual: number;
  /** Largest violation of u_i + v_j ≤ c_ij as a share of |c_ij| + |u_i| + |v_j|; 0 if none. */
  dualResidual: number;
}

/** 2⁻⁵²: bounds the rounding of a difference and a product, with room for the compensated sum. */
const ROUNDING = 2.220446049250313e-16;

/**
 * Certifies a plan and potentials for a problem, by arithmetic that shares nothing with the solvers.
 *
 * ũ_i = min_j (c_ij - v_j) is feasible with v whatever v is, so D = Σ a_i ũ_i + Σ b_j v_j bounds every
 * plan's cost from below. `lowerBound` is D less 2⁻⁵² (Σ a|ũ| + Σ b|v|), more than its rounding.
 * Where b's total differs from a's within tolerance, b is scaled to it, as `emd` does. O(n m d).
 *
 * @param problem as given to `emd`; it is taken to be valid.
 * @param plan any plan, not only one from `emd`; its masses must be ≥ 0.
 * @throws RangeError where u or v has the wrong length or is not finite, or the plan leaves the matrix.
 */
export function certify(
  problem: TransportProblem,
  plan: Plan,
  u: Float64Array,
  v: Float64Array,
): Certificate {
  const matrix = 'costs' in problem;
  const n = matrix ? problem.rows : problem.x.length / problem.dimension;
  const m = matrix ? problem.columns : problem.y.length / problem.dimension;
  if (u.length !== n || v.length !== m) {
    throw new RangeError(
      `certify: expected ${n} and ${m} potentials, got ${u.length} and ${v.length}`,
    );
  }
  if (!u.every(Number.isFinite) || !v.every(Number.isFinite)) {
    throw new RangeError('certify: expected potentials that are finite');
  }
  const a = Float64Array.from({ length: n }, (_, i) => problem.a?.[i] ?? 1 / n);
  const b = Float64Array.from({ length: m }, (_, j) => problem.b?.[j] ?? 1 / m);
  const total = sumOf(a);
  const ratio = total / sumOf(b);
  if (ratio !== 1) for (let j = 0; j < m; j++) b[j] *= ratio;

  const rowCosts = new Float64Array(m);
  const fillRow = matrix ? rowOfMatrix(problem.costs, m) : rowOfPoints(problem, m);
  const byRow = arcsByRow(plan, n, m);
  const dual = new Compensated();
  const dualSize = new Compensated();
  const primal = new Compensated();
  const primalSlack = new Compensated();
  const residuals = residualsOf(plan, a, b);
  let dualResidual = 0;
  let infeasible = false;
  for (let i = 0; i < n; i++) {
    fillRow(i, rowCosts);
    const row = bestPotential(rowCosts, u[i], v);
    dualResidual = Math.max(dualResidual, row.violation);
    if (a[i] > 0 && row.potential === Infinity) infeasible = true;
    else if (a[i] > 0) {
      dual.add(a[i] * row.potential);
      dualSize.add(Math.abs(a[i] * row.potential));
      primalSlack.add(Math.abs(residuals.rows[i] * row.potential));
    }
    for (let k = byRow.first[i]; k < byRow.first[i + 1]; k++) {
      const arc = byRow.arcs[k];
      const paid = rowCosts[plan.column[arc]] * plan.mass[arc];
      primal.add(paid);
      primalSlack.add(ROUNDING * Math.abs(paid));
    }
  }
  for (let j = 0; j < m; j++) {
    dual.add(b[j] * v[j]);
    dualSize.add(Math.abs(b[j] * v[j]));
    primalSlack.add(Math.abs(residuals.columns[j] * v[j]));
  }
  const lowerBound = infeasible ? Infinity : dual.value - ROUNDING * dualSize.value;
  const upperBound = primal.value + primalSlack.value;
  return {
    cost: primal.value,
    lowerBound,
    gap: upperBound - lowerBound,
    primalResidual: residuals.worst / total,
    dualResidual,
  };
}

type FillRow = (i: number, into: Float64Array) => void;

function rowOfMatrix(costs: ArrayLike<number>, m: number): FillRow {
  return (i, into) => {
    for (let j = 0; j < m; j++) into[j] = costs[i * m + j];
  };
}

/** Costs of one row from the definition; coordinate by coordinate, for all columns at once. */
function rowOfPoints(
  { x, y, dimension, metric }: Extract<TransportProblem, { metric: unknown }>,
  m: number,
): FillRow {
  const coordinates = Array.from({ length: dimension }, (_, k) =>
    Float64Array.from({ length: m }, (_, j) => y[j * dimension + k]),
  );
  return (i, into) => {
    into.fill(0);
    let k = 0;
    for (; k + 1 < dimension; k += 2) {
      const [first, second] = [i * dimension + k, i * dimension + k + 1];
      addTwoSquares(x[first], coordinates[k], x[second], coordinates[k + 1], into);
    }
    if (k < dimension) addSquares(x[i * dimension + k], coordinates[k], into);
    if (metric === 'euclidean') for (let j = 0; j < m; j++) into[j] = Math.sqrt(into[j]);
  };
}

function addSquares(coordinate: number, others: Float64Array, into: Float64Array): void {
  for (let j = 0; j < into.length; j++) {
    const t = coordinate - others[j];
    into[j] += t * t;
  }
}

function addTwoSquares(
  first: number,
  firstOthers: Float64Array,
  second: number,
  secondOthers: Float64Array,
  into: Float64Array,
): void {
  for (let j = 0; j < into.length; j++) {
    const s = first - firstOthers[j];
    const t = second - secondOthers[j];
    into[j] = into[j] + s * s + t * t;
  }
}

function bestPotential(
  costs: Float64Array,
  u: number,
  v: Float64Array,
): { potential: number; violation: number } {
  let potential = Infinity;
  let violation = 0;
  for (let j = 0; j < costs.length; j++) {
    const room = costs[j] - v[j];
    if (room < potential) potential = room;
    if (u > room) {
      const excess = (u - room) / (Math.abs(costs[j]) + Math.abs(u) + Math.abs(v[j]));
      if (excess > violation) violation = excess;
    }
  }
  return { potential, violation };
}

/** Arc numbers grouped by row, whatever their order in the plan. */
function arcsByRow(plan: Plan, n: number, m: number): { first: Int32Array; arcs: Int32Array } {
  const first = new Int32Array(n + 1);
  for (let k = 0; k < plan.row.length; k++) {
    const i = plan.row[k];
    const j = plan.column[k];
    if (!(i >= 0 && i < n && j >= 0 && j < m)) {
      throw new RangeError(`certify: expected arcs within ${n} × ${m}, got (${i}, ${j})`);
    }
    first[i + 1]++;
  }
  for (let i = 0; i < n; i++) first[i + 1] += first[i];
  const next = first.slice();
  const arcs = new Int32Array(plan.row.length);
  for (let k = 0; k < plan.row.length; k++) arcs[next[plan.row[k]]++] = k;
  return { first, arcs };
}

/** Row and column sums of the plan less the masses; `worst` is Infinity for a negative mass. */
function residualsOf(
  plan: Plan,
  a: Float64Array,
  b: Float64Array,
): { rows: Float64Array; columns: Float64Array; worst: number } {
  const rowSums = Array.from(a, (mass) => new Compensated(-mass));
  const columnSums = Array.from(b, (mass) => new Compensated(-mass));
  let worst = 0;
  for (let k = 0; k < plan.mass.length; k++) {
    rowSums[plan.row[k]].add(plan.mass[k]);
    columnSums[plan.column[k]].add(plan.mass[k]);
    if (!(plan.mass[k] >= 0)) worst = Infinity;
  }
  const rows = Float64Array.from(rowSums, (sum) => sum.value);
  const columns = Float64Array.from(columnSums, (sum) => sum.value);
  for (const residual of rows) worst = Math.max(worst, Math.abs(residual));
  for (const residual of columns) worst = Math.max(worst, Math.abs(residual));
  return { rows, columns, worst };
}

function sumOf(values: Float64Array): number {
  const sum = new Compensated();
  for (const value of values) sum.add(value);
  return sum.value;
}

/** A running sum with the rounding of every addition kept aside (Knuth's two-sum). */
class Compensated {
  private low = 0;

  constructor(private high = 0) {}

  add(term: number): void {
    const sum = this.high + term;
    const added = sum - this.high;
    this.low += this.high - (sum - added) + (term - added);
    this.high = sum;
  }

  get value(): number {
    return this.high + this.low;
  }
}
