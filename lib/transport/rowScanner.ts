import { GROUPS, type ScanKernels } from './scanKernels.js';
import { regionOf, type Layout, type Workspace } from './workspace.js';

/** Length of each sequence of minima. */
const SEQUENCE = GROUPS / 2;

/**
 * Searches rows of costs at the present prices: c_ij + p_j. A row is taken from the stored matrix or made
 * from the points. One scanner for each worker: what it finds lies in that worker's scratch region.
 */
export class RowScanner {
  /** What `below` found. */
  readonly columns: Int32Array;
  readonly costs: Float64Array;
  /** minima of the groups of columns, in two ascending sequences */
  private readonly minima: Float64Array;
  readonly prices: Float64Array;
  private readonly kernels: ScanKernels;
  /** all of the memory; the costs at an address a begin with number a / 8 */
  readonly numbers: Float64Array;
  private readonly y: number;
  private readonly row: number;
  private readonly foundColumns: number;
  private readonly foundCosts: number;
  private readonly minimaAt: number;

  constructor(
    { buffer, kernels }: Workspace,
    readonly layout: Layout,
    worker: number,
  ) {
    const region = regionOf(layout, worker);
    this.kernels = kernels;
    this.numbers = new Float64Array(buffer);
    this.y = region.y;
    this.row = region.row;
    this.foundColumns = region.foundColumns;
    this.foundCosts = region.foundCosts;
    this.minimaAt = region.minima;
    this.columns = new Int32Array(buffer, region.foundColumns, layout.width);
    this.costs = new Float64Array(buffer, region.foundCosts, layout.width);
    this.minima = new Float64Array(buffer, region.minima, GROUPS);
    this.prices = new Float64Array(buffer, layout.prices, layout.width);
  }

  /** Address of the costs of row i. */
  costsOf(i: number): number {
    const { layout, row } = this;
    if (layout.stored) return layout.costs + 8 * i * layout.width;
    this.distances(i, row, 0, layout.width);
    return row;
  }

  /** The costs of row i, for a reader in no hurry. */
  costRow(i: number): Float64Array {
    const start = this.costsOf(i) / 8;
    return this.numbers.subarray(start, start + this.layout.width);
  }

  /** Writes the distances of point i to the columns from `from` on. */
  distances(i: number, out: number, from: number, count: number): void {
    const { x, width, dimension, euclidean } = this.layout;
    const point = x + 8 * i * dimension;
    this.kernels.distances(
      point,
      this.y + 8 * from,
      8 * width,
      dimension,
      euclidean ? 1 : 0,
      out,
      count,
    );
  }

  /** Least c + p of the row at an address. */
  least(costs: number): number {
    return this.groupMinimum(costs, 1);
  }

  /** The k-th smallest minimum of c + p over 16 groups of columns (those equal mod 16), 1 ≤ k ≤ 16, in the row at an address. */
  groupMinimum(costs: number, k: number): number {
    const { kernels, layout, minima, minimaAt } = this;
    kernels.groupMinima(costs, layout.prices, layout.width, minimaAt);
    // k are at most x if p of one sequence and k - p of the other are, for some p.
    let smallest = Infinity;
    for (let p = Math.max(0, k - SEQUENCE); p <= Math.min(k, SEQUENCE); p++) {
      const one = p === 0 ? -Infinity : minima[2 * (p - 1)];
      const other = p === k ? -Infinity : minima[2 * (k - p) - 1];
      smallest = Math.min(smallest, Math.max(one, other));
    }
    return smallest;
  }

  /** Number of columns with c + p ≤ limit in the row at an address; they come in `columns` and `costs`. */
  below(costs: number, limit: number): number {
    const { kernels, layout, foundColumns, foundCosts } = this;
    return kernels.below(costs, layout.prices, layout.width, limit, foundColumns, foundCosts);
  }

  /** One cost, to the same bits. */
  cost(i: number, j: number): number {
    const { numbers, y } = this;
    const { stored, costs, width, dimension, euclidean, x } = this.layout;
    if (stored) return numbers[costs / 8 + i * width + j];
    let squares = 0;
    for (let k = 0; k < dimension; k++) {
      const t = numbers[x / 8 + i * dimension + k] - numbers[y / 8 + k * width + j];
      squares += t * t;
    }
    return euclidean ? Math.sqrt(squares) : squares;
  }
}
