export { auc } from './auc.js';
export { backgroundRejection, rocCurve, type RocCurve, type Scored } from './roc.js';
