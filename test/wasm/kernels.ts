/** Two kernels as they are meant to be written; the tests run and print them. */
import {
  countedLoop, f64, f64x2, i32, i64, i64x2, select, set, v128, type Callable, type ModuleBuilder,
} from '../../lib/wasm/index.js'; // prettier-ignore

/** Σ x[k] y[k] of n numbers, n even: one sum over even k and one over odd k, added last. */
export function dotProduct(
  module: ModuleBuilder,
): Callable<{ x: 'i32'; y: 'i32'; n: 'i32' }, 'f64'> {
  const dot = module.function('dot', { x: 'i32', y: 'i32', n: 'i32' }, 'f64');
  const { x, y, n } = dot.parameters;
  const end = dot.local('i32', 'end');
  const sum = dot.local('v128', 'sum');
  return dot.body(
    set(end, i32.add(x, i32.shl(n, 3))),
    countedLoop(x, { from: x, to: end, step: 16 }, [
      set(sum, f64x2.add(sum, f64x2.mul(f64x2.load(x), f64x2.load(y)))),
      set(y, i32.add(y, 16)),
    ]),
    dot.returns(f64.add(f64x2.extract_lane(sum, 0), f64x2.extract_lane(sum, 1))),
  );
}

/**
 * The first k with the least row[k] of n numbers, n even and not 0, none NaN. Lane 0 goes through even
 * k, lane 1 through odd k. `least` waits for one pmin a pass; choosing the indices is off that path.
 */
export function rowMinimum(module: ModuleBuilder): Callable<{ row: 'i32'; n: 'i32' }, 'i32'> {
  const minimum = module.function('rowMinimum', { row: 'i32', n: 'i32' }, 'i32');
  const { row, n } = minimum.parameters;
  const end = minimum.local('i32', 'end');
  const costs = minimum.local('v128', 'costs');
  const least = minimum.local('v128', 'least');
  const k = minimum.local('v128', 'k');
  const leastK = minimum.local('v128', 'leastK');
  const value = (lane: number) => f64x2.extract_lane(least, lane);
  const index = (lane: number) => i64x2.extract_lane(leastK, lane);
  return minimum.body(
    set(end, i32.add(row, i32.shl(n, 3))),
    set(least, f64x2.load(row)),
    set(k, i64x2.const(0n, 1n)),
    set(leastK, k),
    countedLoop(row, { from: row, to: end, step: 16 }, [
      set(costs, f64x2.load(row)),
      set(leastK, v128.bitselect(k, leastK, f64x2.lt(costs, least))),
      set(least, f64x2.pmin(least, costs)),
      set(k, i64x2.add(k, i64x2.splat(2n))),
    ]),
    minimum.returns(
      i32.wrap_i64(
        select(
          index(1),
          index(0),
          i32.or(
            f64.lt(value(1), value(0)),
            i32.and(f64.eq(value(1), value(0)), i64.lt_s(index(1), index(0))),
          ),
        ),
      ),
    ),
  );
}
