import assert from 'node:assert/strict';
import { GROUPS, plainKernels, type ScanKernels } from '../../lib/transport/scanKernels.js';

/**
 * The plain scan kernels, which refuse what their interface does not allow: rows that do not lie in the memory, do not
 * begin at a multiple of 16 or are not a multiple of 16 long, and numbers that are none.
 */
export function guardedKernels(memory: ArrayBuffer): ScanKernels {
  const kernels = plainKernels(memory);
  const inside = (address: number, count: number): void => {
    const end = address + 8 * count;
    assert.ok(
      Number.isInteger(address / 8) && address >= 0 && end <= memory.byteLength,
      `expected ${count} numbers in ${memory.byteLength} bytes, got those at ${address}`,
    );
    const numbers = new Float64Array(memory, address, count);
    assert.ok(!numbers.some(Number.isNaN), `expected numbers at ${address}, got NaN`);
  };
  const row = (address: number, count: number): void => {
    assert.equal(count % GROUPS, 0, 'the length of a row is a multiple of 16');
    assert.equal(address % 16, 0, 'rows begin at multiples of 16');
    inside(address, count);
  };
  return {
    distances(x, y, stride, dimension, euclidean, out, count) {
      inside(x, dimension);
      for (let k = 0; k < dimension; k++) row(y + k * stride, count);
      row(out, count);
      kernels.distances(x, y, stride, dimension, euclidean, out, count);
    },
    lower(costs, least, count) {
      row(costs, count);
      row(least, count);
      kernels.lower(costs, least, count);
    },
    groupMinima(costs, prices, count, out) {
      row(costs, count);
      row(prices, count);
      row(out, GROUPS);
      kernels.groupMinima(costs, prices, count, out);
    },
    below(costs, prices, count, limit, columns, found) {
      row(costs, count);
      row(prices, count);
      return kernels.below(costs, prices, count, limit, columns, found);
    },
  };
}
