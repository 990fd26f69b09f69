import type { Session, TaskModule, WorkerPool } from '../../lib/parallel/index.js';

/**
 * Threads that the caller simulates, each with a task of its own: chunks are done from the last to the first, by one thread
 * after the other. What depends on who does a chunk, or when, shows every time.
 */
export class SimulatedPool {
  /** what was run: jobs, with their numbers of chunks */
  readonly jobs: (readonly [job: number, chunks: number])[] = [];
  /** of the task opened last */
  context: unknown;

  constructor(readonly workers: number) {}

  open<Context>(_: URL, task: TaskModule<Context>, context: Context): Session {
    this.context = context;
    const threads = Array.from({ length: this.workers }, (__, worker) =>
      task.create(context, worker),
    );
    return {
      run: (job, chunks) => {
        this.jobs.push([job, chunks]);
        for (let k = chunks - 1; k >= 0; k--) threads[k % this.workers](job, k);
      },
      close: () => undefined,
    };
  }

  /** As what programs are given. */
  get pool(): WorkerPool {
    return this as unknown as WorkerPool;
  }
}
