import {
  abs, broadcastTo, contractRows, linear, matmul, zeros, type DenseTensor, type Tensor,
} from '../../tensor/index.js'; // prettier-ignore
import { combine, largest, plus, type Bounded, type ErrorBound, type OpenSum } from '../bounded.js';
import type { Precision } from '../precision.js';
import { propagate, type Rule } from './rule.js';

type Product = (a: Tensor, b: Tensor) => Tensor;

/**
 * Sums of n products âb̂ in any order, fused or not:
 * Σ(|a| e_b + e_a (|b| + e_b)) + U Σ|âb̂| for the products, and an open sum of n terms.
 */
function sumOfProducts(
  product: Product,
  x: Bounded,
  y: Bounded,
  terms: number,
  { both, tiny }: Precision,
): OpenSum {
  const multiply = (a: Tensor, b: Tensor): DenseTensor => product(a, b) as DenseTensor;
  const value = multiply(x.value, y.value);
  const mass = multiply(largest(x), largest(y));
  const [sizeX, sizeY] = [abs(x.value), abs(y.value)] as DenseTensor[];
  const own = combine([mass], (m) => both * m + Math.min(terms * tiny, m));
  const carried = propagate(value, [x, y], (ex, ey): ErrorBound => {
    const first = ey === null ? null : multiply(sizeX, ey);
    const second = ex === null ? null : multiply(ex, plus(sizeY, ey) as DenseTensor);
    return plus(plus(first, second), own);
  });
  return { ...carried, mass, terms };
}

export const contraction = {
  matmul: (([a, b], _, precision) => {
    const [x, y] = [a.closed, b.closed];
    return sumOfProducts(matmul, x, y, x.value.shape[x.value.rank - 1], precision);
  }) as Rule<'matmul'>,

  contractRows: (([a, b], _, precision) =>
    sumOfProducts(
      contractRows,
      a.closed,
      b.closed,
      a.closed.value.shape[0],
      precision,
    )) as Rule<'contractRows'>,

  // the bias is one term more
  linear: (([input, weight, bias], _, precision) => {
    const [x, w, b] = [input.closed, weight.closed, bias.closed];
    const without = zeros(b.value.shape);
    const product: Product = (p, q) => linear(p, q, without);
    const products = sumOfProducts(product, x, w, x.value.shape[1], precision);
    const value = linear(x.value, w.value, b.value) as DenseTensor;
    const rows = (e: ErrorBound): ErrorBound =>
      e === null ? null : (broadcastTo(e, value.shape) as DenseTensor);
    return {
      ...propagate(value, [products, b], (e, eb) => plus(e, rows(eb))),
      mass: plus(products.mass, rows(largest(b))) as DenseTensor,
      terms: products.terms + 1,
    };
  }) as Rule<'linear'>,
};
