import type { RowScanner } from './rowScanner.js';
import { BOUNDS, LIST_LENGTH, STEP, type Layout } from './workspace.js';

/**
 * Of each row the columns of least c + p when the row was last scanned, at most LIST_LENGTH, ascending by c + p at
 * that time; and bounds: no column after the first STEP, 2 STEP, … entries, listed or not, lay below them. While prices
 * only rise the bounds stay true, so who seeks the least values need not read on when one exceeds them.
 *
 * The lists lie in the memory of the scan kernels, where all workers see them.
 */
export class RowLists {
  /** Entries of row i are LIST_LENGTH i … LIST_LENGTH i + length_i. */
  readonly columns: Int32Array;
  readonly costs: Float64Array;
  readonly length: Int32Array;
  /** [n, BOUNDS]; the last of a row holds for all that is not listed. */
  readonly bounds: Float64Array;
  /** values c + p of the entries of the row at hand, ascending, and where the scanner has them */
  private readonly values = new Float64Array(LIST_LENGTH);
  private readonly places = new Int32Array(LIST_LENGTH);

  constructor(buffer: ArrayBuffer | SharedArrayBuffer, { rows, ...layout }: Layout) {
    this.columns = new Int32Array(buffer, layout.listColumns, rows * LIST_LENGTH);
    this.costs = new Float64Array(buffer, layout.listCosts, rows * LIST_LENGTH);
    this.length = new Int32Array(buffer, layout.listLength, rows);
    this.bounds = new Float64Array(buffer, layout.listBounds, rows * BOUNDS);
  }

  /**
   * Lists row i anew at the present prices. The columns fall into 16 groups by their number; those up
   * to the 10th smallest of the groups' minima are taken: at least 10, about 15 if the order of
   * the columns is random. (In some problems up to the 13th: about 25, see `scan.ts`.) Of more
   * than fit the least stay, the first among equals.
   */
  rebuild(i: number, scanner: RowScanner): void {
    const { layout } = scanner;
    const costs = scanner.costsOf(i);
    const few = layout.columns <= LIST_LENGTH;
    const limit = few ? Infinity : scanner.groupMinimum(costs, layout.listRank);
    const count = scanner.below(costs, Math.min(limit, Number.MAX_VALUE));
    const length = this.takeLeast(i * LIST_LENGTH, count, scanner);
    const { values, bounds } = this;
    const unlisted = count > length ? values[length - 1] : limit;
    for (let k = 0; k < BOUNDS; k++) {
      const next = (k + 1) * STEP;
      bounds[i * BOUNDS + k] = next < length ? values[next] : unlisted;
    }
    this.length[i] = length;
  }

  /** At the last scan of row i no column that is not listed lay below it. */
  boundOf(i: number): number {
    return this.bounds[(i + 1) * BOUNDS - 1];
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
    let least = this.boundOf(i);
    for (let k = start; k < start + this.length[i]; k++) {
      const value = this.costs[k] + prices[this.columns[k]];
      if (value < least) least = value;
    }
    return least;
  }

  /** Lists the least that the scanner found from `start` on, by insertion. Returns how many they are. */
  private takeLeast(start: number, count: number, scanner: RowScanner): number {
    const { values, places } = this;
    let length = 0;
    for (let q = 0; q < count; q++) {
      const value = scanner.costs[q] + scanner.prices[scanner.columns[q]];
      if (length === LIST_LENGTH && !(value < values[length - 1])) continue;
      let k = length < LIST_LENGTH ? length++ : length - 1;
      for (; k > 0 && values[k - 1] > value; k--) {
        values[k] = values[k - 1];
        places[k] = places[k - 1];
      }
      values[k] = value;
      places[k] = q;
    }
    for (let k = 0; k < length; k++) {
      this.columns[start + k] = scanner.columns[places[k]];
      this.costs[start + k] = scanner.costs[places[k]];
    }
    return length;
  }
}
