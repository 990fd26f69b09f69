import {
  countedLoop, f32x4, f64x2, instantiate, ModuleBuilder, set, type Expression,
} from '../../lib/wasm/index.js'; // prettier-ignore
import type { DType } from '../../lib/tensor/index.js';

type Vector = Expression<'v128'>;

/** Independent sums that the processor may work on at once. */
const SUMS = 10;
const PASSES = 20_000_000;

/**
 * Arithmetic operations a second, in units of 10⁹, of a loop that multiplies and adds 128-bit vectors in registers and
 * does nothing else: the most that emitted kernels without fused operations can reach here.
 */
export function peak(dtype: DType): number {
  const module = new ModuleBuilder({ memory: null });
  const run = module.function('run', { passes: 'i32' });
  const { passes } = run.parameters;
  const counter = run.local('i32', 'counter');
  const factor = run.local('v128', 'factor');
  const sums = Array.from({ length: SUMS }, (_, k) => run.local('v128', `sum${k}`));
  const add = (a: Vector, b: Vector): Vector =>
    dtype === 'float64' ? f64x2.add(a, b) : f32x4.add(a, b);
  const mul = (a: Vector, b: Vector): Vector =>
    dtype === 'float64' ? f64x2.mul(a, b) : f32x4.mul(a, b);
  const one = dtype === 'float64' ? f64x2.const(1, 1) : f32x4.const(1, 1, 1, 1);
  run.body(
    set(factor, one),
    countedLoop(counter, { from: 0, to: passes, step: 1 }, [
      sums.map((sum) => set(sum, add(sum, mul(factor, factor)))),
      // so that the product is not taken out of the loop
      set(factor, mul(factor, one)),
    ]),
  );
  const { run: work } = instantiate<{ run: (passes: number) => void }>(module.toBytes());
  work(1_000_000);
  const lanes = dtype === 'float64' ? 2 : 4;
  let best = 0;
  for (let k = 0; k < 5; k++) {
    const began = performance.now();
    work(PASSES);
    const seconds = (performance.now() - began) / 1000;
    best = Math.max(best, (PASSES * (2 * SUMS + 1) * lanes) / seconds / 1e9);
  }
  return best;
}
