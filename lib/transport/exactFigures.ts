import { CTransform, costOf } from './cTransform.js';
import { POINT, sizeOf, sumOf, toInteger, toIntegers, toNumber } from './integers.js';
import type { Plan } from './plan.js';
import type { TransportProblem } from './problem.js';

/** 2⁻⁵¹: more than what rounds c - v, as a share of it. */
const ROUNDING = 4.440892098500626e-16;

/**
 * `lowerBound` and `gap` of a certificate without rounding but their own: in integers, for column potentials v + vLow.
 * ũ_i and D as in `certify`; the gap is the larger of what the plan costs above D and Σ p_ij (c_ij - ũ_i - v_j), what it
 * pays in vain whatever its residuals. O(n m d), and some integers a row.
 *
 * @param plan of finite cost
 * @param a mass of each row, some row of each with an allowed arc
 * @param b mass of each column, as given: D is taken with b scaled to the total of a.
 * @param tightest c-transform of v in binary64
 */
export function exactFigures(
  problem: TransportProblem,
  plan: Plan,
  a: Float64Array,
  b: Float64Array,
  tightest: Float64Array,
  v: Float64Array,
  vLow: Float64Array,
): { lowerBound: number; gap: number } {
  const rowMasses = toIntegers(a);
  const columnMasses = toIntegers(b);
  const prices = Array.from(v, (high, j) => toInteger(high) + toInteger(vLow[j]));
  const u = exactTransform(problem, tightest, v, vLow, prices);

  // Everything below is times the total of b, and times 2¹⁰⁷⁴ twice.
  const total = sumOf(columnMasses);
  const dual =
    total * sumOf(u.map((potential, i) => rowMasses[i] * potential)) +
    sumOf(rowMasses) * sumOf(prices.map((price, j) => columnMasses[j] * price));
  let cost = 0n;
  let vain = 0n;
  for (let k = 0; k < plan.mass.length; k++) {
    const [i, j] = [plan.row[k], plan.column[k]];
    const mass = toInteger(plan.mass[k]);
    const price = toInteger(costOf(problem, i, j));
    cost += mass * price;
    vain += sizeOf(mass * (price - u[i] - prices[j]));
  }
  const above = total * cost - dual;
  const inVain = total * vain;
  const one = total << (2n * POINT);
  return {
    lowerBound: toNumber(dual, one, 'down'),
    gap: toNumber(above > inVain ? above : inVain, one, 'up'),
  };
}

/** ũ_i = min_j (c_ij - v_j) times 2¹⁰⁷⁴, of the columns that rounding leaves in question; 0 for a row of forbidden arcs only. */
function exactTransform(
  problem: TransportProblem,
  tightest: Float64Array,
  v: Float64Array,
  vLow: Float64Array,
  prices: readonly bigint[],
): bigint[] {
  const transform = new CTransform(problem, v);
  const low = vLow.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Array.from(tightest, (about, i) => {
    const costs = transform.costsOf(i);
    let least: bigint | undefined;
    for (let j = 0; j < costs.length; j++) {
      const room = costs[j] - v[j];
      const reach = ROUNDING * (Math.abs(about) + Math.abs(room)) + 4 * low;
      if (room === Infinity || room - about > reach) continue;
      const exact = toInteger(costs[j]) - prices[j];
      if (least === undefined || exact < least) least = exact;
    }
    return least ?? 0n;
  });
}
