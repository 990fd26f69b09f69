import { reducedCost, tolerance } from './eligibility.js';
import type { RowLists } from './rowLists.js';
import type { RowScanner } from './rowScanner.js';
import { CHUNK } from './sharedWork.js';
import { regionOf, BLOCK, ROW_GROUPS, type Workspace } from './workspace.js';

/** A group is far if its least cost exceeds the least of all by more than so many times that. */
const NEAR = 15;

/** What is done to all costs of a problem: once through, in chunks that may be done in any order. */
export const passes = ['storeCosts', 'startPrices', 'rowMinima', 'listRows', 'priceRows'] as const;
export type Pass = (typeof passes)[number];

/** Chunks of a pass: of 64 rows each, or of 256 columns for `startPrices`. */
export function chunksOf(pass: Pass, rows: number, columns: number): number {
  return pass === 'startPrices' ? Math.ceil(columns / BLOCK) : Math.ceil(rows / CHUNK);
}

/** The passes over one problem, as one worker does them. */
export class Passes {
  readonly rowPotential: Float64Array;
  readonly rowError: Float64Array;
  readonly columnError: Float64Array;
  private readonly block: Float64Array;
  private readonly blockAt: number;
  private readonly rowAt: number;

  constructor(
    private readonly workspace: Workspace,
    readonly scanner: RowScanner,
    readonly lists: RowLists,
    worker: number,
  ) {
    const { buffer } = workspace;
    const { layout } = scanner;
    const region = regionOf(layout, worker);
    this.rowPotential = new Float64Array(buffer, layout.rowPotential, layout.rows);
    this.rowError = new Float64Array(buffer, layout.rowError, layout.rows);
    this.columnError = new Float64Array(buffer, layout.columnError, layout.width);
    this.block = new Float64Array(buffer, region.block, ROW_GROUPS * BLOCK);
    this.blockAt = region.block;
    this.rowAt = region.row;
  }

  run(pass: Pass, chunk: number): void {
    const { layout } = this.scanner;
    if (pass === 'startPrices') {
      this.startPrices(chunk * BLOCK, Math.min(BLOCK, layout.width - chunk * BLOCK));
      return;
    }
    const end = Math.min((chunk + 1) * CHUNK, layout.rows);
    for (let i = chunk * CHUNK; i < end; i++) {
      if (pass === 'storeCosts') this.storeCosts(i);
      else if (pass === 'rowMinima') this.rowMinimum(i);
      else if (pass === 'listRows') this.lists.rebuild(i, this.scanner);
      else this.priceRow(i);
    }
  }

  private storeCosts(i: number): void {
    const { layout } = this.scanner;
    this.scanner.distances(i, layout.costs + 8 * i * layout.width, 0, layout.width);
  }

  /**
   * Starting prices of a block of columns: the rows fall into 8 groups by their number, and minus the
   * price is the mean of the groups' least costs, far ones left out: about what the column's eight
   * nearest rows pay. The auction starts near its end from there: in 8 dimensions 4 bids a
   * row are left, of 15 from prices 0.
   */
  private startPrices(from: number, count: number): void {
    const { scanner, block, blockAt, rowAt } = this;
    const { layout, prices } = scanner;
    block.fill(Infinity);
    for (let i = 0; i < layout.rows; i++) {
      let costs = layout.costs + 8 * (i * layout.width + from);
      if (!layout.stored) {
        scanner.distances(i, rowAt, from, count);
        costs = rowAt;
      }
      this.workspace.kernels.lower(costs, blockAt + 8 * BLOCK * (i % ROW_GROUPS), count);
    }
    const end = Math.min(count, layout.columns - from);
    for (let j = 0; j < end; j++) {
      let least = Infinity;
      for (let g = 0; g < ROW_GROUPS; g++) least = Math.min(least, block[g * BLOCK + j]);
      const near = least + NEAR * Math.abs(least);
      let sum = 0;
      let groups = 0;
      for (let g = 0; g < ROW_GROUPS; g++) {
        const minimum = block[g * BLOCK + j];
        if (minimum === Infinity || minimum > near) continue;
        sum += minimum;
        groups++;
      }
      prices[from + j] = groups === 0 ? 0 : -(sum / groups);
    }
  }

  /** The largest potential of row i that is feasible with the prices: its least c + p. */
  private rowMinimum(i: number): void {
    this.rowPotential[i] = this.scanner.least(this.scanner.costsOf(i));
  }

  /** Adds to the list of row i its eligible arcs at the present potentials, if there are any. */
  private priceRow(i: number): void {
    const { scanner, lists, rowPotential, rowError, columnError } = this;
    const { prices, columns, costs } = scanner;
    const u = rowPotential[i];
    const limit = u - tolerance(rowError[i], u);
    const count = scanner.below(scanner.costsOf(i), limit);
    for (let q = 0; q < count; q++) {
      const j = columns[q];
      if (reducedCost(costs[q], u, prices[j], rowError[i], columnError[j]) < 0) {
        lists.add(i, j, costs[q], prices);
      }
    }
  }
}
