import type { Plan } from '../../lib/transport/index.js';
import type { Exact } from './exactNumbers.js';
import { finiteIntegersOf, rounded, sumOfProducts } from './exactNumbers.js';
import type { DenseProblem } from './exactTransport.js';

/** Below this, products lose bits to underflow: what n + m of them may lose, several times over. */
export function underflow({ rows, columns }: DenseProblem): number {
  return 4 * (rows + columns) * 2 ** -1074;
}

/** Costs of a plan's arcs, in its order. */
export function arcCosts({ row, column }: Plan, { costs, columns }: DenseProblem): Float64Array {
  return Float64Array.from(row, (i, k) => costs[i * columns + column[k]]);
}

/** Σ |c_ij| p_ij: the cost, where no cost is negative. */
export function paidBy(plan: Plan, problem: DenseProblem): number {
  return arcCosts(plan, problem).reduce((sum, c, k) => sum + Math.abs(c * plan.mass[k]), 0);
}

/** Σ c_ij p_ij without rounding. */
export function exactCost(plan: Plan, problem: DenseProblem): Exact {
  return sumOfProducts(arcCosts(plan, problem), plan.mass);
}

/** Largest |row or column sum - mass| as a share of the total, sums exact and b scaled exactly. */
export function exactResidual({ row, column, mass }: Plan, { a, b }: DenseProblem): number {
  const { integers } = finiteIntegersOf([...a, ...b, ...mass]);
  const nodes = a.length + b.length;
  const sums = new Array<bigint>(nodes).fill(0n);
  for (let k = 0; k < mass.length; k++) {
    sums[row[k]] += integers[nodes + k];
    sums[a.length + column[k]] += integers[nodes + k];
  }
  const total = (from: number, to: number): bigint =>
    integers.slice(from, to).reduce((sum, value) => sum + value, 0n);
  const [totalA, totalB] = [total(0, a.length), total(a.length, nodes)];
  let worst = 0n;
  sums.forEach((sum, k) => {
    const off = sum * totalB - integers[k] * (k < a.length ? totalB : totalA);
    if (off > worst) worst = off;
    if (-off > worst) worst = -off;
  });
  return rounded({ numerator: worst, exponent: 0, denominator: totalA * totalB });
}
