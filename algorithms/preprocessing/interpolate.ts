/**
 * Piecewise linear interpolation through (xs, ys), xs ascending, as NumPy's `interp` computes it: at a
 * repeated abscissa the last of its ordinates; outside, the first and last ordinate. NaN stays NaN.
 */
export function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  const last = xs.length - 1;
  if (Number.isNaN(x)) return NaN;
  if (x < xs[0]) return ys[0];
  if (x >= xs[last]) return ys[last];
  // the largest j with xs[j] ≤ x
  let j = 0;
  for (let above = last; above - j > 1;) {
    const middle = (j + above) >>> 1;
    if (xs[middle] <= x) j = middle;
    else above = middle;
  }
  if (xs[j] === x) return ys[j];
  const slope = (ys[j + 1] - ys[j]) / (xs[j + 1] - xs[j]);
  return slope * (x - xs[j]) + ys[j];
}
