import { sizeOf } from '../tensor/index.js';
import type { Operation, Value } from './graph.js';
import { lanesOf, VECTOR } from './lanes.js';
import { Block } from './memory.js';
import type { Pointer } from './pointer.js';
import { featureBytes, TILE, tilesOf, TURN } from './tile.js';
import { featuresOf, type Domain } from './tileForm.js';
import { viewOf } from './views.js';

/**
 * The memory that steps share: the row-major numbers of values, tiles handed from region to region, and
 * sums of single tiles. Blocks are made when first asked for, and in use from then to the last time.
 */
export class Storages {
  /** the step at hand */
  moment = 0;
  readonly blocks: Block[] = [];
  private readonly rowMajor = new Map<Value, Block>();
  private readonly tiles = new Map<Operation, Block>();
  private readonly sums = new Map<Operation, Block>();

  /** @param apart whether tiles are done by several threads: their sums are kept apart, to be added in order */
  constructor(private readonly apart: boolean) {}

  /** The row-major numbers of a value, of which each tile has so many bytes; 0: all tiles the same. */
  rows(value: Value, perTile = 0): Pointer {
    const { base, offset } = viewOf(value);
    const block = this.rowMajorBlock(base);
    const bytes = offset * lanesOf(value.dtype).bytes;
    return { block, offset: bytes, perTile, perTurn: 0, scratch: false };
  }

  /** The block of a value that is no view of another. */
  rowMajorBlock(value: Value): Block {
    const known = this.rowMajor.get(value);
    if (known !== undefined) return this.used(known);
    const block = this.block(paddedBytes(value));
    this.rowMajor.set(value, block);
    return block;
  }

  tiled(operation: Operation, domain: Domain): Pointer {
    const perTile = featuresOf(operation, domain) * featureBytes(domain.dtype);
    const block = this.blockOf(this.tiles, operation, tilesOf(domain.rows) * perTile);
    return { block, offset: 0, perTile, perTurn: 0, scratch: false };
  }

  /** Where the tiles' sums go: each to a whole number of vectors of its own, or all to the total. */
  partialSums(operation: Operation, { rows, dtype }: Domain): Pointer {
    if (!this.apart) return this.rows(operation);
    const perTurn = Math.ceil((operation.size * lanesOf(dtype).bytes) / VECTOR) * VECTOR;
    const block = this.blockOf(this.sums, operation, Math.min(TURN, tilesOf(rows)) * perTurn);
    return { block, offset: 0, perTile: 0, perTurn, scratch: false };
  }

  private blockOf(known: Map<Operation, Block>, operation: Operation, bytes: number): Block {
    const block = known.get(operation) ?? this.block(bytes);
    known.set(operation, block);
    return this.used(block);
  }

  private block(bytes: number): Block {
    const block = new Block(bytes, this.moment);
    this.blocks.push(block);
    return block;
  }

  private used(block: Block): Block {
    block.use(this.moment);
    return block;
  }
}

/**
 * Room for the numbers of a value and for what a last tile that is not full writes behind them: less
 * than a tile of rows.
 */
function paddedBytes({ size, shape, dtype }: Value): number {
  return (size + TILE * sizeOf(shape.slice(1))) * lanesOf(dtype).bytes;
}
