import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { WorkerPool } from '../../lib/parallel/index.js';
import * as tasks from './tasks.js';

const { job } = tasks;
const module = new URL('./tasks.js', import.meta.url);

function contextOf(chunks: number): tasks.TestContext & { count: Int32Array; value: Float64Array } {
  const counts = new SharedArrayBuffer(4 * chunks);
  const values = new SharedArrayBuffer(8 * chunks);
  const [count, value] = [new Int32Array(counts), new Float64Array(values)];
  return { counts, values, count, value };
}

function open(pool: WorkerPool, chunks: number) {
  const { count, value, ...context } = contextOf(chunks);
  return { session: pool.open(module, tasks, context), count, value };
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

test('an exception in a worker is an error of the caller with its cause, and closes the pool', async () => {
  const pool = new WorkerPool(2);
  const { session } = open(pool, 200);
  const isItsCause = (error: unknown): boolean =>
    error instanceof Error &&
    /worker 1 failed: chunk \d+ is unlucky; the pool is closed, make a new one$/.test(
      error.message,
    ) &&
    error.cause instanceof Error &&
    error.cause.name === 'RangeError' &&
    /tasks\.js/.test(error.cause.stack!);
  assert.throws(() => session.run(job.throwInWorker, 200), isItsCause);
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
  const { session } = open(pool, 200);
  assert.throws(() => session.run(job.exit, 200), /process\.exit was called with code 7/);
  await pool.close();
});

test('a task module that cannot be loaded is an error', async () => {
  const pool = new WorkerPool(2);
  const { counts, values } = contextOf(200);
  const missing = new URL('./nowhere.js', import.meta.url);
  const session = pool.open(missing, tasks, { counts, values });
  assert.throws(() => session.run(job.throwInWorker, 200), /worker 1 failed: .*nowhere\.js/);
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
    const context = { counts: new SharedArrayBuffer(400), values: new SharedArrayBuffer(800) };
    const session = pool.open(new URL(${JSON.stringify(module)}), tasks, context);
    for (let k = 0; k < 200; k++) session.run(tasks.job.sum, 100);
    console.log('done');`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(output.trim(), 'done');
});
