import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { traceOf } from '../../lib/compile/index.js';
import { Program } from '../../lib/compile/program.js';
import { create, type TileContext } from '../../lib/compile/tileTask.js';
import { key, normal } from '../../lib/random/index.js';
import { argsort, cast, linear, mul, neg, ones, relu, slice, sum, tanh, tensor, type DenseTensor, type Tensor } from '../../lib/tensor/index.js'; // prettier-ignore
import { host } from '../../lib/wasm/index.js';
import { assertSameTree } from '../support/sameTree.js';
import { SimulatedPool } from '../support/simulatedPool.js';

const PAGE = 65536;
const random = (...shape: number[]): DenseTensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tensor(normal(key(size), size), shape) as DenseTensor;
};

const head = (x: Tensor, count: number): Tensor => slice(x, [0], [count]);

/** Runs a function of one tensor on simulated threads; returns the pool, which has seen the jobs. */
function runOn(workers: number, f: (x: Tensor) => Tensor[], x: DenseTensor): SimulatedPool {
  const pool = new SimulatedPool(workers);
  const program = new Program(traceOf(f, [x]), pool.pool);
  for (let k = 0; k < 2; k++) assertSameTree(program.run([x]), f(x));
  pool.jobs.splice(pool.jobs.length / 2);
  return pool;
}

test('threads share the tiles of a turn, whose sums are then added up; fewer than 4 are not worth it', () => {
  const rowSums = (x: Tensor): Tensor[] => [sum(x, 0)];
  const jobs = (rows: number): unknown => runOn(3, rowSums, random(rows, 3)).jobs;
  assert.deepEqual(jobs(96), []);
  assert.deepEqual(jobs(97), [[0, 4]]);
  assert.deepEqual(jobs(1024), [[0, 32]]);
  assert.deepEqual(jobs(1025), [[0, 32]]);
  assert.deepEqual(jobs(2000), [[0, 32], [1, 31]]);
}); // prettier-ignore

test('a job tells the turn and the region; tiles without sums over rows are all one turn', () => {
  const twoRegions = (x: Tensor): Tensor[] => [neg(sum(x, 0)), tanh(mul(x, sum(x, 0)))];
  assert.deepEqual(runOn(2, twoRegions, random(1200, 3)).jobs, [[0, 32], [3, 6], [2, 113]]);
}); // prettier-ignore

test('one thread adds the sums of tiles to the total at once', () => {
  const sumsOf = (program: Program): boolean[] =>
    program.plan.steps.flatMap((step) =>
      step.kind === 'region' ? step.totals.map(({ sums, out }) => isDeepStrictEqual(sums, out)) : [],
    );
  const graph = traceOf((x: Tensor) => sum(x, 0), [random(128, 3)]);
  assert.deepEqual(sumsOf(new Program(graph)), [true]);
  assert.deepEqual(sumsOf(new Program(graph, new SimulatedPool(2).pool)), [false]);
}); // prettier-ignore

test('parts of a value are found where they lie: by the caller and by steps that run plain', () => {
  const x = random(4, 5);
  const f = (y: Tensor): Tensor[] => {
    const z = neg(y);
    return [slice(z, [1, 0], [3, 5]), argsort(slice(z, [2, 0], [4, 5])), slice(y, [3, 1], [4, 4])];
  };
  assertSameTree(new Program(traceOf(f, [x])).run([x]), f(x));
});

test('each thread has scratch memory of its own behind the shared memory, and the pages suffice', () => {
  const [rows, width] = [128, 300];
  const weight = ones([width, width]);
  const layer = (x: Tensor): Tensor[] => [relu(linear(x, weight, ones([width])))];
  const { context } = runOn(3, layer, random(rows, width));
  const { memory, scratch, scratchBytes } = context as TileContext;
  // a tile that is read and one that is made
  assert.equal(scratchBytes, 2 * width * 32 * 8);
  assert.equal(memory.buffer.byteLength, Math.ceil((scratch + 3 * scratchBytes) / PAGE) * PAGE);
  for (let worker = 0; worker < 3; worker++) {
    const areas = [0, 1, 2].map((k) => new Uint8Array(memory.buffer, scratch + k * scratchBytes, scratchBytes));
    areas.forEach((area) => area.fill(255));
    create(context as TileContext, worker)(0, 2);
    assert.deepEqual(areas.map((area) => area.every((byte) => byte === 255)), [0, 1, 2].map((k) => k !== worker));
  }
}); // prettier-ignore

test('memory is shared if and only if there are several threads, and one thread opens no task', () => {
  const made: object[] = [];
  const { Memory } = host;
  const spy = mock.method(host, 'Memory', function (descriptor: { initial: number }) {
    made.push(descriptor);
    return new Memory(descriptor);
  });
  try {
    const x = random(128, 3);
    const f = (y: Tensor): Tensor[] => [neg(y)];
    const [one, two] = [runOn(1, f, x), runOn(2, f, x)];
    new Program(traceOf(f, [x]));
    const weight = ones([300, 300]);
    const wide = traceOf((y: Tensor) => linear(y, weight, ones([300])), [random(1, 300)]);
    const { sharedBytes, scratchBytes } = new Program(wide).plan;
    assert.ok(scratchBytes > PAGE);
    const pages = Math.ceil((2 * (128 + 32) * 3 * 8) / PAGE);
    assert.deepEqual(made, [
      { initial: pages },
      { initial: pages, maximum: pages, shared: true },
      { initial: pages },
      { initial: Math.ceil((sharedBytes + scratchBytes) / PAGE) },
    ]);
    assert.deepEqual([one.jobs, two.jobs], [[], [[0, 12]]]);
    assert.equal(one.context, undefined);
  } finally {
    spy.mock.restore();
  }
});

test('results of up to 32 KiB share an allocation, larger ones have their own', () => {
  const x = random(4097);
  const program = new Program(
    traceOf((y: Tensor) => [neg(y), neg(head(y, 4096)), neg(head(y, 3)), neg(y), neg(head(y, 5))], [x]),
  );
  const [large, limit, small, again, last] = program.run([x]).map(({ data }) => data.buffer as ArrayBuffer);
  assert.deepEqual([large.byteLength, again.byteLength], [4097 * 8, 4097 * 8]);
  assert.notEqual(large, again);
  assert.equal(limit, small);
  assert.equal(limit, last);
  assert.equal(limit.byteLength, (4096 + 3 + 5) * 8);
  const other = program.run([x]).map(({ data }) => data.buffer);
  assert.ok([large, limit, again].every((buffer) => !other.includes(buffer)));
}); // prettier-ignore

test('results of both element types share an allocation', () => {
  const [x, y] = [random(7), cast(random(7), 'float32')];
  const f = (a: Tensor, b: Tensor): Tensor[] => [neg(head(b, 3)), neg(a), neg(b), neg(head(a, 1))];
  const results = new Program(traceOf(f, [x, y])).run([x, y]);
  assertSameTree(results, f(x, y));
  assert.deepEqual(
    results.map(({ data }) => data.byteOffset),
    [0, 16, 72, 104],
  );
});
