import type { Floats } from '../../lib/tensor/index.js';

/** Equal bins from `low` to `high`. */
export interface Bins {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

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
    const scale = bins.count / (bins.high - bins.low);
    for (let k = 0; k < values.length; k++) {
      const at = (values[k] - bins.low) * scale;
      // the upper edge belongs to the last bin: samples pile up there
      const bin = at === bins.count ? bins.count - 1 : Math.floor(at);
      if (bin >= 0 && bin < bins.count) counts[(k % features) * bins.count + bin]++;
    }
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
