import { normalCdf, normalQuantile } from '../../lib/math/index.js';
import { interpolate } from './interpolate.js';

/**
 * A map of each feature to a standard normal (or uniform) distribution by its empirical quantiles: the
 * algorithm of scikit-learn's QuantileTransformer, fitted on all rows (no subsampling).
 */
export interface QuantileTransform {
  readonly kind: 'quantile';
  readonly output: 'normal' | 'uniform';
  /** probabilities k/(n − 1), k = 0 … n−1 */
  readonly references: Float64Array;
  /** for each feature its quantiles at `references`, ascending */
  readonly quantiles: readonly Float64Array[];
}

/** How near to an end of the range a value counts as at the end. */
const BOUND = 1e-7;
/** The spacing of doubles at 1. */
const EPSILON = Number.EPSILON;

/**
 * Fits to `data`, row-major with `columns` features: at most `quantiles` quantiles (one per row if
 * there are fewer rows), by linear interpolation between order statistics. NaN entries are left out;
 * a column without any other is an Error.
 */
export function fitQuantileTransform(
  data: Float64Array,
  columns: number,
  options: { readonly quantiles?: number; readonly output?: 'normal' | 'uniform' } = {},
): QuantileTransform {
  const { quantiles = 1000, output = 'normal' } = options;
  const rows = data.length / columns;
  if (!Number.isInteger(rows) || rows < 1 || !Number.isInteger(quantiles) || quantiles < 1) {
    throw new RangeError(
      `quantile transform: expected rows of ${columns} columns and at least one quantile, got ` +
        `${data.length} numbers and ${quantiles} quantiles`,
    );
  }
  const n = Math.max(1, Math.min(quantiles, rows));
  const step = n > 1 ? 1 / (n - 1) : 0;
  const references = Float64Array.from({ length: n }, (_, k) => k * step);
  if (n > 1) references[n - 1] = 1;
  return {
    kind: 'quantile',
    output,
    references,
    quantiles: Array.from({ length: columns }, (_, column) => {
      const sorted = columnOf(data, columns, column)
        .filter((value) => !Number.isNaN(value))
        .sort();
      if (sorted.length === 0) {
        throw new Error(`quantile transform: expected a number in column ${column}, got only NaN`);
      }
      return ascending(references.map((r) => percentile(sorted, (r * 100) / 100)));
    }),
  };
}

function columnOf(data: Float64Array, columns: number, column: number): Float64Array {
  return Float64Array.from(
    { length: data.length / columns },
    (_, row) => data[row * columns + column],
  );
}

/** The value at position p(n − 1) of sorted values, linear between neighbours, as NumPy rounds it. */
function percentile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.min(Math.floor(position), sorted.length - 1);
  const above = Math.min(below + 1, sorted.length - 1);
  const t = position - below;
  const difference = sorted[above] - sorted[below];
  return t >= 0.5 ? sorted[above] - difference * (1 - t) : sorted[below] + difference * t;
}

/** Running maxima: interpolation may leave quantiles an ulp out of order. */
function ascending(values: Float64Array): Float64Array {
  for (let k = 1; k < values.length; k++) values[k] = Math.max(values[k - 1], values[k]);
  return values;
}

/** Features to normal (or uniform) ones, row-major. NaN stays NaN; beyond the fitted range the ends. */
export function quantileTransform(transform: QuantileTransform, data: Float64Array): Float64Array {
  const { quantiles, references, output } = transform;
  const normal = output === 'normal';
  const lowest = normalQuantile(BOUND - EPSILON);
  const highest = normalQuantile(1 - (BOUND - EPSILON));
  const negatedReferences = negatedReverse(references);
  const columns = quantiles.map((q) => ({ q, reversed: negatedReverse(q) }));
  return data.map((x, k) => {
    const { q, reversed } = columns[k % columns.length];
    if (Number.isNaN(x)) return NaN;
    const u = atEnd(x, q[0], q[q.length - 1], normal);
    // repeated quantiles: the mean of the first and the last probability at which they stand
    const p =
      u ?? 0.5 * (interpolate(x, q, references) - interpolate(-x, reversed, negatedReferences));
    return normal ? Math.min(Math.max(normalQuantile(p), lowest), highest) : p;
  });
}

/** The inverse: normal (or uniform) features back to the original ones. */
export function inverseQuantileTransform(
  transform: QuantileTransform,
  data: Float64Array,
): Float64Array {
  const { quantiles, references, output } = transform;
  const normal = output === 'normal';
  return data.map((z, k) => {
    const q = quantiles[k % quantiles.length];
    if (Number.isNaN(z)) return NaN;
    const u = normal ? normalCdf(z) : z;
    const end = atEnd(u, 0, 1, normal);
    return end === null ? interpolate(u, references, q) : end === 0 ? q[0] : q[q.length - 1];
  });
}

/** 0 at the lower end of a range (which wins where both hold), 1 at the upper, else null. */
function atEnd(x: number, lower: number, upper: number, within: boolean): 0 | 1 | null {
  if (within ? x - BOUND < lower : x === lower) return 0;
  return (within ? x + BOUND > upper : x === upper) ? 1 : null;
}

function negatedReverse(values: Float64Array): Float64Array {
  return values.map((value) => -value).reverse();
}
