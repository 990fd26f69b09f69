import { workerData } from 'node:worker_threads';
import { controlOn, word } from '../../lib/parallel/control.js';
import type { WorkerStart } from '../../lib/parallel/task.js';

/** A task for the tests of the pool; the job says what a chunk does. */
export interface TestContext {
  /** how often each chunk was begun */
  readonly counts: SharedArrayBuffer;
  readonly values: SharedArrayBuffer;
  /** by worker, how often it opened the task */
  readonly opened: SharedArrayBuffer;
}

export const job = {
  count: 0,
  sum: 1,
  throwOnCaller: 2,
  /** writes the word of failures down when it is reported, with an error whose name, message and stack fill as many bytes of JSON as the chunk's number says */
  throwLong: 3,
  /** what workers do with their chunks; the caller ends its own when they have begun theirs */
  throwInWorker: 4,
  exit: 5,
  beLate: 6,
  hang: 7,
};

export function create(
  { counts, values, opened }: TestContext,
  worker: number,
): (what: number, chunk: number) => void {
  const count = new Int32Array(counts);
  const value = new Float64Array(values);
  Atomics.add(new Int32Array(opened), worker, 1);
  return (what, chunk) => {
    Atomics.add(count, chunk, 1);
    if (what === job.sum) value[chunk] = sumOfRoots(chunk);
    if (what === job.throwLong) throw longError(chunk, () => (value[0] = failedWord()));
    if (worker === 0) {
      if (what === job.throwOnCaller) throw unlucky(chunk);
      if (what >= job.throwInWorker) while (!count.every((times) => times > 0));
    } else {
      if (what === job.throwInWorker) throw unlucky(chunk);
      if (what === job.exit) process.exit(7);
      if (what === job.beLate) Atomics.wait(count, chunk, 1, 50);
      if (what === job.hang) Atomics.wait(count, chunk, 1);
    }
  };
}

function sumOfRoots(chunk: number): number {
  let sum = 0;
  for (let k = 0; k < 5000; k++) sum += Math.sqrt(k + chunk * 0.1);
  return sum;
}

function unlucky(chunk: number): Error {
  return new RangeError(`chunk ${chunk} is unlucky`);
}

function longError(bytes: number, onReport: () => void): Error {
  const error = new RangeError('long');
  const { name, message } = error;
  const own = JSON.stringify({ name, message, stack: '' }).length;
  const get = (): string => {
    onReport();
    return 's'.repeat(bytes - own);
  };
  return Object.defineProperty(error, 'stack', { get });
}

/** In a worker, what it tells the caller of failures at the moment. */
function failedWord(): number {
  const { words } = controlOn((workerData as WorkerStart).buffer);
  return Atomics.load(words, word.failed);
}
