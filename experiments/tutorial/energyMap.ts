import { scores, type Autoencoder } from '../../algorithms/index.js';
import { log } from '../../lib/math/index.js';

/** Half the side of the square that maps and pictures show: the box of the chains and a rim. */
export const REACH = 3.1;

/**
 * log₁₀ of a model's energy at the centres of size × size cells of the square, row by row from the lowest:
 * what `contour` of a plot takes.
 */
export function energyMap(model: Autoencoder, size: number): Float64Array {
  const centre = (k: number): number => (2 * (k + 0.5) * REACH) / size - REACH;
  const points = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      points[at] = centre(column);
      points[at + 1] = centre(row);
    }
  }
  const LN10 = log(10);
  return scores(model, points, 2).map((energy) => log(energy) / LN10);
}
