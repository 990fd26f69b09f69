/**
 * Levels r_k = k/(n − 1), k = 0 … n − 1, computed as k times the rounded 1/(n − 1), the last one
 * exactly 1; a single level is 0.
 */
export function levels(n: number): Float64Array {
  const step = 1 / (n - 1);
  const r = Float64Array.from({ length: n }, (_, k) => k * step);
  r[0] = 0;
  if (n > 1) r[n - 1] = 1;
  return r;
}

/**
 * Quantiles of a sample at the given levels: with position p = (N − 1)r in the ascending sample and
 * t = p − ⌊p⌋, linear between its neighbours (Hyndman & Fan 1996, definition 7). Never −0.
 *
 * Rounding can make a quantile smaller than one before it; each is raised to the largest so far.
 */
export function quantilesAt(levels: Float64Array, sample: Float64Array): Float64Array {
  const sorted = Float64Array.from(sample).sort();
  const last = sorted.length - 1;
  let largest = -Infinity;
  return levels.map((r) => {
    // Percent and back, as percentile functions do; the detour can change the last bit of the level.
    const position = last * ((r * 100) / 100);
    const below = Math.min(Math.floor(position), last);
    const t = position - below;
    const q = below === last ? sorted[last] : between(sorted[below], sorted[below + 1], t);
    largest = Math.max(largest, q);
    return largest + 0;
  });
}

/** a + (b − a)t from the nearer end, so that it is exact at both. */
function between(a: number, b: number, t: number): number {
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}
