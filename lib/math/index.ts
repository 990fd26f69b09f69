/** Elementary and special functions of binary64 from + − × ÷ √ alone: at most 1 ulp, always the same bits. */
export { erf, erfc } from './erf.js';
export { exp, expm1 } from './exp.js';
export { logCosh, tanh } from './hyperbolic.js';
export { integerPower } from './integerPower.js';
export { log, log1p } from './log.js';
export { sigmoid, softplus } from './logistic.js';
export { normalCdf } from './normal.js';
export { normalQuantile } from './normalQuantile.js';
export { cos, sin } from './trigonometric.js';
