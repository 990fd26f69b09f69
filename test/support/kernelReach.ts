import type { Kernel, Read } from '../../lib/compile/kernel.js';
import { lanesOf } from '../../lib/compile/lanes.js';
import { featureBytes } from '../../lib/compile/tile.js';

/** How many bytes from each of its addresses on a kernel reads or writes. */
export function kernelReach(kernel: Kernel, pointers: number): number[] {
  const { bytes } = lanesOf(kernel.dtype);
  const width = featureBytes(kernel.dtype);
  switch (kernel.kind) {
    case 'load':
    case 'store':
      return [kernel.features * width, kernel.features * width];
    case 'clear':
      return [kernel.features * width];
    case 'sumRows':
      return [kernel.features * width, kernel.features * bytes];
    case 'contractRows':
      return [kernel.p * width, kernel.q * width, kernel.p * kernel.q * bytes];
    case 'group': {
      const { features } = kernel;
      const reach = Array.from({ length: pointers }, () => 0);
      const touch = (pointer: number, count: number): void => {
        reach[pointer] = Math.max(reach[pointer], count);
      };
      const note = (read: Read): void => {
        if (read.from === 'tile') touch(read.pointer, (read.stride === 0 ? 1 : features) * width);
        if (read.from === 'uniform')
          touch(read.pointer, (read.stride === 0 ? 1 : features) * bytes);
      };
      for (const operation of kernel.operations) {
        if (operation.store !== null) touch(operation.store, features * width);
        if (operation.kind === 'elementwise') operation.operands.forEach(note);
        else touch(operation.x, operation.inner * width);
        if (operation.kind !== 'dot') continue;
        const { weight, start, inner, along, across } = operation;
        touch(weight, ((inner - 1) * along + (features - 1) * across + 1) * bytes);
        note(start);
      }
      return reach;
    }
  }
}
