import {
  cast, contractRows, linear, logSumExp, matmul, max, mean, sort, square, sub, sum, tanh, tensor, variance,
  type DType, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { grad, hvp } from '../../lib/autodiff/index.js';
import { nearNumbers } from './inputs.js';
import type { Measurement } from './measurement.js';

/** Reductions, contractions and derivatives of first and second order, in both precisions. */
export function* tensors(): Generator<Measurement> {
  for (const dtype of ['float64', 'float32'] as const) {
    for (const [name, x] of Object.entries(values(dtype))) {
      yield { name: `tensor/${name} ${dtype}`, numbers: x.data };
    }
  }
}

function values(dtype: DType): Record<string, Tensor> {
  const matrix = (name: string, rows: number, columns: number): Tensor =>
    cast(tensor(nearNumbers(name, rows * columns), [rows, columns]), dtype);
  const x = matrix('x', 77, 13);
  const w = matrix('w', 9, 13);
  const b = cast(tensor(nearNumbers('b', 9), [9]), dtype);
  const y = linear(x, w, b);
  const loss = (w: Tensor): Tensor => mean(square(sub(tanh(linear(x, w, b)), mean(y, 0))));
  return {
    sum: sum(x),
    'sum of rows': sum(x, 1),
    'sum of columns': sum(x, 0),
    variance: variance(x, 0),
    logSumExp: logSumExp(x, 1),
    max: max(x, 0),
    sort: sort(x),
    linear: y,
    matmul: matmul(w, matrix('right', 13, 5)),
    contractRows: contractRows(x, y),
    gradient: grad(loss)(w),
    'Hessian-vector product': hvp(loss, w, matrix('direction', 9, 13)),
  };
}
