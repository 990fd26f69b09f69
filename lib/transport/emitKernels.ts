import {
  countedLoop, f64, f64x2, i32, i64x2, ifThen, loop, branchIf, ModuleBuilder, set, tee, v128,
  type Body, type Expression, type Local, type MemoryLimits,
} from '../wasm/index.js'; // prettier-ignore
import { GROUPS, SORTING_NETWORK } from './scanKernels.js';

/** Numbers of binary64 in a vector, and its bytes. */
const LANES = 2;
const VECTOR = 16;

/** Vectors that a pass of a loop takes: eight columns. */
const TILE = 4;
const tile = [...Array(TILE).keys()];

/**
 * The scan kernels as a WebAssembly module for an imported memory, two columns to a vector. Every sum
 * of a column is made by the same operations in the same order as in the plain loops; minima and
 * comparisons do not round. So the bits are the same.
 */
export function emitKernels(limits: MemoryLimits): ModuleBuilder {
  const module = new ModuleBuilder({ memory: { import: ['env', 'memory'], ...limits } });
  emitDistances(module);
  emitLower(module);
  emitGroupMinima(module);
  emitBelow(module);
  return module;
}

function emitDistances(module: ModuleBuilder): void {
  const distances = module.function('distances', {
    x: 'i32', y: 'i32', stride: 'i32', dimension: 'i32', euclidean: 'i32', out: 'i32', count: 'i32',
  }); // prettier-ignore
  const { x, y, stride, dimension, euclidean, out, count } = distances.parameters;
  const end = distances.local('i32', 'end');
  const xEnd = distances.local('i32', 'xEnd');
  const xk = distances.local('i32', 'xk');
  const yk = distances.local('i32', 'yk');
  const coordinate = distances.local('v128', 'coordinate');
  const t = distances.local('v128', 't');
  const sums = tile.map((k) => distances.local('v128', `sum${k}`));
  distances.body(
    set(end, i32.add(out, i32.shl(count, 3))),
    set(xEnd, i32.add(x, i32.shl(dimension, 3))),
    countedLoop(out, { from: out, to: end, step: TILE * VECTOR }, [
      sums.map((sum) => set(sum, f64x2.const(0, 0))),
      set(yk, y),
      countedLoop(xk, { from: x, to: xEnd, step: 8 }, [
        set(coordinate, v128.load64_splat(xk)),
        sums.map((sum, k) => [
          set(t, f64x2.sub(coordinate, f64x2.load(yk, k * VECTOR))),
          set(sum, f64x2.add(sum, f64x2.mul(t, t))),
        ]),
        set(yk, i32.add(yk, stride)),
      ]),
      ifThen(
        euclidean,
        sums.map((sum) => set(sum, f64x2.sqrt(sum))),
      ),
      sums.map((sum, k) => f64x2.store(out, sum, k * VECTOR)),
      set(y, i32.add(y, TILE * VECTOR)),
    ]),
  );
}

function emitLower(module: ModuleBuilder): void {
  const lower = module.function('lower', { costs: 'i32', least: 'i32', count: 'i32' });
  const { costs, least, count } = lower.parameters;
  const end = lower.local('i32', 'end');
  lower.body(
    set(end, i32.add(costs, i32.shl(count, 3))),
    countedLoop(costs, { from: costs, to: end, step: TILE * VECTOR }, [
      tile.map((k) =>
        f64x2.store(
          least,
          f64x2.pmin(f64x2.load(least, k * VECTOR), f64x2.load(costs, k * VECTOR)),
          k * VECTOR,
        ),
      ),
      set(least, i32.add(least, TILE * VECTOR)),
    ]),
  );
}

function emitGroupMinima(module: ModuleBuilder): void {
  const minima = module.function('groupMinima', {
    costs: 'i32', prices: 'i32', count: 'i32', out: 'i32',
  }); // prettier-ignore
  const { costs, prices, count, out } = minima.parameters;
  const end = minima.local('i32', 'end');
  const groups = [...Array(GROUPS / LANES).keys()].map((k) => minima.local('v128', `least${k}`));
  const lower = minima.local('v128', 'lower');
  minima.body(
    set(end, i32.add(costs, i32.shl(count, 3))),
    groups.map((least) => set(least, f64x2.const(Infinity, Infinity))),
    countedLoop(costs, { from: costs, to: end, step: GROUPS * 8 }, [
      groups.map((least, k) => set(least, f64x2.pmin(least, sumAt(costs, prices, k)))),
      set(prices, i32.add(prices, GROUPS * 8)),
    ]),
    SORTING_NETWORK.map(([p, q]) => [
      set(lower, f64x2.pmin(groups[p], groups[q])),
      set(groups[q], f64x2.pmax(groups[p], groups[q])),
      set(groups[p], lower),
    ]),
    groups.map((least, k) => f64x2.store(out, least, k * VECTOR)),
  );
}

function emitBelow(module: ModuleBuilder): void {
  const below = module.function(
    'below',
    { costs: 'i32', prices: 'i32', count: 'i32', limit: 'f64', columns: 'i32', found: 'i32' },
    'i32',
  );
  const { costs, prices, count, limit, columns, found } = below.parameters;
  const first = below.local('i32', 'first');
  const end = below.local('i32', 'end');
  const column = below.local('i32', 'column');
  const limits = below.local('v128', 'limits');
  const hits = tile.map((k) => below.local('v128', `hits${k}`));
  const bits = below.local('i32', 'bits');
  const bit = below.local('i32', 'bit');
  const takeEach: Body = loop((next) => [
    set(bit, i32.ctz(bits)),
    i32.store(columns, i32.add(column, bit)),
    f64.store(found, f64.load(i32.add(costs, i32.shl(bit, 3)))),
    set(columns, i32.add(columns, 4)),
    set(found, i32.add(found, 8)),
    branchIf(next, tee(bits, i32.and(bits, i32.sub(bits, 1)))),
  ]);
  below.body(
    set(first, columns),
    set(limits, f64x2.splat(limit)),
    set(end, i32.add(costs, i32.shl(count, 3))),
    countedLoop(costs, { from: costs, to: end, step: TILE * VECTOR }, [
      hits.map((hit, k) => set(hit, f64x2.le(sumAt(costs, prices, k), limits))),
      ifThen(v128.any_true(any(hits)), [set(bits, bitsOf(hits)), takeEach]),
      set(column, i32.add(column, TILE * LANES)),
      set(prices, i32.add(prices, TILE * VECTOR)),
    ]),
    below.returns(i32.shr_u(i32.sub(columns, first), 2)),
  );
}

/** c + p of the vector k after the addresses. */
function sumAt(costs: Local<'i32'>, prices: Local<'i32'>, k: number): Expression<'v128'> {
  return f64x2.add(f64x2.load(costs, k * VECTOR), f64x2.load(prices, k * VECTOR));
}

function any(masks: readonly Expression<'v128'>[]): Expression<'v128'> {
  return masks.reduce((a, b) => v128.or(a, b));
}

/** One bit a column, the first lowest. */
function bitsOf(masks: readonly Expression<'v128'>[]): Expression<'i32'> {
  return masks
    .map((mask, k): Expression<'i32'> => i32.shl(i64x2.bitmask(mask), k * LANES))
    .reduce((a, b) => i32.or(a, b));
}
