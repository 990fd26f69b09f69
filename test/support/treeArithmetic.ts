import { leaves, mapTree } from '../../lib/autodiff/index.js';
import { mul, sum, tensor } from '../../lib/tensor/index.js';

/** a + h·b, leaf by leaf. */
export function shifted<T>(a: T, b: T, h: number): T {
  return mapTree(
    (x, d) =>
      tensor(
        Float64Array.from(x.data, (value, i) => value + h * d.data[i]),
        x.shape,
      ),
    a,
    b,
  );
}

/** ⟨a, b⟩ over all leaves. */
export function innerProduct(a: unknown, b: unknown): number {
  const right = leaves(b);
  return leaves(a).reduce((total, x, k) => total + sum(mul(x, right[k])).item(), 0);
}
