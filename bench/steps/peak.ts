import {
  countedLoop, f32x4, f64x2, instantiate, ModuleBuilder, set, type Expression,
} from '../../lib/wasm/index.js'; // prettier-ignore
import type { DType } from '../../lib/tensor/index.js';

type Vector = Expression<'v128'>;

/** Independent products and sums that the processor may work on at once. */
const FACTORS = 6;
const SUMS = 6;
const PASSES = 20_000_000;

/**
 * Arithmetic operations a second, in units of 10⁹, of a loop that multiplies and adds 128-bit vectors in registers and
 * does nothing else: the most that emitted kernels without fused operations can reach here.
 */
export function peak(dtype: DType): number {
  const { add, mul, splat } =
    dtype === 'float64'
      ? { ...f64x2, splat: (x: number): Vector => f64x2.const(x, x) }
      : { ...f32x4, splat: (x: number): Vector => f32x4.const(x, x, x, x) };
  const module = new ModuleBuilder({ memory: null });
  const run = module.function('run', { passes: 'i32' }, 'f64');
  const { passes } = run.parameters;
  const counter = run.local('i32', 'counter');
  const factors = Array.from({ length: FACTORS }, (_, k) => run.local('v128', `factor${k}`));
  const sums = Array.from({ length: SUMS }, (_, k) => run.local('v128', `sum${k}`));
  run.body(
    factors.map((factor, k) => set(factor, splat(1 + k))),
    countedLoop(counter, { from: 0, to: passes, step: 1 }, [
      // every product is another, so that none is taken out of the loop
      factors.map((factor) => set(factor, mul(factor, splat(1)))),
      sums.map((sum, k) => set(sum, add(sum, factors[k % FACTORS]))),
    ]),
    run.returns(
      f64x2.extract_lane(
        sums.reduce<Vector>((a, b) => add(a, b), splat(0)),
        0,
      ),
    ),
  );
  const { run: work } = instantiate<{ run: (passes: number) => number }>(module.toBytes());
  work(1_000_000);
  const lanes = dtype === 'float64' ? 2 : 4;
  let best = 0;
  for (let k = 0; k < 5; k++) {
    const began = performance.now();
    work(PASSES);
    const seconds = (performance.now() - began) / 1000;
    best = Math.max(best, (PASSES * (FACTORS + SUMS) * lanes) / seconds / 1e9);
  }
  return best;
}
