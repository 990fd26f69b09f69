import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GraphBuilder, type Value } from '../../lib/compile/graph.js';
import { viewOf, withoutReshape } from '../../lib/compile/views.js';
import {
  broadcastTo, reshape, sizeOf, slice, tensor, type Shape, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { shapes } from '../support/arbitraryTensors.js';

/** A tensor of ascending numbers, and a value of a graph that stands for it. */
class Pair {
  static ramp(shape: Shape, builder = new GraphBuilder()): Pair {
    const x = tensor(Float64Array.from({ length: sizeOf(shape) }, (_, k) => k), shape);
    return new Pair(x, builder.input('x', x), builder);
  } // prettier-ignore

  private constructor(
    readonly x: Tensor,
    readonly value: Value,
    private readonly builder: GraphBuilder,
  ) {}

  slice(starts: number[], ends: number[]): Pair {
    const value = this.builder.operation('slice', [this.value], { starts, ends });
    return new Pair(slice(this.x, starts, ends), value, this.builder);
  }

  reshape(shape: number[]): Pair {
    const value = this.builder.operation('reshape', [this.value], { shape });
    return new Pair(reshape(this.x, shape), value, this.builder);
  }

  broadcastTo(shape: number[]): Pair {
    const value = this.builder.operation('broadcastTo', [this.value], { shape });
    return new Pair(broadcastTo(this.x, shape), value, this.builder);
  }

  /** Its numbers lie one after the other in the storage of the ramp. */
  get isNext(): boolean {
    return this.x.data.every((number, k) => number === this.x.data[0] + k);
  }
}

const sliced = shapes({ maxRank: 4, minExtent: 1 }).chain((shape) =>
  fc
    .tuple(...shape.map((extent) => fc.tuple(fc.nat(extent - 1), fc.integer({ min: 1, max: extent }))))
    .map((cuts) => {
      const starts = cuts.map(([a, b]) => Math.min(a, b));
      const ends = cuts.map(([a, b]) => Math.max(a, b, Math.min(a, b) + 1));
      const ramp = Pair.ramp(shape);
      return { ramp, part: ramp.slice(starts, ends) };
    }),
); // prettier-ignore

test('a slice is a view if and only if its numbers lie next to each other', () => {
  fc.assert(
    fc.property(sliced, ({ ramp, part }) => {
      const expected = part.isNext
        ? { base: ramp.value, offset: part.x.data[0] }
        : { base: part.value, offset: 0 };
      assert.deepEqual(viewOf(part.value), expected);
    }),
    { numRuns: 300 },
  );
});

test('a view of a view begins where both do; a reshape and a broadcast that repeats nothing are views', () => {
  const ramp = Pair.ramp([4, 3, 5]);
  const rows = ramp.slice([1, 0, 0], [3, 3, 5]).reshape([6, 5]).slice([2, 0], [5, 5]);
  assert.deepEqual(viewOf(rows.value), { base: ramp.value, offset: 25 });
  const one = rows.slice([1, 0], [2, 5]).reshape([5]).broadcastTo([1, 1, 5]);
  assert.deepEqual(viewOf(one.value), { base: ramp.value, offset: 30 });
  assert.equal(one.x.data[0], 30);
  const repeated = one.broadcastTo([2, 1, 5]);
  assert.deepEqual(viewOf(repeated.value), { base: repeated.value, offset: 0 });
});

test('what is computed is no view', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', tensor([[1, 2], [3, 4]])); // prettier-ignore
  const turned = builder.operation('transpose', [x], { permutation: [1, 0] });
  for (const value of [builder.operation('neg', [x], null), turned]) {
    assert.deepEqual(viewOf(value), { base: value, offset: 0 });
  }
});

test('reshapes are looked through, and nothing else', () => {
  const ramp = Pair.ramp([2, 6]);
  assert.equal(withoutReshape(ramp.reshape([3, 4]).reshape([12]).value), ramp.value);
  const part = ramp.slice([0, 0], [1, 6]);
  assert.equal(withoutReshape(part.value), part.value);
});
