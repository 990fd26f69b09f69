import { hugeLimit } from './hugeCosts.js';
import type { MassUnits } from './massUnits.js';
import type { Costs, OrientedProblem } from './orientation.js';
import type { Session, WorkerPool } from '../parallel/index.js';
import { chunksOf, type Passes, type Pass } from './passes.js';
import type { RowLists } from './rowLists.js';
import type { RowScanner } from './rowScanner.js';
import { create, jobOf, passesOf } from './scanTask.js';
import { sharesWork } from './sharedWork.js';
import type { SpanningTree } from './spanningTree.js';
import {
  layoutOf, regionOf, sharedWorkspace, workspace, type Layout, type Workspace,
} from './workspace.js'; // prettier-ignore

/** Entries up to which the costs of points are stored. Above it rows are made when they are wanted. */
export const STORED_ENTRIES = 2097152;

/** Ranks of the minimum of a group of columns up to which a row's columns are listed: lists of some 15, or 25. */
const LIST_RANK = 10;
const LONG_LIST_RANK = 13;

/**
 * Whether a problem is large and its masses are uniform: then longer lists spare scans of long rows, and an auction
 * that keeps its first step for longer spares pivots on large trees.
 */
export function isLargeUniform({ uniform, supply, demand }: MassUnits): boolean {
  return uniform && supply.length * demand.length > STORED_ENTRIES;
}

/** A problem in the memory of the scan kernels, and the passes over all its costs. */
export class Scan {
  readonly scanner: RowScanner;
  readonly lists: RowLists;
  /** 2 where huge costs are left out at first, else 1 */
  readonly stages: number;
  private readonly layout: Layout;
  private readonly workspace: Workspace;
  private readonly passes: Passes;
  private readonly costs: Costs;
  private readonly limit: number;
  private readonly session: Session | undefined;

  /** @param pool threads to share the passes with; problems too small for that are done alone. */
  constructor(
    { a, b, costs }: Pick<OrientedProblem, 'a' | 'b' | 'costs'>,
    units: MassUnits,
    pool?: WorkerPool,
  ) {
    const points = costs.kind === 'points';
    const threads = sharesWork(pool, a.length, b.length) ? pool : undefined;
    this.layout = layoutOf(
      {
        rows: a.length,
        columns: b.length,
        dimension: points ? costs.dimension : 0,
        euclidean: points && costs.euclidean,
        stored: !points || a.length * b.length <= STORED_ENTRIES,
        listRank: isLargeUniform(units) ? LONG_LIST_RANK : LIST_RANK,
      },
      threads?.workers ?? 1,
    );
    this.costs = costs;
    this.limit = points ? Infinity : hugeLimit(costs);
    this.stages = this.limit < Infinity ? 2 : 1;
    const { layout } = this;
    const shared = threads === undefined ? null : sharedWorkspace(layout.size, threads);
    this.workspace = shared ?? workspace(layout.size);
    this.passes = passesOf(this.workspace, layout, 0);
    this.scanner = this.passes.scanner;
    this.lists = this.passes.lists;
    if (threads !== undefined && shared !== null) {
      const module = new URL('./scanTask.js', import.meta.url);
      this.session = threads.open(module, { create }, { shared: shared.shared, layout });
    }
  }

  /** Lets the threads forget the problem. */
  close(): void {
    this.session?.close();
  }

  /** Lays the costs of a stage; in the first of two, huge ones are infinite. */
  enter(stage: number): void {
    const { scanner, layout, costs, limit } = this;
    if (stage === 0) {
      scanner.prices.fill(Infinity, layout.columns);
      this.lists.length.fill(0);
    }
    if (costs.kind === 'points') {
      this.layPoints(costs);
      if (layout.stored) this.run('storeCosts');
    } else {
      this.layMatrix(costs, stage + 1 < this.stages ? limit : Infinity);
    }
  }

  /** Does a pass over all costs, and tells how far it has come. */
  run(pass: Pass, onChunk?: (share: number) => void): void {
    const { rows, width } = this.layout;
    const chunks = chunksOf(pass, rows, width);
    if (this.session !== undefined) {
      onChunk?.(0);
      this.session.run(jobOf(pass), chunks);
      return;
    }
    for (let chunk = 0; chunk < chunks; chunk++) {
      onChunk?.(chunk / chunks);
      this.passes.run(pass, chunk);
    }
  }

  /**
   * The dual objective at the scanner's prices, Σ supply_i min_j (c_ij + p_j) - Σ demand_j p_j: the better the
   * higher. Rows of forbidden arcs only do not count.
   */
  dualValue({ supply, demand }: MassUnits): number {
    this.run('rowMinima');
    const { rowPotential } = this.passes;
    let value = 0;
    for (let i = 0; i < supply.length; i++) {
      if (rowPotential[i] < Infinity) value += supply[i] * rowPotential[i];
    }
    for (let j = 0; j < demand.length; j++) value -= demand[j] * this.scanner.prices[j];
    return value;
  }

  /** Adds every arc that may enter the tree to the lists. */
  priceRows(
    { potential, error, sources, root }: SpanningTree,
    onChunk?: (share: number) => void,
  ): void {
    const { passes, scanner } = this;
    scanner.prices.set(potential.subarray(sources, root));
    passes.rowPotential.set(potential.subarray(0, sources));
    passes.rowError.set(error.subarray(0, sources));
    passes.columnError.set(error.subarray(sources, root));
    this.run('priceRows', onChunk);
  }

  /** Whether no cost is below 0. */
  isNonNegative(): boolean {
    const { rows, columns } = this.layout;
    if (this.costs.kind === 'points') return true;
    for (let i = 0; i < rows; i++) {
      for (const cost of this.scanner.costRow(i).subarray(0, columns)) if (cost < 0) return false;
    }
    return true;
  }

  private layPoints({ x, y, dimension }: Extract<Costs, { kind: 'points' }>): void {
    const { layout, workspace } = this;
    const { width, columns } = layout;
    new Float64Array(workspace.buffer, layout.x, x.length).set(x);
    const [first, ...others] = Array.from({ length: layout.workers }, (_, worker) => {
      return new Float64Array(workspace.buffer, regionOf(layout, worker).y, width * dimension);
    });
    for (let k = 0; k < dimension; k++) {
      for (let j = 0; j < columns; j++) first[k * width + j] = y[j * dimension + k];
      first.fill(0, k * width + columns, (k + 1) * width);
    }
    for (const coordinates of others) coordinates.set(first);
  }

  private layMatrix(
    { entries, rowPlace, columnPlace }: Extract<Costs, { kind: 'matrix' }>,
    limit: number,
  ): void {
    const { columns, width } = this.layout;
    for (let i = 0; i < rowPlace.length; i++) {
      const row = this.scanner.costRow(i);
      for (let j = 0; j < columns; j++) {
        const cost = entries[rowPlace[i] + columnPlace[j]];
        row[j] = cost > limit ? Infinity : cost;
      }
      row.fill(0, columns, width);
    }
  }
}
