/**
 * Work in chunks that may be done in any order by any thread: a module that exports `create`. The output of a
 * chunk lies in a place fixed by its number, in memory that the context shares, so that the bits do
 * not depend on who computes it.
 */
export interface TaskModule<Context> {
  /**
   * Called once in each thread. `worker` is 0 for the caller and counts on from there: where a thread
   * has scratch space of its own.
   */
  create(context: Context, worker: number): RunChunk;
}

/** Does one chunk of a job; `job` is the argument that the job was run with. */
export type RunChunk = (job: number, chunk: number) => void;

/** How a session reaches a worker, and how it ends there. */
export type SessionMessage =
  | { readonly session: number; readonly module: string; readonly context: unknown }
  | { readonly session: number; readonly module: null };

/** What a worker is started with. */
export interface WorkerStart {
  readonly buffer: SharedArrayBuffer;
  readonly worker: number;
}
