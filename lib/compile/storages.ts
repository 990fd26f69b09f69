import type { Operation, Value } from './graph.js';
import { lanesOf, VECTOR } from './lanes.js';
import { Block } from './memory.js';
import type { Pointer } from './pointer.js';
import { featureBytes, TILE, tilesOf } from './tile.js';
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
  private readonly numbers = new Map<Block, number>();

  /** The row-major numbers of a value, of which each tile has so many bytes. */
  rows(value: Value, perTile: number): Pointer {
    const { base, offset } = viewOf(value);
    const block = this.rowMajorBlock(base);
    return { block, offset: offset * lanesOf(value.dtype).bytes, perTile, scratch: false };
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
    return this.pointer(this.tiles, operation, tilesOf(domain.rows) * perTile, perTile);
  }

  /** The sums of each tile, a whole number of vectors a tile. */
  partialSums(operation: Operation, { rows, dtype }: Domain): Pointer {
    const perTile = Math.ceil((operation.size * lanesOf(dtype).bytes) / VECTOR) * VECTOR;
    return this.pointer(this.sums, operation, tilesOf(rows) * perTile, perTile);
  }

  blockNumber(block: Block): number {
    return this.numbers.get(block)!;
  }

  private pointer(
    known: Map<Operation, Block>,
    operation: Operation,
    bytes: number,
    perTile: number,
  ): Pointer {
    const block = known.get(operation) ?? this.block(bytes);
    known.set(operation, block);
    return { block: this.used(block), offset: 0, perTile, scratch: false };
  }

  private block(bytes: number): Block {
    const block = new Block(bytes, this.moment);
    this.numbers.set(block, this.blocks.push(block) - 1);
    return block;
  }

  private used(block: Block): Block {
    block.use(this.moment);
    return block;
  }
}

/**
 * Room for the numbers of a value and for what a last tile that is not full writes behind them: less
 * than a tile of rows, at most as many features as the value has numbers.
 */
function paddedBytes({ size, shape, dtype }: Value): number {
  const perRow = shape.length > 1 && shape[0] > 0 ? size / shape[0] : 1;
  return (size + TILE * Math.max(1, perRow)) * lanesOf(dtype).bytes;
}
