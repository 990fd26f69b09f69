/**
 * A WebAssembly assembler for numerical kernels: expression trees in, module bytes and text out.
 *
 *     const module = new ModuleBuilder();
 *     const scale = module.function('scale', { at: 'i32', end: 'i32', factor: 'f64' });
 *     const { at, end, factor } = scale.parameters;
 *     scale.body(
 *       countedLoop(at, { from: at, to: end, step: 16 }, [
 *         f64x2.store(at, f64x2.mul(f64x2.load(at), f64x2.splat(factor))),
 *       ]),
 *     );
 *     const exports = instantiate(module.toBytes(), { env: { memory } });
 *
 * All instructions offered give the same bits on every host, except for the sign and payload of a NaN
 * that arithmetic makes (core spec 2.0, 4.3.3).
 */
export { ModuleBuilder, type ModuleOptions } from './moduleBuilder.js';
export type { FunctionBuilder } from './functionBuilder.js';
export type { MemoryLimits, MemoryOptions } from './memory.js';
export type { ValueType } from './valueType.js';
export type {
  Body, Callable, Expression, Instruction, Label, Local, ParameterTypes, Statement,
  Structured,
} from './syntax.js'; // prettier-ignore
export type { Constants, Operand } from './operand.js';
export {
  f32, f32x4, f64, f64x2, i32, i32x4, i64, i64x2, i8x16, select, v128,
} from './operators.js'; // prettier-ignore
export {
  block, branch, branchIf, call, drop, ifElse, ifThen, loop, set, tee, unreachable,
} from './statements.js'; // prettier-ignore
export { countedLoop, whileLoop, type Range } from './loops.js';
export { Kernels, type Scratch, type SharedScratch } from './scratch.js';
export { vectorsConform } from './conformance.js';
export {
  host,
  instantiate,
  type Host,
  type HostImports,
  type HostMemory,
  type HostModule,
} from './host.js';
