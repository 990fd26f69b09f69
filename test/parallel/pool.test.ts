import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { word } from '../../lib/parallel/control.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import * as tasks from './tasks.js';
import { until } from './until.js';

const { job } = tasks;
const WORKERS = 8;
const module = new URL('./tasks.js', import.meta.url);

function contextOf(chunks: number): tasks.TestContext {
  return {
    counts: new SharedArrayBuffer(4 * chunks),
    values: new SharedArrayBuffer(8 * chunks),
    opened: new SharedArrayBuffer(4 * WORKERS),
  };
}

function open(pool: WorkerPool, chunks: number) {
  const context = contextOf(chunks);
  return {
    session: pool.open(module, tasks, context),
    count: new Int32Array(context.counts),
    value: new Float64Array(context.values),
    opened: new Int32Array(context.opened),
  };
}

test('every chunk is done exactly once, whatever the number of workers, with the same bits', async () => {
  const results: number[][] = [];
  for (const workers of [1, 2, 3, 5]) {
    const pool = new WorkerPool(workers);
    const { session, count, value } = open(pool, 100);
    for (let repeat = 1; repeat <= 3; repeat++) {
      session.run(job.sum, 100);
      assert.ok(count.every((times) => times === repeat));
    }
    results.push([...value]);
    await pool.close();
  }
  for (const result of results) assert.deepEqual(result, results[0]);
});

test('thousands of jobs follow each other without losing a chunk', async () => {
  const pool = new WorkerPool(3);
  const { session, count } = open(pool, 7);
  for (let repeat = 0; repeat < 4000; repeat++) session.run(job.count, 1 + (repeat % 7));
  assert.deepEqual(
    [...count],
    [0, 1, 2, 3, 4, 5, 6].map(
      (chunk) => [...Array(4000).keys()].filter((repeat) => repeat % 7 >= chunk).length,
    ),
  );
  await pool.close();
});

test('the workers do join, and sessions and pools do not disturb each other', async () => {
  const pools = [new WorkerPool(2), new WorkerPool(2)];
  const [first, second, third] = [open(pools[0], 40), open(pools[0], 40), open(pools[1], 40)];
  for (let repeat = 0; repeat < 20; repeat++) {
    for (const { session } of [first, second, third]) session.run(job.sum, 40);
  }
  for (const { count } of [first, second, third]) assert.ok(count.every((times) => times === 20));
  second.session.close();
  first.session.run(job.count, 40);
  assert.ok(first.count.every((times) => times === 21));
  await Promise.all(pools.map((pool) => pool.close()));
});

test('every thread opens the task under a number of its own before there is work, and sleeps', async () => {
  let started = 0;
  const count = (): void => void (started += 1);
  process.on('worker', count);
  const pool = new WorkerPool(4);
  const { opened, count: chunk } = open(pool, 1);
  await until(() => opened.reduce((sum, times) => sum + times) >= 4);
  assert.deepEqual([...opened], [1, 1, 1, 1, 0, 0, 0, 0]);
  assert.equal(started, 3);
  process.off('worker', count);

  const before = process.cpuUsage();
  await sleep(200);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 100_000, `${user + system} µs of the CPU in 200 ms`);
  assert.deepEqual([...chunk], [0]);
  await pool.close();
});

test('a job is written down when no worker reads the one before, and then announced', (context) => {
  const pool = new WorkerPool(1);
  const { session, count } = open(pool, 3);
  const { words } = pool['control'].control;
  session.run(job.count, 2);
  const before = words[word.generation];
  assert.equal(before % 2, 0);
  const stillReading = [2, 1, 0];
  const seen: [number, number][] = [];
  const { load } = Atomics;
  context.mock.method(Atomics, 'load', (shared: Int32Array, index: number): number => {
    if (index !== word.active) return load(shared, index);
    seen.push([words[word.generation] - before, words[word.chunks]]);
    return stillReading.shift() ?? 0;
  });
  session.run(job.count, 3);
  assert.deepEqual(seen, [[1, 2], [1, 2], [1, 2]]); // prettier-ignore
  assert.equal(words[word.generation] - before, 2);
  assert.deepEqual([...count], [2, 2, 1]);
});

test('a worker may be silent for a minute, however long the process has run', async (context) => {
  const pool = new WorkerPool(2);
  const { session, count, opened } = open(pool, 2);
  await until(() => opened[1] === 1);
  context.mock.method(performance, 'now', () => 3_600_000);
  session.run(job.beLate, 2);
  context.mock.restoreAll();
  count.fill(0);
  let now = 0;
  context.mock.method(performance, 'now', () => (now += 20_000));
  assert.throws(
    () => session.run(job.hang, 2),
    /^Error: pool: a worker has been silent for 60 s; it may have been killed; the pool is closed/,
  );
  await pool.close();
});

test('an exception in a worker is an error of the caller with its cause, and closes the pool', async () => {
  const pool = new WorkerPool(2);
  const { session } = open(pool, 2);
  const isItsCause = (error: unknown): boolean =>
    error instanceof Error &&
    /worker 1 failed: chunk \d+ is unlucky; the pool is closed, make a new one$/.test(
      error.message,
    ) &&
    error.cause instanceof Error &&
    error.cause.name === 'RangeError' &&
    /tasks\.js/.test(error.cause.stack!);
  assert.throws(() => session.run(job.throwInWorker, 2), isItsCause);
  assert.throws(() => session.run(job.count, 1), isItsCause);
  await pool.close();
});

test('an exception on the calling thread is one too', async () => {
  const pool = new WorkerPool(2);
  const { session } = open(pool, 10);
  assert.throws(() => session.run(job.throwOnCaller, 10), /threw on the calling thread/);
  await pool.close();
});

test('a worker that ends its process is an error, not a hang', async () => {
  const pool = new WorkerPool(2);
  const { session } = open(pool, 2);
  assert.throws(() => session.run(job.exit, 2), /process\.exit was called with code 7/);
  await pool.close();
});

test('a task module that cannot be loaded is an error of the next job, of which nothing is done', async () => {
  const pool = new WorkerPool(2);
  const missing = new URL('./nowhere.js', import.meta.url);
  const context = contextOf(1);
  const session = pool.open(missing, tasks, context);
  await until(() => pool['control'].control.words[word.failed] > 0);
  assert.throws(() => session.run(job.count, 1), /worker 1 failed: .*nowhere\.js/);
  assert.equal(new Int32Array(context.counts)[0], 0, 'no chunk was begun');
  await pool.close();
});

test('a terminated worker is an error at the next job', async () => {
  const pool = new WorkerPool(2);
  const { session } = open(pool, 10);
  session.run(job.count, 10);
  await pool.close();
  assert.throws(() => session.run(job.count, 10), /expected an open pool, but it was closed/);
});

test('the number of workers is checked', () => {
  assert.throws(() => new WorkerPool(0), /expected workers to be an integer ≥ 1, got 0/);
});

test('an idle pool does not keep the process alive', () => {
  const program = `
    import { WorkerPool } from ${JSON.stringify(new URL('../../lib/parallel/index.js', import.meta.url))};
    import * as tasks from ${JSON.stringify(module)};
    const pool = new WorkerPool(3);
    const context = { counts: new SharedArrayBuffer(400), values: new SharedArrayBuffer(800), opened: new SharedArrayBuffer(40) };
    const session = pool.open(new URL(${JSON.stringify(module)}), tasks, context);
    for (let k = 0; k < 200; k++) session.run(tasks.job.sum, 100);
    console.log('done');`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(output.trim(), 'done');
});
