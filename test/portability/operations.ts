import {
  countedLoop, f32x4, f64x2, i32, Kernels, ModuleBuilder, set, v128, type Expression, type MemoryLimits,
} from '../../lib/wasm/index.js'; // prettier-ignore
import type { Floats } from '../../lib/tensor/index.js';
import { anyNumbers, anySingles, shuffled } from './inputs.js';
import type { Measurement } from './measurement.js';

/** An operation of docs/arithmetic.md 1.1 as the engine's own, and as instructions of vectors. */
interface Operation {
  readonly plain: (x: number, y: number) => number;
  readonly emitted: (
    shape: typeof f32x4 | typeof f64x2,
    x: Expression<'v128'>,
    y: Expression<'v128'>,
  ) => Expression<'v128'>;
}

const operations: Readonly<Record<string, Operation>> = {
  sum: { plain: (x, y) => x + y, emitted: (shape, x, y) => shape.add(x, y) },
  difference: { plain: (x, y) => x - y, emitted: (shape, x, y) => shape.sub(x, y) },
  product: { plain: (x, y) => x * y, emitted: (shape, x, y) => shape.mul(x, y) },
  quotient: { plain: (x, y) => x / y, emitted: (shape, x, y) => shape.div(x, y) },
  root: { plain: (x) => Math.sqrt(x), emitted: (shape, x) => shape.sqrt(x) },
  'least of two': { plain: (x, y) => (y < x ? y : x), emitted: (shape, x, y) => shape.pmin(x, y) },
};

/**
 * What everything else is made of: + − × ÷ √ and comparison of pairs of numbers of any size, many of
 * which give subnormal results, by the engine in plain code and in vectors of WebAssembly.
 */
export function* engineOperations(): Generator<Measurement> {
  const operands = {
    binary64: anyNumbers('operands', 4075),
    binary32: anySingles('operands', 4075),
  };
  for (const [format, x] of Object.entries(operands)) {
    for (const [operation, { plain, emitted }] of Object.entries(operations)) {
      const name = `operations/${operation} of ${format}`;
      const y = shuffled(x, 1377);
      const numbers = x.map((_: number, k: number) => plain(x[k], y[k]));
      yield { name, executor: 'plain', numbers };
      const vectors = inVectors((a, b) => emitted(shapeOf(x), a, b), x, y);
      if (vectors !== null) yield { name, executor: 'WebAssembly', numbers: vectors };
    }
  }
}

const shapeOf = (x: Floats): typeof f32x4 | typeof f64x2 =>
  x instanceof Float32Array ? f32x4 : f64x2;

type VectorOperation = (x: Expression<'v128'>, y: Expression<'v128'>) => Expression<'v128'>;

/** x ← operation(x, y) on all vectors up to the address `end`. */
function eachVector(operation: VectorOperation, limits: MemoryLimits): ModuleBuilder {
  const module = new ModuleBuilder({ memory: { import: ['env', 'memory'], ...limits } });
  const each = module.function('each', { x: 'i32', y: 'i32', end: 'i32' });
  const { x, y, end } = each.parameters;
  each.body(
    countedLoop(x, { from: x, to: end, step: 16 }, [
      v128.store(x, operation(v128.load(x), v128.load(y))),
      set(y, i32.add(y, 16)),
    ]),
  );
  return module;
}

/** `operation` of all numbers, a whole number of vectors; null where the host cannot run it. */
function inVectors(operation: VectorOperation, x: Floats, y: Floats): Floats | null {
  const kernels = new Kernels<{ each(x: number, y: number, end: number): void }>((limits) =>
    eachVector(operation, limits),
  );
  const scratch = kernels.open(2 * x.byteLength);
  if (scratch === null) return null;
  const { buffer } = scratch.memory;
  const at = (address: number): Floats =>
    x instanceof Float32Array
      ? new Float32Array(buffer, address, x.length)
      : new Float64Array(buffer, address, x.length);
  at(0).set(x);
  at(x.byteLength).set(y);
  scratch.kernels.each(0, x.byteLength, x.byteLength);
  return at(0).slice();
}
