import { tensor, type DenseTensor, type Tensor } from '../../lib/tensor/index.js';

/** The tensors along the first axis. */
export function unstack({ data, shape: [count, ...shape] }: Tensor): DenseTensor[] {
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) =>
    tensor(data.slice(i * size, (i + 1) * size), shape),
  );
}
