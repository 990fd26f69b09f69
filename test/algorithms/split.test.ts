import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitByGroup, type Split } from '../../algorithms/preprocessing/index.js';
import { key } from '../../lib/random/index.js';

const groups = fc
  .array(fc.integer({ min: -40, max: 40 }), { maxLength: 120 })
  .map((events) => Int32Array.from(events));
const seeds = fc.nat();
const shares = [0.7, 0.15, 0.15] as const;

function partsOf({ train, validation, test: rest }: Split): Int32Array[] {
  return [train, validation, rest];
}

function eventsOf(rows: Int32Array, events: Int32Array): Set<number> {
  return new Set(rows.map((row) => events[row]));
}

test('every row is in one part, and the rows of an event are in the same', () => {
  fc.assert(
    fc.property(groups, seeds, (events, seed) => {
      const parts = partsOf(splitByGroup(events, shares, key(seed)));
      const rows = parts.flatMap((part) => [...part]);
      assert.deepEqual(
        rows.toSorted((a, b) => a - b),
        [...events.keys()],
      );
      const distinct = parts.map((part) => eventsOf(part, events).size);
      assert.equal(distinct[0] + distinct[1] + distinct[2], new Set(events).size);
    }),
  );
});

test('parts end at the shares of the events, rounded half up, and their rows ascend', () => {
  fc.assert(
    fc.property(groups, seeds, (events, seed) => {
      const [train, validation, rest] = partsOf(splitByGroup(events, shares, key(seed)));
      const m = new Set(events).size;
      assert.equal(eventsOf(train, events).size, Math.floor(0.7 * m + 0.5));
      assert.equal(
        eventsOf(train, events).size + eventsOf(validation, events).size,
        Math.floor(0.85 * m + 0.5),
      );
      for (const part of [train, validation, rest]) assert.deepEqual(part, part.slice().sort());
    }),
  );
});

test('the part of an event depends on neither the order of the rows nor their number', () => {
  fc.assert(
    fc.property(groups, seeds, (events, seed) => {
      const { validation } = splitByGroup(events, shares, key(seed));
      const other = Int32Array.from([...events, ...events].reverse());
      const again = splitByGroup(other, shares, key(seed)).validation;
      assert.deepEqual(eventsOf(again, other), eventsOf(validation, events));
    }),
  );
});

test('another key gives another split, with the same sizes', () => {
  const events = Int32Array.from({ length: 1000 }, (_, row) => row >> 1);
  const [a, b] = [0, 1].map((seed) => splitByGroup(events, shares, key(seed)));
  assert.notDeepEqual(a.test, b.test);
  assert.deepEqual([a.train.length, a.validation.length, a.test.length], [700, 150, 150]);
  assert.deepEqual([b.train.length, b.validation.length, b.test.length], [700, 150, 150]);
  // Of 350 training events each, 245 ± √(500·0.7·0.7·0.3·0.3) = 245 ± 4.7 are expected in common.
  const common = a.train.filter((row) => b.train.includes(row)).length / 2;
  assert.ok(Math.abs(common - 245) < 5 * 4.7, `${common}`);
});

test('a part may be empty', () => {
  const events = Int32Array.of(1, 2, 3, 4);
  const { train, validation, test } = splitByGroup(events, [0, 0.5, 0.5], key(0));
  assert.deepEqual([train.length, validation.length, test.length], [0, 2, 2]);
});

test('fractions that do not sum to 1 or are negative are errors', () => {
  const events = Int32Array.of(1, 2, 3);
  for (const fractions of [
    [0.7, 0.2, 0.2],
    [1.1, -0.1, 0],
    [NaN, 0.5, 0.5],
  ] as const) {
    assert.throws(
      () => splitByGroup(events, fractions, key(0)),
      /splitByGroup: expected three fractions ≥ 0 that sum to 1, got/,
    );
  }
});
