export { rowsOf, type TrainingData } from './data.js';
export { estimateMemory, type DataSizes, type MemoryEstimate } from './memory.js';
export { NonFiniteError } from './nonFinite.js';
export type { Best, EpochRecord, StepRecord, TrainingState, Validation } from './state.js';
export { Trainer, type ObservedStep } from './trainer.js';
export type { TrainingTime } from './trainingTime.js';
export { type ValidationSet } from './validation.js';
