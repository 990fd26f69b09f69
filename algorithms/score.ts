import { tensor, cast, type DType } from '../lib/tensor/index.js';
import { energy, type Autoencoder } from './autoencoder.js';

/** Jets scored at a time; the scores do not depend on it. */
const ROWS = 4096;

/**
 * The anomaly score of every jet, its reconstruction error E(x): higher is more anomalous. `jets` are
 * preprocessed, [n, features] row-major.
 */
export function scores(
  model: Autoencoder,
  jets: Float64Array,
  features: number,
  dtype: DType = 'float64',
): Float64Array {
  const n = jets.length / features;
  const out = new Float64Array(n);
  const score = energy(model);
  for (let start = 0; start < n; start += ROWS) {
    const end = Math.min(start + ROWS, n);
    const rows = tensor(jets.subarray(start * features, end * features), [end - start, features]);
    out.set(score(cast(rows, dtype)).data, start);
  }
  return out;
}
