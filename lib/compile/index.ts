export { compile, type Compiled, type CompileOptions } from './compile.js';
export { graphText } from './text.js';
export { trace } from './trace.js';
