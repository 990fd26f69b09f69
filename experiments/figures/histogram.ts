import type { Floats } from '../../lib/tensor/index.js';

/** Equal bins over [low, high]. */
export interface Bins {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Bins of the histograms of features, as in the paper's figures 11 and 12: 40 over the chains' box. */
export function featureBins(box: readonly [number, number] | null): Bins {
  const [low, high] = box ?? [-3, 3];
  return { low, high, count: 40 };
}

/**
 * Counts [columns][bins] of the numbers of points [n, columns], row-major. The last bin holds its upper
 * edge; what lies beyond the bins is not counted.
 */
export function histograms(
  points: Floats,
  columns: number,
  { low, high, count }: Bins,
): readonly (readonly number[])[] {
  const counts = Array.from({ length: columns }, () => new Array<number>(count).fill(0));
  for (let k = 0; k < points.length; k++) {
    const x = points[k];
    if (!(x >= low && x <= high)) continue;
    const bin = Math.floor(((x - low) / (high - low)) * count);
    counts[k % columns][Math.min(bin, count - 1)]++;
  }
  return counts;
}
