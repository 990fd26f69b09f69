/**
 * The words that a pool's threads share. The caller publishes a job by `generation`: odd while it writes, even when the
 * job may be read. A worker counts itself in `active` before it looks, so that the caller, once it has
 * made the generation odd, waits until no worker reads the old job.
 */
export const word = {
  /** of the job at hand; workers sleep on it */
  generation: 0,
  /** which session's task is to be run, with which argument */
  session: 1,
  job: 2,
  chunks: 3,
  /** next chunk that nobody has claimed */
  next: 4,
  /** chunks done; the caller sleeps on it */
  done: 5,
  active: 6,
  /** the worker that failed, 0: none, −1: one that still writes its report */
  failed: 7,
  /** bytes of the report that it left */
  reportBytes: 8,
} as const;

/** Bytes of a failure's report: name, message and stack as JSON. */
export const REPORT_BYTES = 8192;

const WORDS = 16;

export interface Control {
  readonly words: Int32Array;
  readonly report: Uint8Array;
}

export function controlOn(buffer: SharedArrayBuffer): Control {
  return {
    words: new Int32Array(buffer, 0, WORDS),
    report: new Uint8Array(buffer, 4 * WORDS, REPORT_BYTES),
  };
}

export function newControl(): { buffer: SharedArrayBuffer; control: Control } {
  const buffer = new SharedArrayBuffer(4 * WORDS + REPORT_BYTES);
  return { buffer, control: controlOn(buffer) };
}

/** Reads a few times before it sleeps: shorter waits cost less than waking up. */
const SPINS = 2000;

/** Waits until a word is no longer `value`, for `milliseconds` at most. */
export function waitWhile(
  words: Int32Array,
  index: number,
  value: number,
  milliseconds: number,
): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, index) !== value) return;
  Atomics.wait(words, index, value, milliseconds);
}

/** Claims the next chunk of the job; at `chunks` or beyond there is none left. */
export function claim(words: Int32Array): number {
  return Atomics.add(words, word.next, 1);
}

/** Counts a chunk as done, and wakes the caller after the last. */
export function finish(words: Int32Array): void {
  if (Atomics.add(words, word.done, 1) + 1 === words[word.chunks]) {
    Atomics.notify(words, word.done);
  }
}
