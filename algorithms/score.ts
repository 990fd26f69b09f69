import { onOneThread, type Executor } from '../lib/compile/index.js';
import {
  allocate,
  dtypeOf,
  tensor,
  type DType,
  type Floats,
  type Tensor,
} from '../lib/tensor/index.js';
import { energy, type Autoencoder } from './autoencoder.js';

/** Jets scored at a time, at least and at most; the scores do not depend on it. */
const FEWEST_ROWS = 64;
const MOST_ROWS = 16384;

function energyOf(model: Autoencoder, x: Tensor): Tensor {
  return energy(model)(x);
}

/**
 * The anomaly score of every jet, its reconstruction error E(x): higher is more anomalous. `jets` are
 * preprocessed, [n, features] row-major.
 */
export function scores(
  model: Autoencoder,
  jets: Floats,
  features: number,
  dtype: DType = 'float64',
  executor: Executor = onOneThread,
): Float64Array {
  const n = jets.length / features;
  const out = new Float64Array(n);
  const score = executor(energyOf);
  // blocks of one size, so that the executor prepares for few shapes; what fills the last one up does not count
  let rows = FEWEST_ROWS;
  while (rows < Math.min(n, MOST_ROWS)) rows *= 2;
  const block = allocate(dtype, rows * features);
  for (let start = 0; start < n; start += rows) {
    const given = jets.subarray(start * features, (start + rows) * features);
    const whole = given.length === block.length && dtypeOf(given) === dtype;
    if (!whole) block.set(given);
    const { data } = score(model, tensor(whole ? given : block, [rows, features]));
    out.set(data.subarray(0, Math.min(rows, n - start)), start);
  }
  return out;
}
