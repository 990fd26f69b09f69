export { compile, type Compiled, type CompileOptions } from './compile.js';
export { compiled, plain, type Executor } from './executor.js';
export { graphText } from './text.js';
export { trace } from './trace.js';
