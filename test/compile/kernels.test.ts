import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emitModule, type Exports } from '../../lib/compile/emitModule.js';
import type { GroupOperation, Kernel, Read } from '../../lib/compile/kernel.js';
import { Block } from '../../lib/compile/memory.js';
import { evaluate, sum, tensor, scalarFunctions, type DType, type Floats, type Primitive, type Tensor } from '../../lib/tensor/index.js'; // prettier-ignore
import { host, instantiate, type ModuleBuilder } from '../../lib/wasm/index.js';
import { dtypes, ordinaryNumber } from '../support/arbitraryTensors.js';
import { kernelReach } from '../support/kernelReach.js';

const ROWS = 32;
const bytesOf = { float64: 8, float32: 4 } as const;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** A module whose region 0 is one kernel, on blocks. */
function moduleOf(kernel: Kernel, blocks: readonly Block[]): ModuleBuilder {
  const pointers = blocks.map((block) => ({ block, offset: 0, perTile: 0, perTurn: 0, scratch: false }));
  const domain = { rows: ROWS, dtype: kernel.dtype };
  const tasks = [{ kernel, pointers, lastTile: false }];
  return emitModule([{ region: { kind: 'region', domain, operations: [] }, tasks, scratch: [] }], {});
} // prettier-ignore

/** What a kernel makes of numbers at its addresses, and that it leaves alone what lies between them. */
function run(kernel: Kernel, given: readonly (readonly number[])[]): number[][] {
  const { dtype } = kernel;
  const bytes = bytesOf[dtype];
  const gap = 64;
  const reach = kernelReach(kernel, given.length).map((length, k) => Math.max(length, bytes * given[k].length));
  let end = gap;
  const blocks = reach.map((length) => {
    const block = new Block(length, 0);
    block.address = end;
    end += length + gap;
    return block;
  });
  const memory = new host.Memory({ initial: Math.ceil(end / 65536) });
  const all: Floats = dtype === 'float64' ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer);
  all.fill(-77);
  blocks.forEach(({ address }, k) => all.set(given[k], address / bytes));
  const { region0 } = instantiate<Exports>(moduleOf(kernel, blocks).toBytes(), { env: { memory }, math: scalarFunctions });
  region0(0, 0, 1, 0);
  const results = blocks.map(({ address }, k) => [...all.subarray(address / bytes, (address + reach[k]) / bytes)]);
  blocks.forEach(({ address }, k) => all.fill(-77, address / bytes, (address + reach[k]) / bytes));
  assert.ok(all.every((x) => x === -77), 'wrote beyond its reach');
  return results;
} // prettier-ignore

/** As the element type rounds. */
const rounded = (dtype: DType, numbers: readonly number[]): number[] =>
  dtype === 'float64' ? [...numbers] : numbers.map(Math.fround);

const some = (count: number): fc.Arbitrary<number[]> =>
  fc.array(ordinaryNumber, { minLength: count, maxLength: count });

const chunkedSum = (dtype: DType, numbers: readonly number[]): number => {
  const data = dtype === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers);
  return sum(tensor(data, [numbers.length])).item();
};

/** Feature f of a tile. */
const feature = (tile: readonly number[], f: number): number[] =>
  tile.slice(f * ROWS, (f + 1) * ROWS);

const features = fc.integer({ min: 1, max: 7 });

test('rows are loaded as tiles and stored again', () => {
  const cases = fc.tuple(dtypes, features).chain(([dtype, count]) =>
    some(count * ROWS).map((numbers) => ({ dtype, count, numbers: rounded(dtype, numbers) })),
  ); // prettier-ignore
  fc.assert(
    fc.property(cases, ({ dtype, count, numbers }) => {
      const empty = numbers.map(() => 0);
      const [, tile] = run({ kind: 'load', dtype, features: count }, [numbers, empty]);
      assert.deepEqual(tile, upTo(count * ROWS).map((k) => numbers[(k % ROWS) * count + Math.floor(k / ROWS)]));
      assert.deepEqual(run({ kind: 'store', dtype, features: count }, [tile, empty]), [tile, numbers]);
    }),
    { numRuns: 12 },
  ); // prettier-ignore
});

test('rows are cleared from one on', () => {
  fc.assert(
    fc.property(dtypes, features, fc.integer({ min: 1, max: ROWS - 1 }), (dtype, count, rows) => {
      const tile = upTo(count * ROWS).map((k) => k + 1);
      const [cleared] = run({ kind: 'clear', dtype, features: count, rows }, [tile]);
      assert.deepEqual(cleared, tile.map((x, k) => (k % ROWS < rows ? x : 0)));
    }),
    { numRuns: 12 },
  ); // prettier-ignore
});

test('sums over the rows of a tile are chunks of the written order, stored or added to what is there', () => {
  const cases = fc.tuple(dtypes, features, features, fc.boolean()).chain(([dtype, p, q, onto]) =>
    fc.record({
      dtype: fc.constant(dtype), p: fc.constant(p), q: fc.constant(q), onto: fc.constant(onto),
      a: some(p * ROWS), b: some(q * ROWS), before: some(p * q),
    }),
  ); // prettier-ignore
  fc.assert(
    fc.property(cases, ({ dtype, p, q, onto, a, b, before }) => {
      const [left, right, there] = [a, b, before].map((numbers) => rounded(dtype, numbers));
      const total = (k: number, numbers: readonly number[]): number => {
        const chunk = chunkedSum(dtype, numbers);
        return onto ? rounded(dtype, [there[k] + chunk])[0] : chunk;
      };
      const single = run({ kind: 'sumRows', dtype, features: p, onto }, [left, there.slice(0, p)]);
      assert.deepEqual(single, [left, upTo(p).map((f) => total(f, feature(left, f)))]);
      const products = run({ kind: 'contractRows', dtype, p, q, onto }, [left, right, there]);
      const expected = upTo(p * q).map((k) => {
        const [x, y] = [feature(left, Math.floor(k / q)), feature(right, k % q)];
        return total(k, rounded(dtype, x.map((number, r) => number * y[r])));
      });
      assert.deepEqual(products, [left, right, expected]);
    }),
    { numRuns: 20 },
  );
}); // prettier-ignore

test('a dot product goes through its inputs in order, from its start on', () => {
  const cases = fc
    .tuple(dtypes, features, features, fc.boolean(), fc.constantFrom('each', 'one', 'zero'))
    .chain(([dtype, count, inner, flipped, from]) =>
      fc.record({
        dtype: fc.constant(dtype), count: fc.constant(count), inner: fc.constant(inner),
        flipped: fc.constant(flipped), from: fc.constant(from),
        x: some(inner * ROWS), weight: some(inner * count), start: some(count),
      }),
    ); // prettier-ignore
  fc.assert(
    fc.property(cases, ({ dtype, count, inner, flipped, from, ...numbers }) => {
      const [x, weight, first] = [numbers.x, numbers.weight, numbers.start].map((list) => rounded(dtype, list));
      const [along, across] = flipped ? [count, 1] : [1, inner];
      const start = { each: { from: 'uniform', pointer: 3, stride: 1 }, one: { from: 'uniform', pointer: 3, stride: 0 }, zero: { from: 'literal', number: 0 } }[from] as Extract<GroupOperation, { kind: 'dot' }>['start'];
      const dot: GroupOperation = { kind: 'dot', store: 0, x: 1, weight: 2, inner, along, across, start };
      const reached = from === 'each' ? first : from === 'one' ? first.slice(0, 1) : [];
      const [out] = run({ kind: 'group', dtype, features: count, operations: [dot] }, [x.slice(0, 0), x, weight, reached]);
      const expected = upTo(count * ROWS).map((k) => {
        const [j, r] = [Math.floor(k / ROWS), k % ROWS];
        let t = from === 'zero' ? 0 : first[from === 'each' ? j : 0];
        for (let p = 0; p < inner; p++) {
          const [product] = rounded(dtype, [x[p * ROWS + r] * weight[p * along + j * across]]);
          [t] = rounded(dtype, [t + product]);
        }
        return t;
      });
      assert.deepEqual(out, expected);
    }),
    { numRuns: 30 },
  );
}); // prettier-ignore

test('sums over features follow the written order, of more than a chunk too', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    for (const inner of [1, 2, 5, 31, 32, 33, 64, 75]) {
      const x = rounded(dtype, upTo(inner * ROWS).map((k) => 1 / (1 + ((k * 7) % 101)) - 0.3));
      const operations: GroupOperation[] = [{ kind: 'rowSum', store: 0, x: 1, inner }];
      const [out] = run({ kind: 'group', dtype, features: 1, operations }, [[], x]);
      const rows = upTo(ROWS).map((r) => upTo(inner).map((p) => x[p * ROWS + r]));
      assert.deepEqual(out, rows.map((row) => chunkedSum(dtype, row)));
    }
  }
}); // prettier-ignore

/** The results of element-wise operations done in one loop, given the numbers at addresses 0, 1, …. */
function results(
  dtype: DType,
  count: number,
  given: readonly (readonly number[])[],
  operations: readonly (readonly [Primitive, params: unknown, ...operands: Read[]])[],
): number[][] {
  const code = operations.map(([primitive, params, ...operands], k) => {
    return { kind: 'elementwise', store: given.length + k, primitive, params, operands } as const;
  });
  const kernel: Kernel = { kind: 'group', dtype, features: count, operations: code };
  return run(kernel, [...given, ...code.map(() => [])]).slice(given.length);
}

test('element by element numbers come from tiles, of one feature or all, from what rows share, and from literals', () => {
  const reads: [Read, (f: number, r: number) => number][] = [
    [{ from: 'tile', pointer: 0, stride: 1 }, (f, r) => 100 * f + r],
    [{ from: 'tile', pointer: 1, stride: 0 }, (_, r) => -r],
    [{ from: 'uniform', pointer: 2, stride: 1 }, (f) => 10 * f + 0.5],
    [{ from: 'uniform', pointer: 2, stride: 0 }, () => 0.5],
    [{ from: 'literal', number: 7 }, () => 7],
  ];
  const pairs = reads.flatMap((a) => reads.map((b) => [a, b] as const));
  for (const dtype of ['float64', 'float32'] as const) {
    for (const count of [1, 2, 3]) {
      const numbers = (value: (f: number, r: number) => number): number[] =>
        upTo(count * ROWS).map((k) => value(Math.floor(k / ROWS), k % ROWS));
      const given = [numbers(reads[0][1]), upTo(ROWS).map((r) => -r), upTo(count).map((f) => 10 * f + 0.5)];
      const out = results(dtype, count, given, pairs.map(([[a], [b]]) => ['sub', null, a, b]));
      assert.deepEqual(out, pairs.map(([[, a], [, b]]) => numbers((f, r) => a(f, r) - b(f, r))));
    }
  }
}); // prettier-ignore

test('signed zeros and NaN are those of the definition, at bounds and where a literal is 0, −0 or 1', () => {
  const literal = (number: number): Read => ({ from: 'literal', number });
  const tile: Read = { from: 'tile', pointer: 0, stride: 1 };
  const binary = ['maximum', 'minimum', 'mul', 'add', 'less', 'lessEqual', 'equal', 'notEqual'] as const;
  const operations: [Primitive, params: unknown, ...operands: Read[]][] = [
    ...[[-0, 0], [0, 1], [-1, -0], [-0, 2], [1, 1], [-1, 0]].map(
      ([lower, upper]): [Primitive, unknown, Read] => ['clamp', { lower, upper }, tile],
    ),
    ...[literal(0), literal(-0), literal(1), literal(NaN)].flatMap((number): typeof operations => [
      ...binary.flatMap((primitive): typeof operations => [
        [primitive, null, tile, number],
        [primitive, null, number, tile],
      ]),
      ['where', null, tile, tile, number],
      ['where', null, tile, number, tile],
      ['where', null, number, tile, literal(-0)],
      ['where', null, tile, number, literal(0)],
    ]),
    ...(['neg', 'abs', 'sign', 'relu', 'sqrt'] as const).map(
      (primitive): [Primitive, unknown, Read] => [primitive, null, tile],
    ),
  ];
  const numbers = [0, -0, NaN, 1, -1, 2];
  const x = upTo(ROWS).map((r) => numbers[r % numbers.length]);
  for (const dtype of ['float64', 'float32'] as const) {
    const of = (list: number[]): Tensor =>
      tensor(dtype === 'float64' ? Float64Array.from(list) : Float32Array.from(list), [ROWS]);
    const expected = operations.map(([primitive, params, ...operands]) => {
      const tensors = operands.map((read) => of(read.from === 'literal' ? x.map(() => read.number) : x));
      return [...evaluate(primitive, tensors, params as never).data];
    });
    assert.deepEqual(results(dtype, 1, [x], operations), expected);
  }
}); // prettier-ignore

/** Loops, products and loads of vectors in a kernel's function. */
function countsOf(kernel: Kernel): number[] {
  const blocks = upTo(4).map(() => new Block(0, 0));
  blocks.forEach((block) => (block.address = 0));
  const [, body] = /\(func \$k0_([^]*?)\(func /.exec(moduleOf(kernel, blocks).toText())!;
  return [/^ +loop/gm, /f(?:64x2|32x4)\.mul/g, /v128\.load\b/g].map((word) => body.match(word)!.length);
} // prettier-ignore

test('a pass takes four vectors, or eight sums of dot products: of two features where their number is even', () => {
  const counts = (features: number, operation: GroupOperation): number[] =>
    countsOf({ kind: 'group', dtype: 'float64', features, operations: [operation] });
  const tile: Read = { from: 'tile', pointer: 1, stride: 1 };
  const start = { from: 'literal', number: 0 } as const;
  const product: GroupOperation = { kind: 'elementwise', store: 0, primitive: 'mul', params: null, operands: [tile, tile] };
  const dot: GroupOperation = { kind: 'dot', store: 0, x: 1, weight: 2, inner: 5, along: 1, across: 5, start };
  // over features, over the vectors of one, over the inputs of a dot product
  assert.deepEqual(counts(1, product), [1, 4, 8]);
  assert.deepEqual(counts(2, product), [2, 4, 8]);
  assert.deepEqual(counts(1, dot), [2, 8, 8]);
  assert.deepEqual(counts(3, dot), [3, 8, 8]);
  assert.deepEqual(counts(4, dot), [3, 8, 4]);
}); // prettier-ignore

test('a pass over rows adds up three products of a feature, or five in binary32, and the rest in one of its own', () => {
  const counts = (dtype: DType, q: number): number[] =>
    countsOf({ kind: 'contractRows', dtype, p: 2, q, onto: false });
  // over the features of one side, over threes of the other, over rows; a chunk takes two vectors of binary64
  assert.deepEqual(counts('float64', 2), [2, 4, 2 + 4]);
  assert.deepEqual(counts('float64', 3), [3, 6, 2 + 6]);
  assert.deepEqual(counts('float64', 7), [4, 8, 4 + 8]);
  assert.deepEqual(counts('float32', 5), [3, 5, 1 + 5]);
  assert.deepEqual(counts('float32', 11), [4, 6, 2 + 6]);
});
