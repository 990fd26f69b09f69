export { rowsOf, type TrainingData } from './data.js';
export type { Best, EpochRecord, TrainingState, Validation } from './state.js';
export { Trainer, type ObservedStep } from './trainer.js';
export { type ValidationSet } from './validation.js';
