export type { Optimizer, OptimizerState, Scales } from './optimizer.js';
export { adam, adamW, type AdamOptions } from './adam.js';
export { sgd } from './sgd.js';
export { clipByGlobalNorm, clipByValue, globalNorm } from './clipping.js';
export {
  constantRate, cosineRate, plateauRate, type PlateauOptions, type Schedule, type ScheduleState,
} from './schedule.js'; // prettier-ignore
