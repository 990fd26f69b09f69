import type { DType } from '../tensor/index.js';
import { lanesOf } from './lanes.js';

/**
 * Rows of a tile: those of one chunk of the written order (docs/arithmetic.md 2.2), so that each chunk
 * of a sum over rows is made within a tile. A tile of f features holds feature after feature, each
 * for all rows.
 */
export const TILE = 32;

/** Bytes of one feature of a tile. */
export function featureBytes(dtype: DType): number {
  return TILE * lanesOf(dtype).bytes;
}

export function tilesOf(rows: number): number {
  return Math.ceil(rows / TILE);
}

/**
 * Tiles that several threads do in one turn. Their sums over rows are kept apart until the turn ends, and then added
 * in order: few enough to stay in a processor's cache.
 */
export const TURN = 32;
