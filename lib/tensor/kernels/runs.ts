import type { Floats } from '../dtype.js';
import type { Binary, Comparison, Unary } from '../primitives.js';
import { binary, comparison, unary } from './scalar.js';

/** Writes `count` results from `out[k]` on, reading from `x[p]` on. */
export type UnaryRun = (out: Floats, k: number, count: number, x: Floats, p: number) => void;

/** As `UnaryRun`, for two operands read at strides `dx` and `dy`: 1, or 0 for one that repeats. */
export type BinaryRun = (
  out: Floats, k: number, count: number,
  x: Floats, p: number, dx: number, y: Floats, q: number, dy: number,
) => void; // prettier-ignore

/*
 * Loops for the operations that fill training steps, equal to their definitions in scalar.ts bit for
 * bit (a test holds them to it). A call of a scalar function for every element costs ten times as much,
 * because its result is boxed; for the other functions that is little beside the function itself.
 */

/* prettier-ignore-start */
const unaryLoops: Partial<Record<Unary, UnaryRun>> = {
  neg: (out, k, count, x, p) => {
    for (const end = k + count; k < end; k++, p++) out[k] = -x[p];
  },
  relu: (out, k, count, x, p) => {
    for (const end = k + count; k < end; k++, p++) out[k] = x[p] <= 0 ? 0 : x[p];
  },
};

const binaryLoops: Partial<Record<Binary | Comparison, BinaryRun>> = {
  add: (out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = x[p] + y[q];
  },
  sub: (out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = x[p] - y[q];
  },
  mul: (out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = x[p] * y[q];
  },
  div: (out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = x[p] / y[q];
  },
  less: (out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = x[p] < y[q] ? 1 : 0;
  },
  lessEqual: (out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = x[p] <= y[q] ? 1 : 0;
  },
};
/* prettier-ignore-end */

/** The loop of a unary primitive: its own, or one that calls its definition. */
export function unaryRun(primitive: Unary): UnaryRun {
  const f = unary[primitive];
  return unaryLoops[primitive] ?? ((out, k, count, x, p) => {
    for (const end = k + count; k < end; k++, p++) out[k] = f(x[p]);
  }); // prettier-ignore
}

/** The loop of a binary primitive or comparison: its own, or one that calls its definition. */
export function binaryRun(primitive: Binary | Comparison): BinaryRun {
  const f = { ...binary, ...comparison }[primitive];
  return binaryLoops[primitive] ?? ((out, k, count, x, p, dx, y, q, dy) => {
    for (const end = k + count; k < end; k++, p += dx, q += dy) out[k] = f(x[p], y[q]);
  }); // prettier-ignore
}
