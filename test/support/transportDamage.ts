import type { Plan, TransportProblem } from '../../lib/transport/index.js';
import type { Draws } from './draws.js';
import type { DenseProblem } from './exactTransport.js';

/** A plan and potentials offered for a problem. */
export interface Claim {
  problem: DenseProblem;
  plan: Plan;
  u: Float64Array;
  v: Float64Array;
  vLow?: Float64Array;
}

/** A damaged claim, and the least that must be seen of it. */
export interface Damage {
  claim: Claim;
  /** The total mass times the primal residual must reach this. */
  misplaced?: number;
  /** The dual residual must reach this share of |c| + |u| + |v|. */
  violation?: number;
  /** The plan costs this much more than it did. */
  extra?: number;
}

/** Ways to spoil an optimal solution; undefined where a solution has nothing to spoil that way. */
export const damages: Record<string, (draw: Draws, claim: Claim) => Damage | undefined> = {
  'an arc that carries more': (draw, claim) =>
    changeMass(claim, pickArc(draw, claim), 1 + share(draw)),

  'an arc that carries less': (draw, claim) =>
    changeMass(claim, pickArc(draw, claim), 1 - share(draw)),

  'an arc left out': (draw, claim) => changeMass(claim, pickArc(draw, claim), 0),

  'totals above the masses': (draw, claim) => scaleMasses(claim, 1 + share(draw)),

  'totals below the masses': (draw, claim) => scaleMasses(claim, 1 - share(draw)),

  'an arc moved to another column': (draw, claim) => {
    const { problem, plan } = claim;
    const k = pickArc(draw, claim);
    const column = draw.integer(0, problem.columns - 1);
    if (column === plan.column[k]) return undefined;
    if (problem.costs[plan.row[k] * problem.columns + column] === Infinity) return undefined;
    const moved = { ...plan, column: plan.column.with(k, column) };
    return { claim: { ...claim, plan: moved }, misplaced: plan.mass[k] };
  },

  'two arcs exchanged for a dearer pair': (draw, claim) => {
    const { problem, plan } = claim;
    const [p, q] = [pickArc(draw, claim), pickArc(draw, claim)];
    const cost = (k: number, l: number): number =>
      problem.costs[plan.row[k] * problem.columns + plan.column[l]];
    const dearer = cost(p, q) + cost(q, p) - cost(p, p) - cost(q, q);
    if (!(dearer > 0) || dearer === Infinity) return undefined;
    const amount = Math.min(plan.mass[p], plan.mass[q]);
    const mass = [...plan.mass, amount, amount];
    mass[p] -= amount;
    mass[q] -= amount;
    const exchanged = {
      row: Int32Array.of(...plan.row, plan.row[p], plan.row[q]),
      column: Int32Array.of(...plan.column, plan.column[q], plan.column[p]),
      mass: Float64Array.from(mass),
    };
    return { claim: { ...claim, plan: exchanged }, extra: dearer * amount };
  },

  'a column potential raised': (draw, claim) => {
    const k = pickArc(draw, claim);
    const j = claim.plan.column[k];
    const v = claim.v.with(j, claim.v[j] + step(draw, claim, k));
    return { claim: { ...claim, v }, violation: violationOf({ ...claim, v }, k) };
  },

  'a row potential raised': (draw, claim) => {
    const k = pickArc(draw, claim);
    const i = claim.plan.row[k];
    const u = claim.u.with(i, claim.u[i] + step(draw, claim, k));
    return { claim: { ...claim, u }, violation: violationOf({ ...claim, u }, k) };
  },

  'a column potential lowered': (draw, claim) => {
    const k = pickArc(draw, claim);
    const j = claim.plan.column[k];
    return { claim: { ...claim, v: claim.v.with(j, claim.v[j] - step(draw, claim, k)) } };
  },

  'all potentials of another problem': (draw, claim) => ({
    claim: {
      ...claim,
      u: claim.u.map((value) => value * draw.between(-2, 2)),
      v: claim.v.map((value) => value * draw.between(-2, 2)),
    },
  }),

  'potentials of any size': (draw, claim) => {
    const any = (): number => draw.pick([-1, 1]) * draw.binade(-100, 100);
    return { claim: { ...claim, u: claim.u.map(any), v: claim.v.map(any) } };
  },

  'column potentials with what they lack': (draw, claim) => {
    const vLow = claim.v.map((value) => value * draw.between(-1, 1) * 2 ** -draw.integer(1, 60));
    // one too low, so that the gap is wide
    const k = pickArc(draw, claim);
    const j = claim.plan.column[k];
    const v = claim.v.with(j, claim.v[j] - step(draw, claim, k));
    return { claim: { ...claim, v, vLow } };
  },

  'a used arc that costs more': (draw, claim) => {
    const k = pickArc(draw, claim);
    const more = step(draw, claim, k);
    return { claim: changeCost(claim, claim.plan.row[k], claim.plan.column[k], more) };
  },

  'an arc that costs less': (draw, claim) => {
    const { rows, columns, costs } = claim.problem;
    const i = draw.integer(0, rows - 1);
    const j = draw.integer(0, columns - 1);
    if (costs[i * columns + j] === Infinity) return undefined;
    return { claim: changeCost(claim, i, j, -step(draw, claim, pickArc(draw, claim))) };
  },
};

/** The problem of a claim as emd and certify take it. */
export function stated({ rows, columns, costs, a, b }: DenseProblem): TransportProblem {
  return { rows, columns, costs, a, b };
}

function pickArc(draw: Draws, { plan }: Claim): number {
  return draw.integer(0, plan.mass.length - 1);
}

/** From 1e-9 to 1/2. */
function share(draw: Draws): number {
  return draw.binade(-30, -2);
}

/** A change of a cost or potential that does not drown in the rounding of those at arc k. */
function step(draw: Draws, { problem, plan, u, v }: Claim, k: number): number {
  const [i, j] = [plan.row[k], plan.column[k]];
  const size = Math.abs(problem.costs[i * problem.columns + j]) + Math.abs(u[i]) + Math.abs(v[j]);
  return draw.binade(-30, 3) * (size > 0 ? size : 1);
}

function changeMass(claim: Claim, k: number, factor: number): Damage {
  const before = claim.plan.mass[k];
  const mass = claim.plan.mass.with(k, before * factor);
  return {
    claim: { ...claim, plan: { ...claim.plan, mass } },
    misplaced: Math.abs(mass[k] - before),
  };
}

function scaleMasses(claim: Claim, factor: number): Damage {
  const { plan, problem } = claim;
  const mass = plan.mass.map((value) => value * factor);
  const heaviest = problem.a.reduce((most, weight) => Math.max(most, weight), 0);
  return {
    claim: { ...claim, plan: { ...plan, mass } },
    misplaced: Math.abs(factor - 1) * heaviest,
  };
}

function changeCost(claim: Claim, i: number, j: number, by: number): Claim {
  const { problem } = claim;
  const arc = i * problem.columns + j;
  const costs = problem.costs.with(arc, problem.costs[arc] + by);
  return { ...claim, problem: { ...problem, costs } };
}

/** (u_i + v_j - c_ij) / (|c_ij| + |u_i| + |v_j|) at arc k. */
function violationOf({ problem, plan, u, v }: Claim, k: number): number {
  const [i, j] = [plan.row[k], plan.column[k]];
  const cost = problem.costs[i * problem.columns + j];
  return (u[i] + v[j] - cost) / (Math.abs(cost) + Math.abs(u[i]) + Math.abs(v[j]));
}
