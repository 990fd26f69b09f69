import { CTransform, costOf, cTransform } from './cTransform.js';
import { exactFigures } from './exactFigures.js';
import type { Plan } from './plan.js';
import { sizeOf, type TransportProblem } from './problem.js';

/** Gaps above this share of the cost are computed once more, in integers. */
export const TIGHT = 1e-12;

/**
 * Plans of more arcs than so many times the rows and columns are not: a basic one has fewer than once, and one of all arcs would
 * take minutes to say how many of its digits are wrong.
 */
const DENSE = 2;

/** Proof of how good a plan is, by weak duality; independent of how it was found. */
export interface Certificate {
  /** What the plan costs: Σ c_ij · mass, products rounded, summed with compensation by row. */
  cost: number;
  /**
   * No plan costs less. Rounding is accounted for, with the costs and the masses taken as binary64 numbers.
   * Infinity where a row with mass has forbidden arcs only.
   */
  lowerBound: number;
  /**
   * How far the plan can be from best. At first its cost, with its rounding and with what its residuals r, s
   * could hide (Σ |ũ_i r_i| + Σ |v_j s_j|) added, less `lowerBound`. Where that is more than 1e-12 of the cost, and the
   * plan has at most 2 (n + m) arcs, without rounding: the larger of cost - D and Σ p_ij (c_ij - ũ_i - v_j), what the plan pays in vain whatever its
   * residuals. Never negative.
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
 * Certifies a plan and potentials for a problem, by arithmetic that shares nothing with the solvers but the conversion of
 * numbers to integers.
 *
 * ũ_i = min_j (c_ij - v_j) is feasible with v whatever v is, so D = Σ a_i ũ_i + Σ b_j v_j bounds every
 * plan's cost from below. `lowerBound` is D less 2⁻⁵¹ (Σ a|ũ| + Σ b|v|), the latter twice where b is scaled, and what may
 * underflow: more than its rounding.
 * Where the gap is more than 1e-12 of the cost, that may be all there is to it: then both are computed without rounding, for a
 * plan of at most 2 (n + m) arcs.
 * Where b's total differs from a's within tolerance, b is scaled to it, as `emd` does. O(n m d).
 *
 * @param problem as given to `emd`; it is taken to be valid.
 * @param plan any plan, not only one from `emd`; its masses must be ≥ 0.
 * @param vLow what v lacks of column potentials that binary64 cannot hold; nothing when left out.
 * @throws RangeError where u, v or vLow has the wrong length or is not finite, or the plan leaves the matrix.
 */
export function certify(
  problem: TransportProblem,
  plan: Plan,
  u: Float64Array,
  v: Float64Array,
  vLow: Float64Array = new Float64Array(v.length),
): Certificate {
  const [n, m] = sizeOf(problem);
  if (u.length !== n || v.length !== m || vLow.length !== m) {
    throw new RangeError(
      `certify: expected ${n} and ${m} potentials, got ${u.length} and ${v.length} (and ${vLow.length} for vLow)`,
    );
  }
  if (![u, v, vLow].every((potentials) => potentials.every(Number.isFinite))) {
    throw new RangeError('certify: expected potentials that are finite');
  }
  const tightest = cTransform(problem, v);
  const transform = new CTransform(problem, v);
  let dualResidual = 0;
  for (let i = 0; i < n; i++) {
    if (u[i] <= tightest[i]) continue;
    dualResidual = Math.max(dualResidual, worstViolation(transform.costsOf(i), u[i], v));
  }
  return { ...figuresOf(problem, plan, tightest, v, vLow), dualResidual };
}

export type Figures = Omit<Certificate, 'dualResidual'>;

/** The certificate's figures for a plan, column potentials v + vLow and the c-transform ũ of v. */
export function figuresOf(
  problem: TransportProblem,
  plan: Plan,
  tightest: Float64Array,
  v: Float64Array,
  vLow: Float64Array,
): Figures {
  const figures = roundedFigures(problem, plan, tightest, v);
  const isDense = plan.mass.length > DENSE * (tightest.length + v.length);
  if (isDense || !isWide(figures)) return figures;
  const a = massesOf(problem.a, tightest.length);
  const b = massesOf(problem.b, v.length);
  const { lowerBound, gap } = exactFigures(problem, plan, a, b, tightest, v, vLow);
  return { ...figures, lowerBound, gap: Math.max(gap, figures.cost - lowerBound) };
}

/** Whether the gap is more than `TIGHT` of the cost. */
export function isWide({ cost, gap }: Figures): boolean {
  return gap > TIGHT * Math.abs(cost);
}

/** The same of v alone, in binary64: `lowerBound` and `gap` make room for what that rounds. */
export function roundedFigures(
  problem: TransportProblem,
  plan: Plan,
  tightest: Float64Array,
  v: Float64Array,
): Figures {
  const n = tightest.length;
  const m = v.length;
  const a = massesOf(problem.a, n);
  const b = massesOf(problem.b, m);
  const sumA = sumOf(a);
  const sumB = sumOf(b);
  const total = sumA.value;
  const ratio = total / sumB.value;
  if (ratio !== 1) for (let j = 0; j < m; j++) b[j] *= ratio;
  const isScaled = ratio !== 1 || sumA.rest !== sumB.rest;

  const dual = new Compensated();
  const dualSize = new Compensated();
  const columnSize = new Compensated();
  const primal = new Compensated();
  const primalSlack = new Compensated();
  const residuals = residualsOf(plan, a, b);
  let infeasible = false;
  let forbidden = false;
  for (let i = 0; i < n; i++) {
    if (!(a[i] > 0)) continue;
    if (tightest[i] === Infinity) {
      infeasible = true;
      continue;
    }
    dual.add(a[i] * tightest[i]);
    dualSize.add(Math.abs(a[i] * tightest[i]));
    primalSlack.add(Math.abs(residuals.rows[i] * tightest[i]));
  }
  for (let j = 0; j < m; j++) {
    dual.add(b[j] * v[j]);
    dualSize.add(Math.abs(b[j] * v[j]));
    if (isScaled) columnSize.add(Math.abs(b[j] * v[j]));
    primalSlack.add(Math.abs(residuals.columns[j] * v[j]));
  }
  for (let k = 0; k < plan.mass.length; k++) {
    const paid = costOf(problem, plan.row[k], plan.column[k]) * plan.mass[k];
    if (paid === Infinity) forbidden = true;
    primal.add(paid);
    primalSlack.add(ROUNDING * Math.abs(paid));
  }
  const underflow = (n + m) * Number.MIN_VALUE;
  // At most 2⁻⁵³ each: ũ, its product with a, the sum and the bound itself of Σ a|ũ|; all but the first of Σ b|v|, and
  // two totals, their quotient and the product with it where b is scaled.
  const size = dualSize.value + columnSize.value;
  const lowerBound = infeasible
    ? Infinity
    : dual.value - (size > 0 ? 2 * ROUNDING * size + underflow : 0);
  const cost = forbidden ? Infinity : primal.value;
  return {
    cost,
    lowerBound,
    gap: cost + (forbidden ? 0 : primalSlack.value) - lowerBound,
    primalResidual: residuals.worst / total,
  };
}

/** A copy of the given masses, or uniform ones. */
function massesOf(given: TransportProblem['a'], count: number): Float64Array {
  return given === undefined ? new Float64Array(count).fill(1 / count) : new Float64Array(given);
}

/** Largest violation of u + v_j ≤ c_j in a row as a share of |c_j| + |u| + |v_j|. */
function worstViolation(costs: Float64Array, u: number, v: Float64Array): number {
  let worst = 0;
  for (let j = 0; j < costs.length; j++) {
    const room = costs[j] - v[j];
    if (u > room) {
      worst = Math.max(worst, (u - room) / (Math.abs(costs[j]) + Math.abs(u) + Math.abs(v[j])));
    }
  }
  return worst;
}

/** Row and column sums of the plan less the masses; `worst` is Infinity for a negative mass. */
function residualsOf(
  plan: Plan,
  a: Float64Array,
  b: Float64Array,
): { rows: Float64Array; columns: Float64Array; worst: number } {
  checkArcs(plan, a.length, b.length);
  const rows = a.map((mass) => -mass);
  const columns = b.map((mass) => -mass);
  const rowsLow = new Float64Array(rows.length);
  const columnsLow = new Float64Array(columns.length);
  let worst = 0;
  for (let k = 0; k < plan.mass.length; k++) {
    const mass = plan.mass[k];
    addTwoSum(rows, rowsLow, plan.row[k], mass);
    addTwoSum(columns, columnsLow, plan.column[k], mass);
    if (!(mass >= 0)) worst = Infinity;
  }
  for (let i = 0; i < rows.length; i++) {
    rows[i] += rowsLow[i];
    worst = Math.max(worst, Math.abs(rows[i]));
  }
  for (let j = 0; j < columns.length; j++) {
    columns[j] += columnsLow[j];
    worst = Math.max(worst, Math.abs(columns[j]));
  }
  return { rows, columns, worst };
}

/** Adds a term to a sum, and the rounding of the addition to another (Knuth's two-sum). */
function addTwoSum(high: Float64Array, low: Float64Array, at: number, term: number): void {
  const sum = high[at] + term;
  const added = sum - high[at];
  low[at] += high[at] - (sum - added) + (term - added);
  high[at] = sum;
}

function checkArcs({ row, column }: Plan, n: number, m: number): void {
  for (let k = 0; k < row.length; k++) {
    if (row[k] >= 0 && row[k] < n && column[k] >= 0 && column[k] < m) continue;
    throw new RangeError(
      `certify: expected arcs within ${n} × ${m}, got (${row[k]}, ${column[k]})`,
    );
  }
}

function sumOf(values: Float64Array): Compensated {
  const sum = new Compensated();
  for (const value of values) sum.add(value);
  return sum;
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

  /** What `value` lacks. */
  get rest(): number {
    return this.low - (this.value - this.high);
  }
}
