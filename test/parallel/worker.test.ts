import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { newControl, REPORT_BYTES, word } from '../../lib/parallel/control.js';
import type { SessionMessage, WorkerStart } from '../../lib/parallel/task.js';
import { job, type TestContext } from './tasks.js';
import { until } from './until.js';

const tasks = new URL('./tasks.js', import.meta.url).href;

/** One worker thread, number 2, with the test in the caller's place. */
class Caller {
  private readonly shared = newControl();
  readonly words = this.shared.control.words;
  readonly thread: Worker;

  constructor() {
    const workerData: WorkerStart = { buffer: this.shared.buffer, worker: 2 };
    this.thread = new Worker(new URL('../../lib/parallel/worker.js', import.meta.url), {
      workerData,
    });
  }

  /** Opens the task of the tests under a session's number. */
  open(session: number, module = tasks) {
    const context: TestContext = {
      counts: new SharedArrayBuffer(4 * (REPORT_BYTES + 2)),
      values: new SharedArrayBuffer(8),
      opened: new SharedArrayBuffer(4 * 3),
    };
    this.send({ session, module, context });
    return {
      count: new Int32Array(context.counts),
      value: new Float64Array(context.values),
      opened: new Int32Array(context.opened),
    };
  }

  send(message: SessionMessage): void {
    this.thread.postMessage(message);
  }

  /** Writes a job down for a generation, of the chunks from `next` to before `chunks`. */
  publish(generation: number, session: number, what: number, next: number, chunks: number): void {
    const { words } = this;
    Object.assign(words, { [word.session]: session, [word.job]: what, [word.chunks]: chunks });
    Object.assign(words, { [word.next]: next, [word.done]: 0 });
    Atomics.store(words, word.generation, generation);
    Atomics.notify(words, word.generation);
  }

  async done(chunks: number): Promise<void> {
    await until(() => Atomics.load(this.words, word.done) === chunks);
  }

  /** The report of a failed worker, taken away. */
  async report(): Promise<Record<string, string>> {
    await until(() => Atomics.load(this.words, word.failed) > 0);
    assert.equal(this.words[word.failed], 2);
    const bytes = this.shared.control.report.slice(0, this.words[word.reportBytes]);
    this.words[word.failed] = 0;
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>;
  }

  /** Lets the worker end its process, so that what it ran is reported by V8 too. */
  async end(generation: number, session: number): Promise<void> {
    const ended = once(this.thread, 'exit');
    this.publish(generation, session, job.exit, 0, 1);
    assert.deepEqual(await ended, [7]);
    const { message } = await this.report();
    assert.equal(message, "the worker's process.exit was called with code 7");
  }
}

test('a worker sleeps until a job is published, whatever messages come', async () => {
  const caller = new Caller();
  const { opened } = caller.open(1);
  await until(() => Atomics.notify(caller.words, word.generation) === 1);
  assert.deepEqual([...opened], [0, 0, 0]);
  await caller.end(2, 1);
  assert.deepEqual([...opened], [0, 0, 1]);
});

test('a worker does the chunks of a job that nobody has claimed, once, and counts itself out', async () => {
  const caller = new Caller();
  const { count, opened } = caller.open(7);
  caller.publish(2, 7, job.count, 1, 4);
  await caller.done(3);
  assert.deepEqual([...count.subarray(0, 5)], [0, 1, 1, 1, 0]);
  assert.deepEqual([...opened], [0, 0, 1]);
  await until(() => Atomics.load(caller.words, word.active) === 0);

  // woken without a new job, and while one is being written
  for (const generation of [2, 3]) {
    caller.publish(generation, 7, job.count, 1, 4);
    await sleep(50);
    assert.equal(caller.words[word.done], 0);
    await until(() => Atomics.load(caller.words, word.active) === 0);
  }
  caller.publish(4, 7, job.count, 0, 2);
  await caller.done(2);
  assert.deepEqual([...count.subarray(0, 5)], [1, 2, 1, 1, 0]);
  await caller.end(6, 7);
});

test('a worker waits for the message of a session that it does not know, and forgets one that ended', async () => {
  const caller = new Caller();
  caller.publish(2, 1, job.count, 0, 1);
  await sleep(50);
  const { count } = caller.open(1);
  await caller.done(1);
  assert.equal(count[0], 1);
  caller.send({ session: 1, module: null });
  const other = caller.open(2);
  caller.publish(4, 2, job.count, 0, 1);
  await caller.done(1);
  assert.equal(other.count[0], 1);
  caller.publish(6, 1, job.count, 0, 1);
  await sleep(50);
  assert.deepEqual([caller.words[word.done], count[0]], [0, 1]);
  await caller.end(8, 2);
});

test('a worker that cannot open a task reports it once, and is there for others', async () => {
  const caller = new Caller();
  caller.open(1, new URL('./nowhere.js', import.meta.url).href);
  caller.publish(2, 1, job.count, 0, 1);
  assert.match((await caller.report()).message, /nowhere\.js/);
  caller.open(2);
  await caller.end(4, 2);
});

test('the first failure is reported, with its stack if that has room', async () => {
  const caller = new Caller();
  const { value } = caller.open(1);
  caller.publish(2, 1, job.throwLong, REPORT_BYTES, REPORT_BYTES + 1);
  const fits = await caller.report();
  assert.deepEqual([fits.name, fits.message], ['RangeError', 'long']);
  assert.equal(value[0], -1, 'while a report is written it is not there, and no other is begun');
  assert.equal(JSON.stringify(fits).length, REPORT_BYTES);
  caller.publish(4, 1, job.throwLong, REPORT_BYTES + 1, REPORT_BYTES + 2);
  assert.deepEqual(await caller.report(), { name: 'RangeError', message: 'long' });
  await caller.done(1); // a chunk that failed is not missing
  caller.publish(6, 1, job.throwLong, 500, 503);
  await caller.done(3);
  assert.equal(JSON.stringify(await caller.report()).length, 500);
  await caller.end(8, 1);
});
