import { emd, type Transport } from '../../transport/index.js';
import { allocate, type DType, type Floats } from '../dtype.js';
import { packedTransportSize } from '../shapeRules.js';
import type { Tensor } from '../tensor.js';

/** Solves in binary64 whatever the element type, between points. */
export function transportOfPoints(
  [x, y, a, b]: readonly Tensor[],
  metric: 'sqeuclidean' | 'euclidean',
): Floats {
  const solution = emd({
    x: Float64Array.from(x.data),
    y: Float64Array.from(y.data),
    dimension: x.shape[1],
    metric,
    a: Float64Array.from(a.data),
    b: Float64Array.from(b.data),
  });
  return pack(solution, a.size, b.size, x.dtype);
}

/** As `transportOfPoints`, from a cost matrix. */
export function transportOfCosts([costs, a, b]: readonly Tensor[]): Floats {
  const solution = emd({
    costs: Float64Array.from(costs.data),
    rows: a.size,
    columns: b.size,
    a: Float64Array.from(a.data),
    b: Float64Array.from(b.data),
  });
  return pack(solution, a.size, b.size, costs.dtype);
}

/** [rows | columns | masses | u | v]; unused entries of the support are (0, 0) with mass 0. */
function pack({ plan, u, v }: Transport, n: number, m: number, dtype: DType): Floats {
  const support = n + m - 1;
  const out = allocate(dtype, packedTransportSize(n, m));
  out.set(plan.row, 0);
  out.set(plan.column, support);
  out.set(plan.mass, 2 * support);
  out.set(u, 3 * support);
  out.set(v, 3 * support + n);
  return out;
}
