import type { RunChunk } from '../parallel/index.js';
import { scalarFunctions } from '../tensor/index.js';
import { instantiate, type HostMemory, type HostModule } from '../wasm/index.js';
import type { Exports } from './emitModule.js';
import { TILE } from './tile.js';

/** A program's regions as a task for the threads of a pool: job k is region k, a chunk is a tile. */
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
  return (region, tile) => {
    const full = (tile + 1) * TILE <= rows[region] ? 1 : 0;
    exports[`region${region}`](tile, full, scratch);
  };
}
