export { rowsOf, type TrainingData } from './data.js';
export type { Best, EpochRecord, StepOutcome, TrainingState, Validation } from './state.js';
export { Trainer } from './trainer.js';
export { type ValidationSet } from './validation.js';
