/** Masses as integers, so that the simplex adds and compares flows without rounding (docs/arithmetic.md 6.3). */
export interface MassUnits {
  /** Integers ≥ 1 with equal totals below 2⁵³. */
  supply: Float64Array;
  demand: Float64Array;
  /** Whether all rows weigh the same and all columns do; then flows in units are the exact plan. */
  uniform: boolean;
}

/**
 * Masses in units. Uniform ones: with g = gcd(n, m) a row weighs m/g and a column n/g. Others: each
 * is scaled by one power of two that takes the total to [2⁵⁰, 2⁵¹), rounded half up and raised to at
 * least 1; the heaviest column (the first of them) absorbs the difference of the totals, which is at
 * most n + m units.
 *
 * Exact flows make ties exact, and with them the rule that keeps the simplex from cycling.
 */
export function massUnits(a: Float64Array, b: Float64Array): MassUnits {
  const n = a.length;
  const m = b.length;
  if (allEqual(a) && allEqual(b)) {
    const divisor = greatestCommonDivisor(n, m);
    return {
      supply: new Float64Array(n).fill(m / divisor),
      demand: new Float64Array(m).fill(n / divisor),
      uniform: true,
    };
  }
  const scale = scaleOf(a);
  const supply = a.map((mass) => Math.max(1, Math.floor(mass * scale + 0.5)));
  const demand = b.map((mass) => Math.max(1, Math.floor(mass * scale + 0.5)));
  let difference = 0;
  for (let i = 0; i < n; i++) difference += supply[i];
  for (let j = 0; j < m; j++) difference -= demand[j];
  const heaviest = demand.reduce((most, mass) => Math.max(most, mass));
  demand[demand.indexOf(heaviest)] += difference;
  return { supply, demand, uniform: false };
}

/** 2⁵⁰ */
const TWO_50 = 1125899906842624;

/** Power of two that takes the total of `masses` to [2⁵⁰, 2⁵¹). */
function scaleOf(masses: Float64Array): number {
  let total = 0;
  for (let k = 0; k < masses.length; k++) total += masses[k];
  let scale = 1;
  while (total * scale < TWO_50) scale *= 2;
  while (total * scale >= 2 * TWO_50) scale /= 2;
  return scale;
}

function allEqual(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function greatestCommonDivisor(p: number, q: number): number {
  while (q !== 0) [p, q] = [q, p % q];
  return p;
}
