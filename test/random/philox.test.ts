import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { philox4x32 } from '../../lib/random/index.js';

type Words = readonly number[];

function block([c0, c1, c2, c3]: Words, [k0, k1]: Words): number[] {
  const out = new Uint32Array(4);
  philox4x32(c0, c1, c2, c3, k0, k1, out);
  return [...out];
}

/** The paper's definition, word for word, in integers of any size. */
function philoxByDefinition(counter: Words, key: Words): number[] {
  const mask = 0xffffffffn;
  let [l0, r0, l1, r1] = counter.map(BigInt);
  let [k0, k1] = key.map(BigInt);
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * l0;
    const p1 = 0xcd9e8d57n * l1;
    [l0, r0, l1, r1] = [(p1 >> 32n) ^ r0 ^ k0, p1 & mask, (p0 >> 32n) ^ r1 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [l0, r0, l1, r1].map(Number);
}

test('the known answers of Random123 for philox4x32-10 come out', () => {
  const ones = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];
  assert.deepEqual(block([0, 0, 0, 0], [0, 0]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  assert.deepEqual(block(ones, ones), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  assert.deepEqual(
    block([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  );
});

const uint32 = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffff0000, 0xffffffff),
);

test('16-bit halves give the same block as exact integers', () => {
  fc.assert(
    fc.property(
      fc.array(uint32, { minLength: 4, maxLength: 4 }),
      fc.array(uint32, { minLength: 2, maxLength: 2 }),
      (counter, key) => assert.deepEqual(block(counter, key), philoxByDefinition(counter, key)),
    ),
    { numRuns: 300 },
  );
});

test('a carry between the lower halves of a product, once in some ten thousand blocks, is not lost', () => {
  for (const c0 of [4853, 6376]) {
    assert.deepEqual(block([c0, 0, 0, 0], [0, 0]), philoxByDefinition([c0, 0, 0, 0], [0, 0]));
  }
});

test('several blocks are those of successive counters, with a carry into the second word', () => {
  const out = new Uint32Array(12);
  philox4x32(0xfffffffe, 7, 3, 2, 5, 6, out);
  const single = [
    block([0xfffffffe, 7, 3, 2], [5, 6]),
    block([0xffffffff, 7, 3, 2], [5, 6]),
    block([0, 8, 3, 2], [5, 6]),
  ];
  assert.deepEqual([...out], single.flat());
});
