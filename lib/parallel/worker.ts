/** A worker thread of a pool: runs chunks of the jobs that the caller publishes, until it is terminated. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { claim, controlOn, finish, REPORT_BYTES, waitWhile, word } from './control.js';
import type { SessionMessage, RunChunk, TaskModule, WorkerStart } from './task.js';

const { buffer, worker } = workerData as WorkerStart;
const { words, report } = controlOn(buffer);
const sessions = new Map<number, RunChunk>();
let seen = 0;

process.on('exit', (code) => {
  fail(new Error(`the worker's process.exit was called with code ${code}`));
});

for (;;) {
  waitWhile(words, word.generation, seen, Infinity);
  const job = join();
  if (job === undefined) continue;
  const { session, run } = job;
  if (run === undefined) {
    leave();
    // Only between jobs may a worker wait for a module: the caller is not to wait for it.
    try {
      await open(session);
    } catch (error) {
      seen = Atomics.load(words, word.generation);
      fail(error);
    }
    continue;
  }
  try {
    work(run, job.argument, job.chunks);
  } finally {
    leave();
  }
}

/** Counts this worker in and reads the job, if there is a new one that may be read. */
function join():
  { session: number; run: RunChunk | undefined; argument: number; chunks: number } | undefined {
  Atomics.add(words, word.active, 1);
  const generation = Atomics.load(words, word.generation);
  if (generation === seen || generation % 2 !== 0) {
    leave();
    return undefined;
  }
  const session = words[word.session];
  const run = sessions.get(session);
  if (run !== undefined) seen = generation;
  return { session, run, argument: words[word.job], chunks: words[word.chunks] };
}

function leave(): void {
  Atomics.sub(words, word.active, 1);
}

function work(run: RunChunk, argument: number, chunks: number): void {
  for (let chunk = claim(words); chunk < chunks; chunk = claim(words)) {
    try {
      run(argument, chunk);
    } catch (error) {
      fail(error);
    }
    finish(words);
  }
}

/** Takes the messages that have arrived: creates tasks and forgets those of ended sessions. */
async function open(wanted: number): Promise<void> {
  for (;;) {
    const received = receiveMessageOnPort(parentPort!);
    if (received === undefined) break;
    const message = received.message as SessionMessage;
    if (message.module === null) {
      sessions.delete(message.session);
      continue;
    }
    const { create } = (await import(message.module)) as TaskModule<unknown>;
    sessions.set(message.session, create(message.context, worker));
  }
  // The message is sent before the job is published, but may arrive after it.
  if (!sessions.has(wanted)) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Leaves a report for the caller, if there is none yet. */
function fail(error: unknown): void {
  if (Atomics.compareExchange(words, word.failed, 0, -1) !== 0) return;
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  let bytes = new TextEncoder().encode(JSON.stringify({ name, message, stack }));
  if (bytes.length > REPORT_BYTES) {
    bytes = new TextEncoder().encode(JSON.stringify({ name, message: message.slice(0, 1000) }));
  }
  report.set(bytes);
  words[word.reportBytes] = bytes.length;
  Atomics.store(words, word.failed, worker);
  Atomics.notify(words, word.done);
}
