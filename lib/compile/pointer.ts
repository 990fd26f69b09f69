import type { Block } from './memory.js';

/**
 * Where a kernel finds numbers: at `offset` in a block, `perTile` bytes further for each tile of the
 * domain, `perTurn` bytes further for each tile of the same turn.
 */
export interface Pointer {
  readonly block: Block;
  readonly offset: number;
  readonly perTile: number;
  readonly perTurn: number;
  /** in the scratch memory that each thread has of its own */
  readonly scratch: boolean;
}

export function samePlace(a: Pointer, b: Pointer): boolean {
  return a.block === b.block && a.offset === b.offset && a.perTile === b.perTile;
}

/** The address of a pointer into shared memory at tile 0. */
export function addressOf({ block, offset }: Pointer): number {
  return block.address + offset;
}
