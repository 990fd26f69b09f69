import { isMainThread } from 'node:worker_threads';

/** A task for the tests of the pool; the job says what a chunk does. */
export interface TestContext {
  /** how often each chunk was done, and by whom last */
  readonly counts: SharedArrayBuffer;
  readonly values: SharedArrayBuffer;
}

export const job = { count: 0, sum: 1, throwInWorker: 2, throwOnCaller: 3, exit: 4, sleep: 5 };

export function create(
  { counts, values }: TestContext,
  worker: number,
): (what: number, chunk: number) => void {
  const count = new Int32Array(counts);
  const value = new Float64Array(values);
  return (what, chunk) => {
    Atomics.add(count, chunk, 1);
    if (what === job.sum) {
      let sum = 0;
      for (let k = 0; k < 5000; k++) sum += Math.sqrt(k + chunk * 0.1);
      value[chunk] = sum;
    }
    // Long enough that the workers get their share.
    if (what >= job.throwInWorker) busy(isMainThread ? 20 : 2);
    if (what === job.throwInWorker && worker > 0) throw new RangeError(`chunk ${chunk} is unlucky`);
    if (what === job.throwOnCaller && worker === 0)
      throw new RangeError(`chunk ${chunk} is unlucky`);
    if (what === job.exit && worker > 0) process.exit(7);
  };
}

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
