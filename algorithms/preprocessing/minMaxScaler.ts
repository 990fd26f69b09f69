/** A linear map of each feature's range onto a box, as scikit-learn's MinMaxScaler computes it. */
export interface MinMaxScaler {
  readonly kind: 'minmax';
  /** per feature: x ↦ x·scale + offset */
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

/**
 * Fits to `data`, row-major with `columns` features, so that each feature's minimum and maximum become
 * the ends of `box`. A constant feature becomes the lower end. NaN entries are left out.
 */
export function fitMinMaxScaler(
  data: Float64Array,
  columns: number,
  box: readonly [number, number] = [-3, 3],
): MinMaxScaler {
  const [lower, upper] = box;
  const low = new Float64Array(columns).fill(Infinity);
  const high = new Float64Array(columns).fill(-Infinity);
  data.forEach((value, k) => {
    const column = k % columns;
    if (value < low[column]) low[column] = value;
    if (value > high[column]) high[column] = value;
  });
  if (low.some((value) => value === Infinity) || !(lower < upper)) {
    throw new RangeError(
      `min-max scaler: expected a number in every column and a box [lower, upper], got ` +
        `${data.length} numbers in ${columns} columns and [${lower}, ${upper}]`,
    );
  }
  const scale = low.map((value, column) => {
    const range = high[column] - value;
    return (upper - lower) / (range < 10 * Number.EPSILON ? 1 : range);
  });
  return {
    kind: 'minmax',
    scale,
    offset: low.map((value, column) => lower - value * scale[column]),
  };
}

/** Features to the box, row-major; values beyond the fitted range land beyond it. */
export function minMaxScale({ scale, offset }: MinMaxScaler, data: Float64Array): Float64Array {
  return data.map((x, k) => x * scale[k % scale.length] + offset[k % scale.length]);
}

/** The inverse of `minMaxScale`. */
export function inverseMinMaxScale(
  { scale, offset }: MinMaxScaler,
  data: Float64Array,
): Float64Array {
  return data.map((y, k) => (y - offset[k % scale.length]) / scale[k % scale.length]);
}
