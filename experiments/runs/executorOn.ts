import { availableParallelism } from 'node:os';
import { compiled, onOneThread, type Executor } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';

/** The compiled executor on so many threads, the machine's cores if left out; the bits are the same. */
export function executorOn(workers: number = availableParallelism()): Executor {
  return workers === 1 ? onOneThread : compiled({ pool: new WorkerPool(workers) });
}
