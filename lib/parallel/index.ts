export { WorkerPool, type Session } from './pool.js';
export type { RunChunk, TaskModule } from './task.js';
