export { auc } from './auc.js';
export { backgroundRejection, rocCurve, type RejectionOptions, type RocCurve } from './roc.js';
export type { ScoreWeights } from './tally.js';
