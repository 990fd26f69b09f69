import type { Graph } from '../../lib/compile/index.js';
import { sizeOf } from '../../lib/tensor/index.js';

/** Additions, multiplications and other arithmetic of a graph, from its shapes. */
export function flopsOf({ operations }: Graph): number {
  return operations.reduce((total, { primitive, inputs, size }) => {
    const [{ shape }] = inputs;
    switch (primitive) {
      case 'linear':
      case 'matmul':
        return total + 2 * size * shape[shape.length - 1];
      case 'contractRows':
        return total + 2 * size * shape[0];
      case 'sum':
        return total + sizeOf(shape);
      case 'reshape':
      case 'broadcastTo':
      case 'slice':
      case 'transpose':
        return total;
      default:
        return total + size;
    }
  }, 0);
}
