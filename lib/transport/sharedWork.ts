import type { WorkerPool } from '../parallel/index.js';

/** Pairs of points from which on a pool's threads share the loops over all of them. */
export const PARALLEL_ENTRIES = 16_777_216;

/** Rows of a chunk. */
export const CHUNK = 64;

/** Whether a problem is worth the threads of a pool, if there is one. */
export function sharesWork(
  pool: WorkerPool | undefined,
  rows: number,
  columns: number,
): pool is WorkerPool {
  return pool !== undefined && pool.workers > 1 && rows * columns >= PARALLEL_ENTRIES;
}
