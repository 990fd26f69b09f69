import {
  countedLoop, i32, set, v128, whileLoop, type Body, type FunctionBuilder, type Local,
} from '../wasm/index.js'; // prettier-ignore
import type { Kernel } from './kernel.js';
import { lanesOf, VECTOR } from './lanes.js';
import { featureBytes, TILE } from './tile.js';

type Of<K extends Kernel['kind']> = Extract<Kernel, { kind: K }>;

/*
 * Sums over the rows of a tile: one chunk of the written order (docs/arithmetic.md 2.2). Row r belongs to lane
 * r mod 4: with four numbers to a vector these are its lanes, with two those of every other vector. `onto`:
 * added to `out`, the total over the tiles in order, else stored there.
 */

/** Vectors that hold the four lanes of a chunk. */
const lanesIn = (bytes: 4 | 8): number => (4 * bytes) / VECTOR;

/** out[f] = Σ_r x[f][r] */
export function emitSumRows(
  { dtype, features, onto }: Of<'sumRows'>,
  builder: FunctionBuilder,
  [x, out]: readonly Local<'i32'>[],
): Body {
  const lanes = lanesOf(dtype);
  const parts = lanesIn(lanes.bytes);
  const width = featureBytes(dtype);
  const end = builder.local('i32', 'end');
  const stop = builder.local('i32', 'stop');
  const sums = Array.from({ length: parts }, (_, k) => builder.local('v128', `lanes${k}`));
  return [
    set(end, i32.add(x, features * width)),
    whileLoop(i32.lt_u(x, end), [
      sums.map((sum) => set(sum, lanes.splat(0))),
      set(stop, i32.add(x, width)),
      countedLoop(x, { from: x, to: stop, step: parts * VECTOR },
        sums.map((sum, k) => set(sum, lanes.add(sum, v128.load(x, k * VECTOR)))),
      ),
      lanes.storeTotal(out, sums, 0, onto),
      set(out, i32.add(out, lanes.bytes)),
    ]),
  ]; // prettier-ignore
}

/** Products that a pass over the rows adds up: as many as registers hold the lanes of. */
const PRODUCTS = { 4: 5, 8: 3 } as const;

/** out[p·q + …] = Σ_r a[p][r] b[q][r], each product rounded first. */
export function emitContractRows(
  { dtype, p, q, onto }: Of<'contractRows'>,
  builder: FunctionBuilder,
  [a, b, out]: readonly Local<'i32'>[],
): Body {
  const lanes = lanesOf(dtype);
  const parts = lanesIn(lanes.bytes);
  const most = PRODUCTS[lanes.bytes];
  const width = featureBytes(dtype);
  const end = builder.local('i32', 'end');
  const left = builder.local('i32', 'left');
  const right = builder.local('i32', 'right');
  const stop = builder.local('i32', 'stop');
  const last = builder.local('i32', 'last');
  const factor = builder.local('v128', 'factor');
  const sums = Array.from({ length: most * parts }, (_, k) => builder.local('v128', `lanes${k}`));
  /** the products of feature `a` with `count` features from `right` on */
  const products = (count: number): Body => [
    sums.slice(0, count * parts).map((sum) => set(sum, lanes.splat(0))),
    set(left, a),
    set(stop, i32.add(a, width)),
    countedLoop(left, { from: left, to: stop, step: parts * VECTOR }, [
      Array.from({ length: parts }, (_, part) => [
        set(factor, v128.load(left, part * VECTOR)),
        Array.from({ length: count }, (_, k) => {
          const sum = sums[k * parts + part];
          const other = v128.load(right, k * width + part * VECTOR);
          return set(sum, lanes.add(sum, lanes.mul(factor, other)));
        }),
      ]),
      set(right, i32.add(right, parts * VECTOR)),
    ]),
    Array.from({ length: count }, (_, k) =>
      lanes.storeTotal(out, sums.slice(k * parts, (k + 1) * parts), k * lanes.bytes, onto),
    ),
    set(out, i32.add(out, count * lanes.bytes)),
    // the loop has gone through one feature
    set(right, i32.add(right, (count - 1) * width)),
  ];
  const whole = q - (q % most);
  return [
    set(end, i32.add(a, p * width)),
    countedLoop(a, { from: a, to: end, step: width }, [
      set(right, b),
      set(last, i32.add(b, whole * width)),
      whole === 0 ? [] : whileLoop(i32.lt_u(right, last), products(most)),
      q > whole ? products(q - whole) : [],
    ]),
  ];
}

/** x[f][r] = +0 for the rows r from `rows` on: they add nothing (2.2, 6). */
export function emitClear(
  { dtype, features, rows }: Of<'clear'>,
  builder: FunctionBuilder,
  [x]: readonly Local<'i32'>[],
): Body {
  const lanes = lanesOf(dtype);
  const width = featureBytes(dtype);
  const end = builder.local('i32', 'end');
  return [
    set(end, i32.add(x, features * width)),
    countedLoop(x, { from: x, to: end, step: width },
      Array.from({ length: TILE - rows }, (_, k) =>
        lanes.storeNumber(x, 0, (rows + k) * lanes.bytes),
      ),
    ),
  ]; // prettier-ignore
}
