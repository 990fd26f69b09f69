import type { RunChunk } from '../parallel/index.js';
import { scalarFunctions } from '../tensor/index.js';
import { instantiate, type HostMemory, type HostModule } from '../wasm/index.js';
import type { Exports } from './emitModule.js';
import { TILE, TURN } from './tile.js';

/**
 * A program's regions as a task for the threads of a pool: a job is turn t of region k as t·(number of
 * regions) + k, and its chunks are the tiles of the turn.
 */
export interface TileContext {
  readonly module: HostModule;
  readonly memory: HostMemory;
  /** where the threads' own memory begins, and how much each has */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** of the domain of each region */
  readonly rows: readonly number[];
}

export function create(context: TileContext, worker: number): RunChunk {
  const { module, memory, rows } = context;
  const exports = instantiate<Exports>(module, { env: { memory }, math: scalarFunctions });
  const scratch = context.scratch + worker * context.scratchBytes;
  const work = rows.map((count, region) => tileWork(exports, region, count, scratch));
  return (job, chunk) => {
    const turn = Math.floor(job / rows.length);
    work[job % rows.length](turn, chunk);
  };
}

/** The work of a region on tile k of a turn. */
export function tileWork(
  exports: Exports,
  region: number,
  rows: number,
  scratch: number,
): (turn: number, k: number) => void {
  const work = exports[`region${region}`];
  const fullTiles = Math.floor(rows / TILE);
  return (turn, k) => {
    const tile = turn * TURN + k;
    work(tile, k, tile < fullTiles ? 1 : 0, scratch);
  };
}
