import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Bids } from '../../lib/transport/bids.js';
import { PlainHeap, type PlainBid } from '../support/plainAuction.js';

test('columns give up their bids from the lowest level to the highest', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ column: fc.nat({ max: 2 }), level: fc.integer({ min: -5, max: 5 }) }),
      fc.record({ column: fc.nat({ max: 2 }), level: fc.constant(null) }),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(moves, (all) => {
      const bids = new Bids(3, 2);
      const levels: number[][] = [[], [], []];
      all.forEach(({ column, level }, row) => {
        if (level !== null) {
          bids.push(column, row, row + 0.5, level);
          levels[column].push(level);
        } else if (bids.lowest[column] >= 0) {
          const bid = bids.lowest[column];
          const least = Math.min(...levels[column]);
          assert.equal(bids.level[bid], least);
          assert.equal(bids.mass[bid], bids.row[bid] + 0.5);
          bids.pop(column);
          levels[column].splice(levels[column].indexOf(least), 1);
        }
        const seen: number[] = [];
        bids.forEach((of, bid) => {
          if (of === column) seen.push(bids.level[bid]);
        });
        assert.deepEqual(seen.sort(), [...levels[column]].sort());
        assert.equal(bids.isSingle(column), levels[column].length === 1);
      });
    }),
  );
});

test('equal levels come in the order of a pairing heap', () => {
  // pushes of a few levels, and pops
  const moves = fc.array(fc.option(fc.nat({ max: 2 }), { nil: null, freq: 3 }), {
    maxLength: 60,
    size: 'max',
  });
  fc.assert(
    fc.property(moves, (all) => {
      const bids = new Bids(2, 1);
      const heap = new PlainHeap();
      let most = 1;
      all.forEach((level, row) => {
        if (level !== null) {
          bids.push(1, row, row + 0.5, level);
          heap.push(row, row + 0.5, level);
        } else if (heap.lowest !== undefined) {
          bids.pop(1);
          heap.pop();
        }
        const place = bids.lowest[1];
        assert.equal(place < 0 ? undefined : bids.row[place], heap.lowest?.row);
        const held: (readonly [number, number, number])[] = [];
        bids.forEach((column, bid) => {
          assert.equal(column, 1);
          held.push([bids.row[bid], bids.mass[bid], bids.level[bid]]);
        });
        const expected = heap.all().map((bid: PlainBid) => [bid.row, bid.mass, bid.level] as const);
        const byRow = (p: readonly number[], q: readonly number[]): number => p[0] - q[0];
        assert.deepEqual(held.sort(byRow), expected.sort(byRow));
        most = Math.max(most, held.length);
        assert.ok(bids.row.length < 2 * most, 'the place of a bid given up is taken again');
      });
    }),
  );
});
