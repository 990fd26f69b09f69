import { cast, tensor, type DType, type Tensor } from '../../lib/tensor/index.js';

/** Preprocessed jets [n, D], row-major, in the parts a training needs. */
export interface TrainingData {
  readonly features: number;
  readonly train: Float64Array;
  readonly validation: Float64Array;
}

/** Rows of a row-major matrix as a tensor [rows.length, columns]; without `rows`, all of them. */
export function rowsOf(
  matrix: Float64Array,
  columns: number,
  dtype: DType,
  rows?: ArrayLike<number>,
): Tensor {
  if (rows === undefined) return cast(tensor(matrix, [matrix.length / columns, columns]), dtype);
  const out = new Float64Array(rows.length * columns);
  for (let k = 0; k < rows.length; k++) {
    out.set(matrix.subarray(rows[k] * columns, (rows[k] + 1) * columns), k * columns);
  }
  return cast(tensor(out, [rows.length, columns]), dtype);
}
