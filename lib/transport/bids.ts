/**
 * The bids that columns have accepted: who holds how much of a column, and up to which price. Of each
 * column a pairing heap with the lowest level on top (Fredman, Sedgewick, Sleator and Tarjan
 * 1986); a bid is a number, and what it is lies in arrays.
 */
export class Bids {
  /** lowest bid of each column, -1 if there is none */
  readonly lowest: Int32Array;
  row: Int32Array;
  mass: Float64Array;
  /** the price of the column up to which the row holds on */
  level: Float64Array;
  /** first child, and next sibling (or next free bid) */
  private child: Int32Array;
  private sibling: Int32Array;
  private used = 0;
  private free = -1;

  constructor(columns: number, capacity: number) {
    this.lowest = new Int32Array(columns).fill(-1);
    this.row = new Int32Array(capacity);
    this.mass = new Float64Array(capacity);
    this.level = new Float64Array(capacity);
    this.child = new Int32Array(capacity);
    this.sibling = new Int32Array(capacity);
  }

  /** Whether one bid is all that a column has. */
  isSingle(column: number): boolean {
    const bid = this.lowest[column];
    return bid >= 0 && this.child[bid] < 0;
  }

  push(column: number, row: number, mass: number, level: number): void {
    const bid = this.take();
    this.row[bid] = row;
    this.mass[bid] = mass;
    this.level[bid] = level;
    this.child[bid] = -1;
    this.sibling[bid] = -1;
    const top = this.lowest[column];
    this.lowest[column] = top < 0 ? bid : this.meld(top, bid);
  }

  /** Takes the lowest bid out of a column. */
  pop(column: number): void {
    const bid = this.lowest[column];
    this.lowest[column] = this.meldChildren(this.child[bid]);
    this.sibling[bid] = this.free;
    this.free = bid;
  }

  /** Calls back with all bids: by column, those of one in no particular order. */
  forEach(visit: (column: number, bid: number) => void): void {
    const { lowest, child, sibling } = this;
    const stack: number[] = [];
    for (let column = 0; column < lowest.length; column++) {
      stack.push(lowest[column]);
      while (stack.length > 0) {
        const bid = stack.pop()!;
        if (bid < 0) continue;
        visit(column, bid);
        stack.push(sibling[bid], child[bid]);
      }
    }
  }

  /** The higher of two roots becomes the first child of the lower, `b` if they are level. */
  private meld(a: number, b: number): number {
    const [low, high] = this.level[b] < this.level[a] ? [b, a] : [a, b];
    this.sibling[high] = this.child[low];
    this.child[low] = high;
    return low;
  }

  /** Melds siblings in pairs, then the pairs from the last to the first. */
  private meldChildren(first: number): number {
    const { sibling } = this;
    let pairs = -1;
    for (let a = first; a >= 0;) {
      const b = sibling[a];
      const next = b < 0 ? -1 : sibling[b];
      const pair = b < 0 ? a : this.meld(a, b);
      sibling[pair] = pairs;
      pairs = pair;
      a = next;
    }
    let top = -1;
    for (let pair = pairs; pair >= 0;) {
      const next = sibling[pair];
      sibling[pair] = -1;
      top = top < 0 ? pair : this.meld(top, pair);
      pair = next;
    }
    return top;
  }

  private take(): number {
    if (this.free >= 0) {
      const bid = this.free;
      this.free = this.sibling[bid];
      return bid;
    }
    if (this.used === this.row.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const size = 2 * this.row.length;
    const longer = <A extends Int32Array | Float64Array>(old: A, made: A): A => {
      made.set(old);
      return made;
    };
    this.row = longer(this.row, new Int32Array(size));
    this.mass = longer(this.mass, new Float64Array(size));
    this.level = longer(this.level, new Float64Array(size));
    this.child = longer(this.child, new Int32Array(size));
    this.sibling = longer(this.sibling, new Int32Array(size));
  }
}
