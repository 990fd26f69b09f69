import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowBlocks } from '../../lib/transport/rowBlocks.js';

/** Looks at the same reduced costs in every search, and writes down which rows. */
class Recorded extends RowBlocks {
  readonly visited: number[] = [];

  constructor(
    private readonly costs: readonly (readonly number[])[],
    blockSize: number,
  ) {
    super(costs.length, blockSize);
  }

  widen(): boolean {
    return false;
  }

  protected searchRow(i: number): void {
    this.visited.push(i);
    this.costs[i].forEach((cost, j) => this.keepLeast(i, j, cost));
  }

  /** What a search finds, and the rows it visits. */
  search(): { found: readonly [row: number, column: number] | null; visited: readonly number[] } {
    const found = this.next();
    assert.equal(found, this.reduced < 0);
    const visited = this.visited.splice(0);
    if (found) assert.equal(this.reduced, this.costs[this.row][this.column]);
    return { found: found ? [this.row, this.column] : null, visited };
  }
}

test('rows are visited cyclically, and of the first block that holds an arc the least enters, the first met of equals', () => {
  const search = new Recorded([[0, -1], [-3, -2], [0, 0], [0, 0], [-5, -7, -7], [-7, 0], [0]], 2);
  const blocks = [
    { found: [1, 0], visited: [0, 1] },
    { found: [4, 1], visited: [2, 3, 4, 5] },
    { found: [0, 1], visited: [6, 0] },
    { found: [1, 0], visited: [1, 2] },
    { found: [4, 1], visited: [3, 4] },
    { found: [5, 0], visited: [5, 6] },
    { found: [1, 0], visited: [0, 1] },
  ];
  for (const block of blocks) assert.deepEqual(search.search(), block);
}); // prettier-ignore

test('where no row holds an arc, every row is visited once, and the next search goes on where it began', () => {
  const search = new Recorded(Array(5).fill([0, 1]), 2);
  assert.deepEqual([search.row, search.column, search.reduced], [-1, -1, 0]);
  assert.deepEqual(search.search(), { found: null, visited: [0, 1, 2, 3, 4] });
  assert.deepEqual(search.search(), { found: null, visited: [0, 1, 2, 3, 4] });
  assert.deepEqual([search.row, search.column], [-1, -1]);
});

test('the last block of a round is shorter, and does not pass the row where the round began', () => {
  const costs = [[0], [0], [0], [-1], [0]];
  const search = new Recorded(costs, 4);
  assert.deepEqual(search.search(), { found: [3, 0], visited: [0, 1, 2, 3] });
  costs[3][0] = 0;
  assert.deepEqual(search.search(), { found: null, visited: [4, 0, 1, 2, 3] });
});

test('the size of a block is rounded, to at least one row and at most all', () => {
  for (const [blockSize, visited] of [
    [0.1, [0]],
    [1.4, [0]],
    [1.5, [0, 1]],
    [2.4, [0, 1]],
    [9, [0, 1, 2]],
  ] as const) {
    const search = new Recorded([[-1], [-1], [-1]], blockSize);
    assert.deepEqual(search.search(), { found: [0, 0], visited });
  }
});
