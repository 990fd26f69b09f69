export { BoundedTensor } from './boundedTensor.js';
export type { Bounded, ErrorBound, OpenSum, Operand } from './bounded.js';
export { allowance, gamma, precisions, ulp, type Precision } from './precision.js';
