import type { Metric, Reals, TransportProblem } from '../../lib/transport/index.js';
import type { Draws } from './draws.js';
import type { MarginalKind, Marginals } from './transportMasses.js';

/** A kind of problem on which transport solvers go wrong, with sizes n × m and a way to draw one. */
export interface Family {
  readonly name: string;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly build: (draw: Draws, n: number, m: number) => TransportProblem;
  /** Costs and masses are integers times a power of two, so that no rounding excuses anything. */
  readonly integral?: boolean;
  /** Beyond so many points the exact solver takes minutes. */
  readonly largest?: number;
}

/** Sizes of most families, each way. */
export const small = [1, 12] as const;

export const realKinds: MarginalKind[] = ['uniform', 'reals', 'sparse', 'unequal', 'integers'];

export function matrix(
  n: number,
  m: number,
  cost: (i: number, j: number) => number,
  weights: Marginals,
): TransportProblem {
  const costs = Float64Array.from({ length: n * m }, (_, k) => cost(Math.floor(k / m), k % m));
  return { rows: n, columns: m, costs, ...weights };
}

export function points(
  draw: Draws,
  dimension: number,
  x: Reals,
  y: Reals,
  weights: Marginals,
): TransportProblem {
  const metric = draw.pick<Metric>(['sqeuclidean', 'euclidean']);
  return { x, y, dimension, metric, ...weights };
}
