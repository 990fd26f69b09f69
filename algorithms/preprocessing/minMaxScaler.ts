import { columnNumbers, finiteOrNaN, rowCount } from './matrix.js';

/** The linear map y_j = scale_j·x_j + shift_j of each feature onto an interval. */
export interface MinMaxScaler {
  readonly columns: number;
  /** [columns] */
  readonly scale: Float64Array;
  /** [columns] */
  readonly shift: Float64Array;
}

/** What is stored of a scaler; `JSON.stringify` keeps every bit of it. */
export interface MinMaxScalerState {
  readonly columns: number;
  readonly scale: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
}

/** A range below this counts as constant, and as of width 1. */
const CONSTANT = 10 * Number.EPSILON;

/**
 * Fits the map that takes the smallest and the largest number of each column of `data`, [rows,
 * columns] row-major, to the ends of `box`; a constant column goes to the lower end. NaNs are passed
 * over. The arithmetic is that of scikit-learn's `MinMaxScaler`.
 */
export function fitMinMaxScaler(
  data: Float64Array,
  columns: number,
  box: readonly [number, number] = [-3, 3],
): MinMaxScaler {
  const [lower, upper] = box;
  if (!(lower < upper && upper - lower < Infinity)) {
    throw new RangeError(
      `fitMinMaxScaler: expected a box [lower, upper] with lower < upper and a finite width, got [${lower}, ${upper}]`,
    );
  }
  rowCount('fitMinMaxScaler', data, columns);
  const scale = new Float64Array(columns);
  const shift = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let smallest = Infinity;
    let largest = -Infinity;
    for (const x of columnNumbers('fitMinMaxScaler', data, columns, j)) {
      smallest = Math.min(smallest, x);
      largest = Math.max(largest, x);
    }
    const range = largest - smallest;
    scale[j] = (upper - lower) / (range < CONSTANT ? 1 : range);
    shift[j] = lower - smallest * scale[j] + 0;
  }
  return { columns, scale, shift };
}

/** The features scaled, [rows, columns] row-major; those outside the fitted range leave the box. */
export function minMaxScale(
  { columns, scale, shift }: MinMaxScaler,
  data: Float64Array,
): Float64Array {
  rowCount('minMaxScale', data, columns);
  return data.map((_, k) => {
    const x = finiteOrNaN('minMaxScale', data, columns, k);
    return x * scale[k % columns] + shift[k % columns];
  });
}

/** The features that `minMaxScale` takes to `data`, [rows, columns] row-major. */
export function inverseMinMaxScale(
  { columns, scale, shift }: MinMaxScaler,
  data: Float64Array,
): Float64Array {
  rowCount('inverseMinMaxScale', data, columns);
  return data.map((_, k) => {
    const y = finiteOrNaN('inverseMinMaxScale', data, columns, k);
    return (y - shift[k % columns]) / scale[k % columns];
  });
}

/** What to store of a scaler. */
export function minMaxScalerState({ columns, scale, shift }: MinMaxScaler): MinMaxScalerState {
  return { columns, scale: Array.from(scale), shift: Array.from(shift) };
}

/** The stored scaler; a RangeError if what was stored is none. */
export function restoreMinMaxScaler(state: MinMaxScalerState): MinMaxScaler {
  const { columns } = state;
  const scale = Float64Array.from(state.scale);
  const shift = Float64Array.from(state.shift);
  const valid =
    scale.length === columns &&
    shift.length === columns &&
    scale.every((a) => a > 0 && a < Infinity) &&
    shift.every((b) => Math.abs(b) < Infinity);
  if (!valid) {
    throw new RangeError(
      `restoreMinMaxScaler: expected ${columns} positive scales and finite shifts, got ` +
        `[${scale.join(', ')}] and [${shift.join(', ')}]`,
    );
  }
  return { columns, scale, shift };
}
