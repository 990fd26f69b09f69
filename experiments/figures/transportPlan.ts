import { emd } from '../../lib/transport/index.js';
import type { FigureSource } from './figureSource.js';

/** The exact plan between data and samples, seen in two features. */
export interface TransportPlan {
  readonly epoch: number;
  /** names of the two features in which the plan moves most */
  readonly features: readonly [string, string];
  readonly cost: number;
  /** jets, and samples, in the two features */
  readonly positive: readonly (readonly [number, number])[];
  readonly negative: readonly (readonly [number, number])[];
  /** index of a jet, of a sample, and the mass that goes from one to the other */
  readonly arcs: readonly (readonly [number, number, number])[];
}

const POINTS = 150;

/**
 * Transport between 150 validation jets and as many samples of the chosen model, computed in all
 * features; shown in the two that bear the largest parts of its cost.
 */
export function transportPlan(source: FigureSource): TransportPlan {
  const { chosen } = source;
  const positive = source.positive(POINTS);
  const negative = source.negative('best', positive);
  const [x, y] = [Float64Array.from(positive.data), Float64Array.from(negative.data)];
  const dimension = source.features.length;
  const { plan, cost } = emd({ x, y, dimension, metric: chosen.config.loss.cost });
  const { row, column, mass } = plan;
  const arcs = Array.from(row, (i, k) => [i, column[k], mass[k]] as const);
  const moved = source.features.map((_, feature) =>
    arcs.reduce((sum, [i, j, m]) => {
      const step = x[i * dimension + feature] - y[j * dimension + feature];
      return sum + m * step * step;
    }, 0),
  );
  const order = moved.map((_, k) => k).sort((a, b) => moved[b] - moved[a] || a - b);
  const [first, second] = [order[0], order[1] ?? order[0]];
  const seen = (points: Float64Array): (readonly [number, number])[] =>
    Array.from({ length: points.length / dimension }, (_, row) => [
      rounded(points[row * dimension + first]),
      rounded(points[row * dimension + second]),
    ]);
  return {
    epoch: chosen.epoch,
    features: [source.features[first], source.features[second]],
    cost,
    positive: seen(x),
    negative: seen(y),
    arcs: arcs.map(([i, j, m]) => [i, j, rounded(m)]),
  };
}

/** Enough digits for a drawing. */
function rounded(x: number): number {
  return Number(x.toPrecision(5));
}
