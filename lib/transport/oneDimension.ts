import type { BasicSolution } from './basicSolution.js';
import { massUnits } from './massUnits.js';
import { minus, valueOf } from './pairs.js';
import type { PairedMasses } from './pairedMasses.js';

/**
 * Optimal transport on the line: points sorted by coordinate (equal ones by index) are matched in
 * order, each taking what the one before left (north-west corner). It is optimal for every cost that
 * is a convex function of x - y, because those are Monge arrays:
 * c_ij + c_kl ≤ c_il + c_kj for i < k, j < l (Hoffman 1963). O(n log n + m log m).
 *
 * The arcs used form a staircase from the first pair to the last. Potentials solve u_i + v_j = c_ij along it,
 * and the Monge property makes them feasible everywhere. Where a row and a column run out together the
 * staircase breaks; there the arcs (next row, same column) and (same row, next column) say how the
 * potentials of the two parts fit, by the Monge property again.
 */
export function solveOnLine(
  x: Float64Array,
  y: Float64Array,
  euclidean: boolean,
  masses: PairedMasses,
): BasicSolution {
  const { a, b, aLow, bLow } = masses;
  const n = x.length;
  const m = y.length;
  const rows = ascending(x);
  const columns = ascending(y);
  const units = massUnits(a, b);
  const u = new Float64Array(n);
  const v = new Float64Array(m);
  const row: number[] = [];
  const column: number[] = [];
  const mass: number[] = [];

  let i = 0;
  let j = 0;
  let supply = units.supply[rows[0]];
  let demand = units.demand[columns[0]];
  // What is left of the present row's and column's true masses.
  const massOf = (high: Float64Array, low: Float64Array, k: number) => ({
    high: high[k],
    low: low[k],
  });
  let left = massOf(a, aLow, rows[0]);
  let wanted = massOf(b, bLow, columns[0]);
  let stake = 0;
  let lost = 0;
  u[rows[0]] = cost(x[rows[0]], y[columns[0]], euclidean);
  for (;;) {
    const from = rows[i];
    const to = columns[j];
    const amount = Math.min(supply, demand);
    const whole = valueOf(minus(wanted, left)) >= 0 ? left : wanted;
    const carried = units.uniform ? (amount / units.supply[0]) * a[0] : valueOf(whole);
    if (carried > 0) {
      row.push(from);
      column.push(to);
      mass.push(carried);
    }
    supply -= amount;
    demand -= amount;
    left = minus(left, whole);
    wanted = minus(wanted, whole);
    if (supply === 0 && demand === 0) {
      // Units have equal totals: the last row and the last column run out together.
      if (i + 1 === n) break;
      // What follows is a problem of its own: of the potentials that fit both, those nearest to 0.
      const over = valueOf(left) + valueOf(wanted);
      const [next, beyond] = [rows[++i], columns[++j]];
      supply = units.supply[next];
      demand = units.demand[beyond];
      left = massOf(a, aLow, next);
      wanted = massOf(b, bLow, beyond);
      const own = cost(x[next], y[beyond], euclidean);
      const most = cost(x[from], y[beyond], euclidean) - u[from];
      const least = v[to] + (own - cost(x[next], y[to], euclidean));
      v[beyond] = Math.min(Math.max(0, least), most);
      u[next] = own - v[beyond];
      // What is left over would go one column or one row further.
      stake += over * (most - least);
    } else if (supply === 0) {
      lost += valueOf(left);
      const next = rows[++i];
      supply = units.supply[next];
      left = massOf(a, aLow, next);
      u[next] = cost(x[next], y[to], euclidean) - v[to];
    } else {
      lost += valueOf(wanted);
      const beyond = columns[++j];
      demand = units.demand[beyond];
      wanted = massOf(b, bLow, beyond);
      v[beyond] = cost(x[from], y[beyond], euclidean) - u[from];
    }
  }
  return {
    row: new Int32Array(row),
    column: new Int32Array(column),
    mass: new Float64Array(mass),
    u,
    v,
    lost: units.uniform ? 0 : lost,
    stake: units.uniform ? 0 : stake,
    pivots: 0,
    optimal: true,
    feasible: true,
  };
}

/** Indices by ascending coordinate, equal ones by index. */
function ascending(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((p, q) => values[p] - values[q] || p - q);
}

function cost(x: number, y: number, euclidean: boolean): number {
  const t = x - y;
  return euclidean ? Math.sqrt(t * t) : t * t;
}
