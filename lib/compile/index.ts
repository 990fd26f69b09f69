export { compile, traceOf, type Compiled, type CompileOptions } from './compile.js';
export { compiled, onOneThread, plain, type Executor } from './executor.js';
export type { Constant, Graph, Input, Operation, Value } from './graph.js';
