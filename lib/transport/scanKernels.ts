/**
 * The four loops over a row of costs that all searches of the transport are made of, as functions of
 * byte addresses in one memory. Rows are `count` numbers of binary64 at a multiple of 16, `count` a
 * multiple of 16: what pads a row has the price Infinity and is never found. No cost is NaN.
 *
 * There are two executors, `plainKernels` and `emitKernels`, equal in every bit.
 */
export interface ScanKernels {
  /**
   * Distances of one point to many: out_j = Σ_k (x_k - y_kj)², k ascending from +0, or its root
   * (docs/arithmetic.md 6.1). Coordinate k of the others is `stride` bytes after coordinate k - 1.
   */
  distances(
    x: number, y: number, stride: number, dimension: number,
    euclidean: number, out: number, count: number,
  ): void; // prettier-ignore

  /** least_j = min(least_j, c_j): the smallest so far of each column. */
  lower(costs: number, least: number, count: number): void;

  /**
   * The minima of c_j + p_j over the 16 groups j mod 16: those of even groups in ascending order at the even places of
   * out, those of odd ones at the odd places.
   */
  groupMinima(costs: number, prices: number, count: number, out: number): void;

  /**
   * Writes the columns with c_j + p_j ≤ limit, ascending, as 32-bit integers, and their costs.
   * Returns how many there are. No limit reaches an infinite cost if it is finite itself.
   */
  below(
    costs: number, prices: number, count: number,
    limit: number, columns: number, found: number,
  ): number; // prettier-ignore
}

/** Groups of `groupMinima`, and what the length of a padded row is a multiple of. */
export const GROUPS = 16;

/** Comparators of a sorting network for the 8 minima at even, and at odd places (Knuth 1998, section 5.3.4). */
export const SORTING_NETWORK: readonly (readonly [number, number])[] = [
  [0, 2], [1, 3], [4, 6], [5, 7], [0, 4], [1, 5], [2, 6], [3, 7], [0, 1], [2, 3],
  [4, 5], [6, 7], [2, 4], [3, 5], [1, 4], [3, 6], [1, 2], [3, 4], [5, 6],
]; // prettier-ignore

/** The kernels as plain loops: the truth, and the executor where there is no WebAssembly. */
export function plainKernels(memory: ArrayBuffer | SharedArrayBuffer): ScanKernels {
  const numbers = new Float64Array(memory);
  const integers = new Int32Array(memory);
  return {
    distances(x, y, stride, dimension, euclidean, out, count) {
      const [from, to] = [out / 8, out / 8 + count];
      numbers.fill(0, from, to);
      for (let k = 0; k < dimension; k++) {
        const coordinate = numbers[x / 8 + k];
        let other = (y + k * stride) / 8;
        for (let j = from; j < to; j++) {
          const t = coordinate - numbers[other++];
          numbers[j] += t * t;
        }
      }
      if (euclidean !== 0) for (let j = from; j < to; j++) numbers[j] = Math.sqrt(numbers[j]);
    },

    lower(costs, least, count) {
      let k = costs / 8;
      for (let j = least / 8; j < least / 8 + count; j++, k++) {
        if (numbers[k] < numbers[j]) numbers[j] = numbers[k];
      }
    },

    groupMinima(costs, prices, count, out) {
      const minima = numbers.subarray(out / 8, out / 8 + GROUPS);
      minima.fill(Infinity);
      for (let j = 0; j < count; j++) {
        const value = numbers[costs / 8 + j] + numbers[prices / 8 + j];
        if (value < minima[j % GROUPS]) minima[j % GROUPS] = value;
      }
      for (const parity of [0, 1]) {
        for (const [low, high] of SORTING_NETWORK) {
          const [p, q] = [minima[2 * low + parity], minima[2 * high + parity]];
          minima[2 * low + parity] = q < p ? q : p;
          minima[2 * high + parity] = p < q ? q : p;
        }
      }
    },

    below(costs, prices, count, limit, columns, found) {
      let size = 0;
      for (let j = 0; j < count; j++) {
        const cost = numbers[costs / 8 + j];
        if (cost + numbers[prices / 8 + j] <= limit) {
          integers[columns / 4 + size] = j;
          numbers[found / 8 + size] = cost;
          size++;
        }
      }
      return size;
    },
  };
}
