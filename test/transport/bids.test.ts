import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Bids } from '../../lib/transport/bids.js';

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
