export { certify } from './certificate.js';
export type { Certificate, Plan } from './certificate.js';
export { cTransform } from './cTransform.js';
export { emd } from './emd.js';
export type { EmdOptions, Transport } from './emd.js';
export { MASS_TOLERANCE } from './problem.js';
export type { MatrixProblem, Metric, PointProblem, Reals, TransportProblem } from './problem.js';
export { TransportLimitError } from './transportLimitError.js';
