import type { Exact } from './exactNumbers.js';
import { finiteIntegersOf, integersOf } from './exactNumbers.js';

/** A transport problem with everything spelled out in binary64: row-major costs, a mass for every row and column. */
export interface DenseProblem {
  rows: number;
  columns: number;
  costs: Float64Array;
  a: Float64Array;
  b: Float64Array;
}

/** The optimum to the last bit and potentials that prove it, or rows that prove there is no plan. */
export type ExactTransport =
  | {
      feasible: true;
      optimum: Exact;
      /** u_i + v_j ≤ c_ij between rows and columns of positive mass, in units of 2^exponent; 0 elsewhere. */
      u: bigint[];
      v: bigint[];
      exponent: number;
    }
  | {
      feasible: false;
      /** Rows that together have more mass than all columns their arcs lead to. */
      rows: number[];
    };

/**
 * Exact optimal transport in integer arithmetic: successive shortest paths with potentials (Edmonds and
 * Karp 1972), one dense Dijkstra search a path. Binary64 costs and masses are integers over a power of
 * two; b is scaled to the total of a by multiplying a with Σb and b with Σa, so nothing is rounded.
 *
 * The result proves itself before it is returned: no reduced cost is negative, and the plan costs what
 * the potentials are worth.
 */
export function exactTransport(problem: DenseProblem): ExactTransport {
  return problem.rows < problem.columns ? solveTurned(problem) : solve(problem);
}

/** A search closes columns one by one: the fewer of them the faster. */
function solveTurned(problem: DenseProblem): ExactTransport {
  const { rows: n, columns: m, costs, a, b } = problem;
  const turned = costs.map((_, k) => costs[(k % n) * m + Math.floor(k / n)]);
  const result = solve({ rows: m, columns: n, costs: turned, a: b, b: a }, 'columns');
  if (result.feasible) return { ...result, u: result.v, v: result.u };
  // Columns that want more than the rows around them have: the other rows have more than the other columns want.
  const apart = (i: number): boolean => result.rows.every((j) => costs[i * m + j] === Infinity);
  return { feasible: false, rows: [...Array(n).keys()].filter((i) => a[i] > 0 && apart(i)) };
}

/** @param total the side whose total mass the other side is scaled to. */
function solve(problem: DenseProblem, total: 'rows' | 'columns' = 'rows'): ExactTransport {
  const keptRows = indicesOfPositive(problem.a);
  const keptColumns = indicesOfPositive(problem.b);
  const n = keptRows.length;
  const m = keptColumns.length;
  const { integers: costs, exponent } = integersOf(
    keptRows.flatMap((i) => keptColumns.map((j) => problem.costs[i * problem.columns + j])),
  );
  const masses = finiteIntegersOf([
    ...keptRows.map((i) => problem.a[i]),
    ...keptColumns.map((j) => problem.b[j]),
  ]);
  let supply = masses.integers.slice(0, n);
  let demand = masses.integers.slice(n);
  const totalA = sumOf(supply);
  const totalB = sumOf(demand);
  const scaled = totalA !== totalB;
  if (scaled) {
    supply = supply.map((mass) => mass * totalB);
    demand = demand.map((mass) => mass * totalA);
  }

  const { u, v } = startingPotentials(costs, n, m);
  const flow = new Array<bigint>(n * m).fill(0n);
  const state: State = { n, m, costs, u, v, flow, supply: [...supply], demand: [...demand] };
  for (let i = 0; i < n; i++) {
    while (state.supply[i] > 0n) {
      const cut = augment(state, i);
      if (cut) return { feasible: false, rows: cut.map((row) => keptRows[row]) };
    }
  }
  const numerator = provenCost(state, supply, demand);
  const optimum = {
    numerator,
    exponent: exponent + masses.exponent,
    denominator: scaled ? (total === 'rows' ? totalB : totalA) : 1n,
  };
  const allU = new Array<bigint>(problem.rows).fill(0n);
  const allV = new Array<bigint>(problem.columns).fill(0n);
  keptRows.forEach((i, k) => (allU[i] = u[k]));
  keptColumns.forEach((j, k) => (allV[j] = v[k]));
  return { feasible: true, optimum, u: allU, v: allV, exponent };
}

interface State {
  n: number;
  m: number;
  costs: (bigint | undefined)[];
  u: bigint[];
  v: bigint[];
  flow: bigint[];
  supply: bigint[];
  demand: bigint[];
}

/** Ships what fits over one shortest path from a row; returns the rows reached where no path is left. */
function augment(state: State, source: number): number[] | undefined {
  const { n, m, costs, u, v, flow, supply, demand } = state;
  const rowDistance = new Map<number, bigint>([[source, 0n]]);
  const rowFrom = new Int32Array(n).fill(-1);
  const distance = new Array<bigint | undefined>(m).fill(undefined);
  const columnFrom = new Int32Array(m).fill(-1);
  const open = new Set(Array(m).keys());
  const closed: number[] = [];
  let scan = [source];
  let least = 0n;
  let end = -1;
  while (end < 0) {
    for (const i of scan) {
      const offset = least - u[i];
      for (const j of open) {
        const cost = costs[i * m + j];
        if (cost === undefined) continue;
        const through = offset + cost - v[j];
        const best = distance[j];
        if (best === undefined || through < best) {
          distance[j] = through;
          columnFrom[j] = i;
        }
      }
    }
    let nearest = -1;
    for (const j of open) {
      const d = distance[j];
      if (d !== undefined && (nearest < 0 || d < distance[nearest]!)) nearest = j;
    }
    if (nearest < 0) return [...rowDistance.keys()];
    least = distance[nearest]!;
    open.delete(nearest);
    closed.push(nearest);
    if (demand[nearest] > 0n) end = nearest;
    scan = [];
    for (let i = 0; i < n; i++) {
      if (flow[i * m + nearest] === 0n || rowDistance.has(i)) continue;
      rowDistance.set(i, least);
      rowFrom[i] = nearest;
      scan.push(i);
    }
  }
  for (const [i, d] of rowDistance) u[i] += least - d;
  for (const j of closed) v[j] -= least - distance[j]!;

  let amount = supply[source] < demand[end] ? supply[source] : demand[end];
  const forward: number[] = [];
  const backward: number[] = [];
  for (let j = end; j >= 0;) {
    const i = columnFrom[j];
    forward.push(i * m + j);
    j = rowFrom[i];
    if (j < 0) break;
    backward.push(i * m + j);
    if (flow[i * m + j] < amount) amount = flow[i * m + j];
  }
  for (const arc of forward) flow[arc] += amount;
  for (const arc of backward) flow[arc] -= amount;
  supply[source] -= amount;
  demand[end] -= amount;
  return undefined;
}

/** u_i = min_j c_ij and v_j = min_i (c_ij - u_i). */
function startingPotentials(
  costs: (bigint | undefined)[],
  n: number,
  m: number,
): { u: bigint[]; v: bigint[] } {
  const u = Array.from({ length: n }, (_, i) => leastOf(costs.slice(i * m, (i + 1) * m)));
  const v = Array.from({ length: m }, (_, j) =>
    leastOf(u.map((mine, i) => difference(costs[i * m + j], mine))),
  );
  return { u, v };
}

function difference(cost: bigint | undefined, potential: bigint): bigint | undefined {
  return cost === undefined ? undefined : cost - potential;
}

/** 0 where all are undefined: nothing bounds that potential. */
function leastOf(values: (bigint | undefined)[]): bigint {
  let least: bigint | undefined;
  for (const value of values) {
    if (value !== undefined && (least === undefined || value < least)) least = value;
  }
  return least ?? 0n;
}

/** The plan's cost, having checked feasibility of plan and potentials and that they are worth the same. */
function provenCost(
  { n, m, costs, u, v, flow }: State,
  supply: bigint[],
  demand: bigint[],
): bigint {
  let cost = 0n;
  const rowSums = new Array<bigint>(n).fill(0n);
  const columnSums = new Array<bigint>(m).fill(0n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const arc = i * m + j;
      const price = costs[arc];
      if (price !== undefined && price < u[i] + v[j])
        throw new Error('exactTransport: potentials that are not feasible');
      if (flow[arc] === 0n) continue;
      if (flow[arc] < 0n) throw new Error('exactTransport: a negative flow');
      rowSums[i] += flow[arc];
      columnSums[j] += flow[arc];
      cost += flow[arc] * price!;
    }
  }
  const worth =
    sumOf(supply.map((mass, i) => mass * u[i])) + sumOf(demand.map((mass, j) => mass * v[j]));
  const placed =
    rowSums.every((mass, i) => mass === supply[i]) &&
    columnSums.every((mass, j) => mass === demand[j]);
  if (!placed || cost !== worth) throw new Error('exactTransport: a plan that is not optimal');
  return cost;
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

function indicesOfPositive(masses: Float64Array): number[] {
  return [...masses.keys()].filter((k) => masses[k] > 0);
}
