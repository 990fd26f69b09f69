import type { WorkerPool } from '../parallel/index.js';
import { Kernels, type HostMemory, type HostModule } from '../wasm/index.js';
import { emitKernels } from './emitKernels.js';
import { GROUPS, plainKernels, type ScanKernels } from './scanKernels.js';

/** Arcs kept of each row; see RowLists. */
export const LIST_LENGTH = 32;

/** Entries of a list between two bounds on what follows, and how many bounds that makes. */
export const STEP = 8;
export const BOUNDS = LIST_LENGTH / STEP;

/** Where a problem of n rows and m columns lies in the memory of the scan kernels, in bytes. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  /** columns rounded up to a multiple of 16 */
  readonly width: number;
  /** of the points; 0 if the costs are given */
  readonly dimension: number;
  readonly euclidean: boolean;
  /** Whether all costs are stored (n × width); else a row is made from the points when it is wanted. */
  readonly stored: boolean;
  /** rank, among the minima of 16 groups of columns, of the one up to which a row's columns are listed */
  readonly listRank: number;
  /** x [n, d], prices [width] */
  readonly x: number;
  readonly prices: number;
  /** lists of arcs [n, LIST_LENGTH]: columns (32-bit integers), costs, their lengths [n] and bounds [n, BOUNDS] */
  readonly listColumns: number;
  readonly listCosts: number;
  readonly listLength: number;
  readonly listBounds: number;
  /** potentials of the rows and bounds on their errors [n], bounds of the columns' [width] */
  readonly rowPotential: number;
  readonly rowError: number;
  readonly columnError: number;
  readonly workers: number;
  /** the first of the workers' regions, and the bytes of one */
  readonly region: number;
  readonly regionBytes: number;
  readonly costs: number;
  /** bytes in all */
  readonly size: number;
}

/**
 * What each worker has for itself: the points y [d, width], a row of costs, what `below` found, the minima of groups,
 * minima of a block of columns. (Two threads that read one copy of y are slower than either alone.)
 */
export interface Region {
  readonly y: number;
  readonly row: number;
  readonly foundColumns: number;
  readonly foundCosts: number;
  readonly minima: number;
  readonly block: number;
}

/** Columns of a block in which starting prices are computed, and the groups of rows they are made of. */
export const BLOCK = 256;
export const ROW_GROUPS = 8;

type Shape = Pick<Layout, 'rows' | 'columns' | 'dimension' | 'euclidean' | 'stored' | 'listRank'>;

export function layoutOf(
  { rows, columns, dimension, euclidean, stored, listRank }: Shape,
  workers: number,
): Layout {
  const width = Math.ceil(columns / GROUPS) * GROUPS;
  let size = 0;
  const take = (bytes: number): number => {
    const address = size;
    size += Math.ceil(bytes / 128) * 128;
    return address;
  };
  const x = take(8 * rows * dimension);
  const prices = take(8 * width);
  const listColumns = take(4 * rows * LIST_LENGTH);
  const listCosts = take(8 * rows * LIST_LENGTH);
  const listLength = take(4 * rows);
  const listBounds = take(8 * rows * BOUNDS);
  const rowPotential = take(8 * rows);
  const rowError = take(8 * rows);
  const columnError = take(8 * width);
  const region = take(0);
  const regionBytes = regionAt(0, width, dimension).size;
  take(workers * regionBytes);
  const costs = take(stored ? 8 * rows * width : 0);
  return {
    rows, columns, width, dimension, euclidean, stored, listRank, workers,
    x, prices, listColumns, listCosts, listLength, listBounds,
    rowPotential, rowError, columnError, region, regionBytes, costs, size,
  }; // prettier-ignore
}

function regionAt(
  start: number,
  width: number,
  dimension: number,
): Region & { readonly size: number } {
  const row = start + 8 * width * dimension;
  const foundCosts = row + 8 * width;
  const minima = foundCosts + 8 * width;
  const block = minima + 8 * GROUPS;
  const foundColumns = block + 8 * ROW_GROUPS * BLOCK;
  const size = Math.ceil((foundColumns + 4 * width - start) / 128) * 128;
  return { y: start, row, foundColumns, foundCosts, minima, block, size };
}

export function regionOf(
  { region, regionBytes, width, dimension }: Layout,
  worker: number,
): Region {
  return regionAt(region + worker * regionBytes, width, dimension);
}

/** Memory with kernels that work on it. */
export interface Workspace {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  readonly kernels: ScanKernels;
}

/** What another thread needs to work on the same memory. */
export interface SharedMemory {
  readonly memory: HostMemory;
  readonly module: HostModule;
}

const scanModule = new Kernels<ScanKernels>(emitKernels);

/** A workspace of at least `bytes`, not cleared: emitted kernels where the host can run them, else plain loops. */
export function workspace(bytes: number): Workspace {
  const scratch = scanModule.open(bytes);
  if (scratch !== null) return { buffer: scratch.memory.buffer, kernels: scratch.kernels };
  const buffer = new ArrayBuffer(8 * Math.ceil(bytes / 8));
  return { buffer, kernels: plainKernels(buffer) };
}

/** One whose memory a pool's threads can work on too; null where the host cannot run the kernels. */
export function sharedWorkspace(
  bytes: number,
  pool: WorkerPool,
): (Workspace & { shared: SharedMemory }) | null {
  const scratch = scanModule.openShared(bytes, pool);
  if (scratch === null) return null;
  const { memory, module, kernels } = scratch;
  return { buffer: memory.buffer, kernels, shared: { memory, module } };
}

/** In another thread, the workspace on a shared memory. */
export function workspaceOn({ memory, module }: SharedMemory): Workspace {
  const { kernels } = Kernels.on<ScanKernels>(memory, module);
  return { buffer: memory.buffer, kernels };
}
