import { normalQuantile } from '../../lib/math/index.js';

/** Σ (observed − expected)²/expected. */
export function chiSquare(observed: ArrayLike<number>, expected: (cell: number) => number): number {
  let sum = 0;
  for (let cell = 0; cell < observed.length; cell++) {
    const difference = observed[cell] - expected(cell);
    sum += (difference * difference) / expected(cell);
  }
  return sum;
}

/** The value χ² exceeds with probability α (Wilson and Hilferty 1931; within 1 % for 3 or more degrees). */
export function chiSquareLimit(degrees: number, alpha: number): number {
  const spread = 2 / (9 * degrees);
  const root = 1 - spread - normalQuantile(alpha) * Math.sqrt(spread);
  return degrees * root * root * root;
}

/** Kolmogorov and Smirnov's largest distance of a sample's distribution function from `cdf`, times √n. */
export function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.slice().sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    distance = Math.max(distance, (i + 1) / n - cdf(x), cdf(x) - i / n);
  });
  return distance * Math.sqrt(n);
}

/** The value √n·D exceeds with probability 10⁻⁴: 2·exp(−2x²) = 10⁻⁴. */
export const KOLMOGOROV_LIMIT = 2.2252;

export function mean(values: ArrayLike<number>): number {
  return Array.prototype.reduce.call(values, (sum, x) => (sum as number) + (x as number), 0) as number / values.length; // prettier-ignore
}

/** Pearson's correlation of two samples, times √n: standard normal if they are independent. */
export function scaledCorrelation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, i) => {
    ab += (x - meanA) * (b[i] - meanB);
    aa += (x - meanA) * (x - meanA);
    bb += (b[i] - meanB) * (b[i] - meanB);
  });
  return (ab / Math.sqrt(aa * bb)) * Math.sqrt(a.length);
}

/** How often each of 0 … cells−1 occurs. */
export function histogram(values: ArrayLike<number>, cells: number): Float64Array {
  const counts = new Float64Array(cells);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  return counts;
}
