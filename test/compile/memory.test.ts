import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignAddresses, Block } from '../../lib/compile/memory.js';

const LINE = 64;
const lines = (bytes: number): number => Math.ceil(bytes / LINE);

test('a block is in use from the first to the last moment at which it is used', () => {
  const block = new Block(8, 3);
  assert.deepEqual([block.first, block.last], [3, 3]);
  for (const moment of [5, 4, 1, 2]) block.use(moment);
  assert.deepEqual([block.first, block.last], [1, 5]);
});

const block = fc
  .tuple(fc.integer({ min: 1, max: 5 * LINE }), fc.nat(6), fc.nat(3))
  .map(([bytes, first, moments]) => new Block(bytes, first, first + moments));

test('each block takes the lowest gap between those in use together, in the order of their beginnings', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), fc.nat(200), (blocks, start) => {
      const end = assignAddresses(blocks, start);
      // cache lines that are taken, by moments
      const taken = new Set<string>();
      const keys = ({ bytes, first, last }: Block, line: number): string[] =>
        Array.from({ length: last - first + 1 }, (_, moment) => first + moment).flatMap((moment) =>
          Array.from({ length: lines(bytes) }, (_, k) => `${moment} ${line + k}`),
        );
      let highest = lines(start);
      for (const one of blocks.toSorted((a, b) => a.first - b.first)) {
        let line = lines(start);
        while (keys(one, line).some((key) => taken.has(key))) line++;
        assert.equal(one.address, line * LINE);
        keys(one, line).forEach((key) => taken.add(key));
        highest = Math.max(highest, line + lines(one.bytes));
      }
      assert.equal(end, highest * LINE);
    }),
  );
});

test('addresses begin at 0 unless told otherwise; no blocks need no memory', () => {
  const only = new Block(8, 0);
  assert.equal(assignAddresses([only]), LINE);
  assert.equal(only.address, 0);
  assert.equal(assignAddresses([]), 0);
});
