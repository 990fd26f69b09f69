import type { Floats } from '../../lib/tensor/index.js';
import { histograms, type Bins } from '../figures/histogram.js';

/** Counts of points by feature and bin; what lies outside the bins counts as a point and in none of them. */
export class Histogram {
  private readonly counts: Uint32Array;
  private points = 0;

  constructor(
    readonly features: number,
    readonly bins: Bins,
  ) {
    this.counts = new Uint32Array(features * bins.count);
  }

  get total(): number {
    return this.points;
  }

  /** Counts points [n, features], row-major. */
  add(values: Floats): void {
    const { features, bins, counts } = this;
    histograms(values, features, bins)
      .flat()
      .forEach((more, k) => (counts[k] += more));
    this.points += values.length / features;
  }

  /** Percent of the points in each bin, by feature; three digits are more than a picture shows. */
  percent(): number[][] {
    const { features, bins, counts, points } = this;
    return Array.from({ length: features }, (_, feature) =>
      Array.from(counts.subarray(feature * bins.count, (feature + 1) * bins.count), (count) =>
        Number(((100 * count) / Math.max(points, 1)).toFixed(3)),
      ),
    );
  }

  clear(): void {
    this.counts.fill(0);
    this.points = 0;
  }
}
