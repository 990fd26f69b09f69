import { normalCdf, normalQuantile } from '../../lib/math/index.js';
import { columnNumbers, finiteOrNaN, rowCount } from './matrix.js';
import { firstNotBelow, lastNotAbove } from '../ascending.js';
import { levels, quantilesAt } from './quantiles.js';

/**
 * A map of each feature onto the uniform or the standard normal distribution through its empirical
 * distribution function, as scikit-learn's `QuantileTransformer` defines it: in binary64 and, where
 * only + − × ÷ are involved, with the same bits.
 */
export interface QuantileTransform {
  readonly distribution: 'normal' | 'uniform';
  readonly columns: number;
  /** [n], the levels from 0 to 1 */
  readonly references: Float64Array;
  /** [columns, n] row-major: the quantiles of each feature at the levels, ascending */
  readonly quantiles: Float64Array;
}

export interface QuantileTransformOptions {
  /** the number of levels n, at most the number of rows; default 1000 */
  readonly quantiles?: number;
  /** of the transformed features; default 'normal' */
  readonly distribution?: 'normal' | 'uniform';
}

/** What is stored of a transform; `JSON.stringify` keeps every bit of it. */
export interface QuantileTransformState {
  readonly distribution: 'normal' | 'uniform';
  readonly columns: number;
  /** [columns, n] row-major */
  readonly quantiles: ArrayLike<number>;
}

/** Closer than this to an end of the range, in units of x and of the level alike, is the end. */
const END = 1e-7;
/** Where a normal feature ends, so that no jet is moved to infinity: ∓5.1993. */
const LOWEST = normalQuantile(END - Number.EPSILON);
const HIGHEST = normalQuantile(1 - (END - Number.EPSILON));

/**
 * Fits a transform to `data`, [rows, columns] row-major, with all rows (there is no subsampling).
 * NaNs are passed over; infinite numbers and a column without numbers are a RangeError.
 */
export function fitQuantileTransform(
  data: Float64Array,
  columns: number,
  { quantiles: wanted = 1000, distribution = 'normal' }: QuantileTransformOptions = {},
): QuantileTransform {
  const rows = rowCount('fitQuantileTransform', data, columns);
  if (!Number.isSafeInteger(wanted) || wanted < 1 || rows < 1) {
    throw new RangeError(
      `fitQuantileTransform: expected at least one quantile and one row, got ${wanted} and ${rows}`,
    );
  }
  const n = Math.min(wanted, rows);
  const references = levels(n);
  const quantiles = new Float64Array(columns * n);
  for (let j = 0; j < columns; j++) {
    const sample = columnNumbers('fitQuantileTransform', data, columns, j);
    quantiles.set(quantilesAt(references, sample), j * n);
  }
  return { distribution, columns, references, quantiles };
}

/**
 * The features, [rows, columns] row-major, on the scale of `distribution`. Outside the range of the
 * fitted sample they take the value of its ends: 0 and 1, or −5.1993… and 5.1993…; NaN stays NaN.
 */
export function quantileTransform(
  { distribution, columns, references, quantiles }: QuantileTransform,
  data: Float64Array,
): Float64Array {
  rowCount('quantileTransform', data, columns);
  const n = references.length;
  const out = new Float64Array(data.length);
  for (let j = 0; j < columns; j++) {
    const q = quantiles.subarray(j * n, (j + 1) * n);
    for (let k = j; k < data.length; k += columns) {
      const x = finiteOrNaN('quantileTransform', data, columns, k);
      if (distribution === 'normal') out[k] = normalScore(q, references, x);
      else out[k] = x === q[0] ? 0 : x === q[n - 1] ? 1 : level(q, references, x);
    }
  }
  return out;
}

/** The features that `quantileTransform` takes to `data`, [rows, columns] row-major. */
export function inverseQuantileTransform(
  { distribution, columns, references, quantiles }: QuantileTransform,
  data: Float64Array,
): Float64Array {
  rowCount('inverseQuantileTransform', data, columns);
  const n = references.length;
  const out = new Float64Array(data.length);
  const end = distribution === 'normal' ? END : 0;
  for (let j = 0; j < columns; j++) {
    const q = quantiles.subarray(j * n, (j + 1) * n);
    for (let k = j; k < data.length; k += columns) {
      const z = finiteOrNaN('inverseQuantileTransform', data, columns, k);
      const u = distribution === 'normal' ? normalCdf(z) : z;
      if (u - end < 0) out[k] = q[0];
      else if (u + end > 1) out[k] = q[n - 1];
      else out[k] = quantile(q, references, u);
    }
  }
  return out;
}

/** z = Φ⁻¹(u), clipped. In a range narrower than 10⁻⁷ both ends apply and the lower one wins. */
function normalScore(q: Float64Array, r: Float64Array, x: number): number {
  if (x !== x) return NaN;
  if (x - END < q[0]) return LOWEST;
  if (x + END > q[q.length - 1]) return HIGHEST;
  return Math.min(Math.max(normalQuantile(level(q, r, x)), LOWEST), HIGHEST);
}

/**
 * The level u of x, piecewise linear between the quantiles: the mean of what interpolation from the
 * left and from the right gives. The two differ by rounding, and at a value that several quantiles
 * share, where they are the levels of the last and of the first of them.
 */
function level(q: Float64Array, r: Float64Array, x: number): number {
  if (x !== x) return NaN;
  const j = lastNotAbove(q, x);
  if (j < 0) return r[0];
  if (q[j] === x) return 0.5 * (r[j] + r[firstNotBelow(q, x)]);
  if (j === q.length - 1) return r[j];
  const slope = (r[j + 1] - r[j]) / (q[j + 1] - q[j]);
  // Subnormal quantiles, where the slope overflows; scikit-learn returns NaN.
  if (slope === Infinity) return r[j] + ((x - q[j]) / (q[j + 1] - q[j])) * (r[j + 1] - r[j]);
  const fromLeft = slope * (x - q[j]) + r[j];
  const fromRight = r[j + 1] - slope * (q[j + 1] - x);
  return 0.5 * (fromLeft + fromRight);
}

/** The quantile at level u in [0, 1], piecewise linear. */
function quantile(q: Float64Array, r: Float64Array, u: number): number {
  if (u !== u) return NaN;
  const j = lastNotAbove(r, u);
  if (r[j] === u || j === r.length - 1) return q[j];
  return ((q[j + 1] - q[j]) / (r[j + 1] - r[j])) * (u - r[j]) + q[j];
}

/** What to store of a transform. */
export function quantileTransformState({
  distribution,
  columns,
  quantiles,
}: QuantileTransform): QuantileTransformState {
  return { distribution, columns, quantiles: Array.from(quantiles) };
}

/** The stored transform; a RangeError if what was stored is none. */
export function restoreQuantileTransform({
  distribution,
  columns,
  quantiles: stored,
}: QuantileTransformState): QuantileTransform {
  const quantiles = Float64Array.from(stored);
  const n = rowCount('restoreQuantileTransform', quantiles, columns);
  for (let k = 0; k < quantiles.length; k++) {
    const previous = k % n === 0 ? -Infinity : quantiles[k - 1];
    if (!(quantiles[k] >= previous && Math.abs(quantiles[k]) < Infinity)) {
      throw new RangeError(
        `restoreQuantileTransform: expected finite quantiles that ascend, got ${quantiles[k]} after ` +
          `${previous} in column ${Math.floor(k / n)}`,
      );
    }
  }
  if (n < 1 || (distribution !== 'normal' && distribution !== 'uniform')) {
    throw new RangeError(
      `restoreQuantileTransform: expected quantiles and the distribution normal or uniform, got ` +
        `${n} quantiles and ${String(distribution)}`,
    );
  }
  return { distribution, columns, references: levels(n), quantiles };
}
