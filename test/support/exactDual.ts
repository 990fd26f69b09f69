import type { Exact } from './exactNumbers.js';
import { finiteIntegersOf, integersOf, rounded } from './exactNumbers.js';
import type { DenseProblem } from './exactTransport.js';

/**
 * D = Σ a_i min_j (c_ij - v_j) + Σ b_j v_j without rounding, b scaled to the total of a. By weak duality no
 * plan costs less, whatever v is. Also Σ a_i |min_j (c_ij - v_j)| + Σ b_j |v_j|, the scale of what rounding does to D.
 *
 * Every row with mass must have an allowed arc.
 *
 * @param vLow what v lacks of the potentials meant
 */
export function exactDual(
  { rows: n, columns: m, costs, a, b }: DenseProblem,
  v: ArrayLike<number>,
  vLow: ArrayLike<number> = new Float64Array(v.length),
): { dual: Exact; size: number } {
  const prices = integersOf([...Array.from(v), ...costs, ...Array.from(vLow)]);
  const masses = finiteIntegersOf([...a, ...b]);
  const parts = prices.integers as bigint[];
  const potentials = parts.slice(0, m).map((high, j) => high + parts[m + n * m + j]);
  const worth: bigint[] = [];
  for (let i = 0; i < n; i++) {
    let least: bigint | undefined;
    for (let j = 0; j < m; j++) {
      const cost = prices.integers[m + i * m + j];
      if (cost === undefined) continue;
      const room = cost - potentials[j];
      if (least === undefined || room < least) least = room;
    }
    worth.push(least ?? 0n);
  }
  worth.push(...potentials);
  const total = (from: number, to: number): bigint =>
    masses.integers.slice(from, to).reduce((sum, mass) => sum + mass, 0n);
  const [totalA, totalB] = [total(0, n), total(n, n + m)];
  let numerator = 0n;
  let size = 0n;
  worth.forEach((value, k) => {
    const term = value * masses.integers[k] * (k < n ? totalB : totalA);
    numerator += term;
    size += term < 0n ? -term : term;
  });
  const exponent = prices.exponent + masses.exponent;
  return {
    dual: { numerator, exponent, denominator: totalB },
    size: rounded({ numerator: size, exponent, denominator: totalB }),
  };
}
