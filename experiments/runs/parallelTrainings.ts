import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FailedCheck, sentenceOf } from '../terminal/failure.js';
import { describeProgress, ProgressLines } from '../terminal/progress.js';
import type { WorkerMessage, WorkerTask } from './trainWorker.js';
import { watchInterrupts } from '../terminal/watchTraining.js';

/** A training to run beside others. */
export interface ParallelTask {
  /** in the progress and in errors */
  readonly title: string;
  readonly task: WorkerTask;
}

const ENTRY = join(import.meta.dirname, 'trainWorker.js');

export interface ParallelOptions {
  readonly lines?: ProgressLines;
  /** Hears of a training that failed, and the others go on; left out, a failure ends all. */
  readonly onFailure?: (task: ParallelTask, sentence: string) => void;
  /** Hears of every training that is through, failed or not. */
  readonly onEnd?: (task: ParallelTask) => void;
}

/**
 * Runs trainings on worker threads, at most `workers` at a time, in the order given. Every training is
 * a function of its task alone, so the number of workers changes no bit. False if an interrupt stopped
 * them, each at the end of its step.
 *
 * @throws Error with its cause for a worker that fails, unless `onFailure` takes it.
 */
export async function runInWorkers(
  tasks: readonly ParallelTask[],
  workers: number,
  { lines = new ProgressLines(process.stderr), onFailure, onEnd }: ParallelOptions = {},
): Promise<boolean> {
  const queue = [...tasks];
  const running = new Set<Worker>();
  const interrupt = watchInterrupts((signal) => {
    lines.say(`${signal}: stopping at the end of these steps; again to stop at once`);
    for (const worker of running) worker.postMessage('stop');
  });
  let complete = true;
  const drain = async (): Promise<void> => {
    for (let next; !interrupt.received && (next = queue.shift()) !== undefined;) {
      try {
        if ((await runOne(next, running, lines)) === 'interrupted') complete = false;
        else onEnd?.(next);
      } catch (error) {
        if (onFailure === undefined) throw error;
        onFailure(next, sentenceOf(error));
        onEnd?.(next);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, drain));
  } finally {
    interrupt.release();
    await Promise.all([...running].map((worker) => worker.terminate()));
  }
  return complete && queue.length === 0;
}

function runOne(
  { title, task }: ParallelTask,
  running: Set<Worker>,
  lines: ProgressLines,
): Promise<'finished' | 'interrupted'> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(ENTRY, { workerData: task });
    running.add(worker);
    let ended: 'finished' | 'interrupted' | undefined;
    worker.on('message', (message: WorkerMessage) => {
      if ('ended' in message) {
        ended = message.ended;
        return;
      }
      if ('failedCheck' in message) {
        reject(new FailedCheck(`the training ${title.trim()} failed: ${message.failedCheck}`));
        return;
      }
      if ('notice' in message) {
        lines.say(`${title}  ${message.notice}`);
        return;
      }
      const { epoch, epochs, step } = message.progress;
      const text = describeProgress(message.progress);
      if (epoch === epochs && step === 0) lines.finish(title, text);
      else lines.update(title, text);
    });
    worker.on('error', (cause) => {
      running.delete(worker);
      reject(new Error(`the training ${title.trim()} failed: ${cause.message}`, { cause }));
    });
    worker.on('exit', (code) => {
      running.delete(worker);
      if (ended !== undefined) resolve(ended);
      else reject(new Error(`the training ${title.trim()} ended early, with exit code ${code}`));
    });
  });
}
