import type { RowScanner } from './rowScanner.js';
import { LIST_LENGTH, type Layout } from './workspace.js';

/**
 * Of each row the columns of least c + p when the row was last scanned, at most LIST_LENGTH, and a
 * bound: at that time no unlisted column lay below it. While prices only rise it stays true.
 *
 * The lists lie in the memory of the scan kernels, where all workers see them.
 */
export class RowLists {
  /** Entries of row i are LIST_LENGTH i … LIST_LENGTH i + length_i. */
  readonly columns: Int32Array;
  readonly costs: Float64Array;
  readonly length: Int32Array;
  readonly bound: Float64Array;
  /** values c + p of the entries of the row at hand, ascending */
  private readonly values = new Float64Array(LIST_LENGTH);

  constructor(buffer: ArrayBuffer | SharedArrayBuffer, { rows, ...layout }: Layout) {
    this.columns = new Int32Array(buffer, layout.listColumns, rows * LIST_LENGTH);
    this.costs = new Float64Array(buffer, layout.listCosts, rows * LIST_LENGTH);
    this.length = new Int32Array(buffer, layout.listLength, rows);
    this.bound = new Float64Array(buffer, layout.listBound, rows);
  }

  /**
   * Lists row i anew at the present prices. The columns fall into 16 groups by their number; those up
   * to the 10th smallest of the groups' minima are taken: at least 10, about 15 if the order of
   * the columns is random, and no sorting. (In some problems up to the 13th: about 25, see `scan.ts`.) Of more
   * than fit the least stay, the first among equals.
   */
  rebuild(i: number, scanner: RowScanner): void {
    const costs = scanner.costsOf(i);
    const few = scanner.layout.columns <= LIST_LENGTH;
    const limit = few
      ? Number.MAX_VALUE
      : Math.min(Number.MAX_VALUE, scanner.groupMinimum(costs, scanner.layout.listRank));
    const count = scanner.below(costs, limit);
    const start = i * LIST_LENGTH;
    if (count > LIST_LENGTH) {
      this.takeLeast(start, count, scanner);
      this.length[i] = LIST_LENGTH;
      this.bound[i] = this.values[LIST_LENGTH - 1];
      return;
    }
    for (let k = 0; k < count; k++) {
      this.columns[start + k] = scanner.columns[k];
      this.costs[start + k] = scanner.costs[k];
    }
    this.length[i] = count;
    this.bound[i] = limit === Number.MAX_VALUE ? Infinity : limit;
  }

  /** Adds an arc; where the list is full it takes the place of the greatest c + p that exceeds its own. */
  add(i: number, column: number, cost: number, prices: Float64Array): void {
    const { columns, costs, length } = this;
    const start = i * LIST_LENGTH;
    const end = start + length[i];
    for (let k = start; k < end; k++) if (columns[k] === column) return;
    let place = end;
    if (length[i] === LIST_LENGTH) {
      let greatest = cost + prices[column];
      place = -1;
      for (let k = start; k < end; k++) {
        const value = costs[k] + prices[columns[k]];
        if (value > greatest) {
          greatest = value;
          place = k;
        }
      }
      if (place < 0) return;
    } else length[i]++;
    columns[place] = column;
    costs[place] = cost;
  }

  /** Least c + p of row i by its list and bound. */
  least(i: number, prices: Float64Array): number {
    const start = i * LIST_LENGTH;
    let least = this.bound[i];
    for (let k = start; k < start + this.length[i]; k++) {
      const value = this.costs[k] + prices[this.columns[k]];
      if (value < least) least = value;
    }
    return least;
  }

  /** Insertion of what the scanner found into the list at `start`, ascending by c + p. */
  private takeLeast(start: number, count: number, scanner: RowScanner): void {
    const { columns, costs, values } = this;
    let length = 0;
    for (let q = 0; q < count; q++) {
      const column = scanner.columns[q];
      const value = scanner.costs[q] + scanner.prices[column];
      if (length === LIST_LENGTH && !(value < values[length - 1])) continue;
      let k = length < LIST_LENGTH ? length++ : length - 1;
      for (; k > 0 && values[k - 1] > value; k--) {
        values[k] = values[k - 1];
        columns[start + k] = columns[start + k - 1];
        costs[start + k] = costs[start + k - 1];
      }
      values[k] = value;
      columns[start + k] = column;
      costs[start + k] = scanner.costs[q];
    }
  }
}
