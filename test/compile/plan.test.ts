import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad } from '../../lib/autodiff/index.js';
import { traceOf } from '../../lib/compile/index.js';
import type { Block } from '../../lib/compile/memory.js';
import { planOf, type Plan } from '../../lib/compile/plan.js';
import type { Pointer } from '../../lib/compile/pointer.js';
import { tilesOf, TURN } from '../../lib/compile/tile.js';
import {
  argsort, linear, mean, mul, neg, ones, reshape, square, sum, zeros, type DType, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { kernelReach } from '../support/kernelReach.js';
import { instructions, type ProgramInputs } from '../support/tensorPrograms.js';

const bytesOf = { float64: 8, float32: 4 } as const;

function inputsFor(rows: number, columns: number, dtype: DType): ProgramInputs {
  const of = (...shape: number[]): Tensor => ones(shape, dtype);
  return { x: of(rows, columns), y: of(rows, columns), weight: of(columns, columns), bias: of(columns), scale: of() };
} // prettier-ignore

const all = (inputs: ProgramInputs): Tensor[] =>
  Object.values(instructions).map((f) => f(inputs.x, inputs.y, inputs));
const across = ({ x, y, weight, bias }: ProgramInputs): Tensor => {
  const h = linear(x, weight, bias);
  return mul(mul(h, sum(h, 0)), y);
};
const slope = grad((inputs: ProgramInputs) =>
  mean(square(instructions.layer(inputs.x, inputs.y, inputs))),
);

/** That a place is passed once. */
function assertDistinct(pointers: readonly Pointer[]): void {
  pointers.forEach(({ block, offset, perTile }, k) => {
    const same = (p: Pointer): boolean =>
      p.block === block && p.offset === offset && p.perTile === perTile;
    assert.equal(pointers.findIndex(same), k);
  });
}

/** That all which is touched lies in blocks, which are in use when it is, and that all blocks lie in the memory. */
function assertWithinBlocks(plan: Plan): void {
  const { steps, graph, sharedBytes, scratchBytes } = plan;
  const expectInUse = ({ first, last }: Block, moment: number): void =>
    assert.ok(first <= moment && moment <= last, `${first} … ${last} at ${moment}`);
  /** bytes from `pointer` on, for the tile that is last */
  const touch = (pointer: Pointer, bytes: number, moment: number, tiles: number): void => {
    const { block, offset, perTile, perTurn } = pointer;
    expectInUse(block, moment);
    const start = offset + perTile * (tiles - 1) + perTurn * (Math.min(tiles, TURN) - 1);
    assert.ok(start + bytes <= block.bytes, `${start + bytes} of ${block.bytes} bytes`);
    assert.ok(block.address + block.bytes <= sharedBytes);
  };
  const whole = (pointer: Pointer, { size, dtype }: Tensor | Plan['constants'][number]['value'], moment: number): void =>
    touch(pointer, size * bytesOf[dtype], moment, 1);
  steps.forEach((step, moment) => {
    if (step.kind === 'plain') {
      step.inputs.forEach((pointer, k) => whole(pointer, step.operation.inputs[k], moment));
      whole(step.out, step.operation, moment);
      return;
    }
    const { rows, dtype } = step.region.domain;
    step.tasks.forEach(({ kernel, pointers }, task) => {
      if (kernel.kind === 'group') assertDistinct(pointers);
      kernelReach(kernel, pointers.length).forEach((bytes, k) => {
        const { block, scratch, offset, perTile, perTurn } = pointers[k];
        if (!scratch) return touch(pointers[k], bytes, moment, tilesOf(rows));
        expectInUse(block, task);
        assert.deepEqual([offset, perTile, perTurn], [0, 0, 0]);
        assert.ok(bytes <= block.bytes && block.address + block.bytes <= scratchBytes);
      });
    });
    for (const { operation, sums, out } of step.totals) {
      const vectors = Math.ceil((operation.size * bytesOf[dtype]) / 16) * 16;
      whole(out, operation, moment);
      if (sums.perTurn === 0) continue;
      // added up in vectors
      touch(out, vectors, moment, 1);
      touch(sums, vectors, moment, tilesOf(rows));
    }
  });
  graph.inputs.forEach((x, k) => whole(plan.inputs[k], x, 0));
  graph.outputs.forEach((x, k) => whole(plan.outputs[k], x, steps.length));
  for (const { place, value } of plan.constants) {
    whole(place, value, 0);
    whole(place, value, steps.length);
  }
} // prettier-ignore

test('nothing reaches beyond its block, which is in use as long as it is needed', () => {
  const extents = [[1, 1], [31, 2], [33, 3], [70, 10], [1060, 2], [5, 40]] as const; // prettier-ignore
  for (const f of [all, across, slope]) {
    for (const dtype of ['float64', 'float32'] as const) {
      for (const [rows, columns] of extents) {
        const graph = traceOf(f as (inputs: ProgramInputs) => unknown, [
          inputsFor(rows, columns, dtype),
        ]);
        for (const apart of [false, true]) assertWithinBlocks(planOf(graph, apart));
      }
    }
  }
});

test('a value has room for a tile of rows behind it, a tile for its rows, a sum for each tile of a turn', () => {
  const room = (...shape: number[]): number =>
    planOf(traceOf((x: Tensor) => x, [ones(shape)]), false).inputs[0].block.bytes / 8;
  assert.equal(room(), 1 + 32);
  assert.equal(room(70), 70 + 32);
  assert.equal(room(70, 3), (70 + 32) * 3);
  assert.equal(room(70, 3, 2), (70 + 32) * 6);
  assert.equal(room(0, 3), 32 * 3);
  assert.equal(room(3, 0), 0);
  const sumsOf = (rows: number, dtype: DType): number => {
    const plan = planOf(traceOf((x: Tensor) => sum(x, 0), [ones([rows, 3], dtype)]), true);
    return plan.steps.flatMap((step) => (step.kind === 'region' ? step.totals : []))[0].sums.block.bytes;
  };
  // three numbers take two vectors of binary64, one of binary32
  assert.equal(sumsOf(65, 'float64'), 3 * 32);
  assert.equal(sumsOf(65, 'float32'), 3 * 16);
  assert.equal(sumsOf(2000, 'float64'), 32 * 32);
}); // prettier-ignore

test('one thread adds the sums of tiles to the total at once', () => {
  const plan = planOf(
    traceOf((x: Tensor) => sum(x, 0), [ones([70, 3])]),
    false,
  );
  const [step] = plan.steps;
  assert.ok(step.kind === 'region');
  const [{ sums, out }] = step.totals;
  assert.deepEqual(sums, out);
});

test('memory is used again: a longer chain needs no more', () => {
  const bytes = (f: (x: Tensor) => Tensor, links: number): [number, number] => {
    const chain = (x: Tensor): Tensor => Array.from({ length: links }, () => f).reduce((y, g) => g(y), x);
    const { sharedBytes, scratchBytes } = planOf(traceOf(chain, [ones([70, 3])]), false);
    return [sharedBytes, scratchBytes];
  };
  const block = Math.ceil(((70 + 32) * 3 * 8) / 64) * 64;
  // what a plain step reads and what it writes
  const sorted = bytes((x) => neg(argsort(x)), 10);
  assert.deepEqual(sorted, bytes((x) => neg(argsort(x)), 3));
  assert.equal(sorted[0], 2 * block);
  // a tile that a layer reads and the one that it makes
  const weight = ones([3, 3]);
  const layer = (x: Tensor): Tensor => linear(x, weight, zeros([3]));
  assert.equal(bytes(layer, 10)[1], 2 * 3 * 32 * 8);
  assert.equal(bytes(neg, 10)[1], 0);
}); // prettier-ignore

test('the memory of a view is that of what it shows', () => {
  const plan = planOf(
    traceOf((x: Tensor) => [reshape(x, [6]), mul(x, 2)], [ones([2, 3])]),
    false,
  );
  assert.equal(plan.outputs[0].block, plan.inputs[0].block);
  assert.equal(plan.outputs[0].offset, 0);
});
