import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { claim, finish, newControl, waitWhile, word } from './control.js';
import type { SessionMessage, RunChunk, TaskModule, WorkerStart } from './task.js';

/** A task opened on a pool. */
export interface Session {
  /**
   * Does chunks 0 … chunks - 1 of a job, each once, on all threads, and returns when they are done.
   *
   * @throws Error with the `cause` if a task throws or a worker dies; then the pool is closed.
   */
  run(job: number, chunks: number): void;
  /** Lets the threads forget the task and its context. */
  close(): void;
}

/** How long a worker may be silent while chunks are missing: then it counts as dead. */
const SILENCE_MS = 60_000;

/** The caller looks for dead workers so often. */
const LOOK_MS = 20;

/**
 * Threads that share work with a caller which waits for it. The caller works too and starts at once:
 * threads join when they have booted, and one that is busy elsewhere is not waited for. Idle
 * threads sleep and do not keep the process alive.
 */
export class WorkerPool {
  private readonly control = newControl();
  private readonly threads: Worker[] = [];
  private sessions = 0;
  private closed: Error | undefined;

  /** @param workers threads that work, the caller included; the machine's processors if left out. */
  constructor(readonly workers: number = availableParallelism()) {
    if (!Number.isInteger(workers) || workers < 1) {
      throw new RangeError(`pool: expected workers to be an integer ≥ 1, got ${workers}`);
    }
    for (let worker = 1; worker < workers; worker++) {
      const start: WorkerStart = { buffer: this.control.buffer, worker };
      const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: start });
      thread.unref();
      thread.on('error', (cause) => this.fail(`worker ${worker} failed: ${cause.message}`, cause));
      thread.on('exit', () => this.fail(`worker ${worker} has ended`));
      this.threads.push(thread);
    }
  }

  /**
   * Opens a task on all threads.
   *
   * @param module where the threads import the task from: a compiled JavaScript file.
   * @param task what it exports, for the caller's own share.
   * @param context copied to every thread; what it shares (SharedArrayBuffer, memory of WebAssembly) is not.
   */
  open<Context>(module: URL, task: TaskModule<Context>, context: Context): Session {
    const session = ++this.sessions;
    this.post({ session, module: module.href, context });
    // Wakes the threads, so that they import the task before there is work.
    if (this.closed === undefined) this.publish(session, 0, 0);
    const run = task.create(context, 0);
    return {
      run: (job, chunks) => this.run(session, run, job, chunks),
      close: () => this.post({ session, module: null }),
    };
  }

  /** Ends the threads. Further jobs are errors. */
  async close(): Promise<void> {
    this.closed ??= new Error('pool: expected an open pool, but it was closed; make a new one');
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private post(message: SessionMessage): void {
    for (const thread of this.threads) thread.postMessage(message);
  }

  private run(session: number, run: RunChunk, job: number, chunks: number): void {
    if (this.closed !== undefined) throw this.closed;
    const { words } = this.control.control;
    this.publish(session, job, chunks);
    for (let chunk = claim(words); chunk < chunks; chunk = claim(words)) {
      try {
        run(job, chunk);
      } catch (cause) {
        this.fail('the task threw on the calling thread', cause);
        throw this.closed!;
      }
      finish(words);
    }
    let silentSince = performance.now();
    for (let done = 0; ;) {
      const before = done;
      done = Atomics.load(words, word.done);
      if (Atomics.load(words, word.failed) > 0) this.throwReport();
      if (done >= chunks) return;
      if (done !== before) silentSince = performance.now();
      else if (performance.now() - silentSince > SILENCE_MS) {
        this.fail(`a worker has been silent for ${SILENCE_MS / 1000} s; it may have been killed`);
        throw this.closed!;
      }
      waitWhile(words, word.done, done, LOOK_MS);
    }
  }

  private publish(session: number, job: number, chunks: number): void {
    const { words } = this.control.control;
    Atomics.add(words, word.generation, 1);
    for (let active = 1; active !== 0; active = Atomics.load(words, word.active)) {
      if (Atomics.load(words, word.failed) > 0) this.throwReport();
    }
    words[word.session] = session;
    words[word.job] = job;
    words[word.chunks] = chunks;
    words[word.next] = 0;
    words[word.done] = 0;
    Atomics.add(words, word.generation, 1);
    Atomics.notify(words, word.generation);
  }

  private throwReport(): never {
    const { words, report } = this.control.control;
    const worker = words[word.failed];
    const text = new TextDecoder().decode(report.slice(0, words[word.reportBytes]));
    const { name, message, stack } = JSON.parse(text) as Record<string, string>;
    const cause = Object.assign(new Error(message), { name, stack });
    this.fail(`worker ${worker} failed: ${message}`, cause);
    throw this.closed!;
  }

  private fail(what: string, cause?: unknown): void {
    if (this.closed !== undefined) return;
    this.closed = new Error(`pool: ${what}; the pool is closed, make a new one`, { cause });
    for (const thread of this.threads) void thread.terminate();
  }
}
