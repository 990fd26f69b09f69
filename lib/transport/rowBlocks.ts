import type { ArcSearch } from './networkSimplex.js';

/**
 * Block search (docs/arithmetic.md 6.6): rows are visited cyclically in blocks, and of the first block that
 * holds an arc which may enter, the one of least reduced cost enters, the first met among equals. What
 * is looked at in a row is the subclass's to say.
 */
export abstract class RowBlocks implements ArcSearch {
  row = -1;
  column = -1;
  reduced = 0;
  private at = 0;
  private readonly rowsInBlock: number;

  /** @param blockSize wanted number of rows in a block, rounded to at least one */
  constructor(
    private readonly rows: number,
    blockSize: number,
  ) {
    this.rowsInBlock = Math.max(1, Math.round(blockSize));
  }

  next(): boolean {
    const { rows } = this;
    this.reduced = 0;
    for (let idle = 0; idle < rows && this.reduced === 0;) {
      const block = Math.min(this.rowsInBlock, rows - idle);
      idle += block;
      for (let left = block; left > 0; left--) {
        this.searchRow(this.at);
        this.at = this.at + 1 === rows ? 0 : this.at + 1;
      }
    }
    return this.reduced < 0;
  }

  abstract widen(): boolean;

  /** Offers the arcs of a row that may enter to `keepLeast`. */
  protected abstract searchRow(i: number): void;

  protected keepLeast(row: number, column: number, reduced: number): void {
    if (!(reduced < this.reduced)) return;
    this.reduced = reduced;
    this.row = row;
    this.column = column;
  }
}
