import assert from 'node:assert/strict';
import { test } from 'node:test';
import { f64, Kernels, ModuleBuilder, type MemoryLimits } from '../../lib/wasm/index.js';

const PAGE = 65536;

/** A module that reads a number at an address. */
function reader(limits: MemoryLimits): ModuleBuilder {
  const module = new ModuleBuilder({ memory: { import: ['env', 'memory'], ...limits } });
  const read = module.function('read', { at: 'i32' }, 'f64');
  read.body(read.returns(f64.load(read.parameters.at)));
  return module;
}

interface Reader {
  read(at: number): number;
}

test('a memory is kept while it is large enough, and one of more than 64 MiB is not', () => {
  const kernels = new Kernels<Reader>(reader);
  const first = kernels.open(PAGE)!;
  new Float64Array(first.memory.buffer)[5] = 0.75;
  assert.equal(kernels.open(8)!.kernels.read(40), 0.75);
  const larger = kernels.open(2 * PAGE)!;
  assert.equal(larger.kernels.read(40), 0);
  assert.equal(kernels.open(2 * PAGE), larger);
  assert.notEqual(kernels.open(1025 * PAGE), kernels.open(1025 * PAGE));
  assert.equal(kernels.open(PAGE), larger);
});

test('threads of one team meet in one memory, those of another elsewhere', () => {
  const kernels = new Kernels<Reader>(reader);
  const [ours, theirs] = [{}, {}];
  const shared = kernels.openShared(PAGE, ours)!;
  assert.ok(shared.memory.buffer instanceof SharedArrayBuffer);
  assert.equal(kernels.openShared(8, ours), shared);
  const other = kernels.openShared(PAGE, theirs)!;
  new Float64Array(shared.memory.buffer)[1] = 0.5;
  assert.equal(shared.kernels.read(8), 0.5);
  assert.equal(other.kernels.read(8), 0);
  const joined = Kernels.on<Reader>(shared.memory, shared.module);
  assert.equal(joined.kernels.read(8), 0.5);
  assert.notEqual(kernels.openShared(PAGE + 1, ours), shared);
  assert.notEqual(kernels.openShared(1025 * PAGE, ours), kernels.openShared(1025 * PAGE, ours));
});
