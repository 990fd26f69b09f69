import { allocate, type Floats } from '../dtype.js';
import { sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';

/** Rows of `x` in the order of `index`; an index out of range is a RangeError. */
export function gatherRows(x: Tensor, index: Tensor): Floats {
  const width = sizeOf(x.shape.slice(1));
  const out = allocate(x.dtype, index.size * width);
  for (let k = 0; k < index.size; k++) {
    const row = checkedRow('gather', index, k, x.shape[0]);
    out.set(x.data.subarray(row * width, (row + 1) * width), k * width);
  }
  return out;
}

/** out[index[k]] += y[k] for k = 0, 1, … from +0 (docs/arithmetic.md 2.3). */
export function scatterAddRows(y: Tensor, index: Tensor, rows: number): Floats {
  const width = sizeOf(y.shape.slice(1));
  const out = allocate(y.dtype, rows * width);
  for (let k = 0; k < index.size; k++) {
    const row = checkedRow('scatterAdd', index, k, rows);
    for (let j = 0; j < width; j++) out[row * width + j] += y.data[k * width + j];
  }
  return out;
}

function checkedRow(operation: string, index: Tensor, k: number, rows: number): number {
  const row = index.data[k];
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new RangeError(
      `${operation}: expected indices from 0 to ${rows - 1}, got ${row} at position ${k}`,
    );
  }
  return row;
}

/** Positions that sort each row of the last axis: ascending, equal elements in order, NaN last. */
export function argsortRows(x: Tensor): Floats {
  const width = x.rank === 0 ? 1 : x.shape[x.rank - 1];
  const out = allocate(x.dtype, x.size);
  for (let start = 0; start < x.size; start += width) {
    const row = x.data.subarray(start, start + width);
    const order = Array.from(row, (_, k) => k);
    order.sort((p, q) => compare(row[p], row[q])); // stable since ECMAScript 2019
    out.set(order, start);
  }
  return out;
}

function compare(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}
