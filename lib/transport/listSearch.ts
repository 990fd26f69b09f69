import { reducedCost } from './eligibility.js';
import type { ArcSearch } from './networkSimplex.js';
import type { RowLists } from './rowLists.js';
import type { SpanningTree } from './spanningTree.js';
import { LIST_LENGTH } from './workspace.js';

/**
 * Block search over the arcs of the row lists (docs/arithmetic.md 6.6): rows are visited cyclically in
 * blocks, and of the first block that holds an arc which may enter, the one of least reduced cost enters,
 * the first met among equals. `widen` prices every arc and lists those that may enter.
 */
export class ListSearch implements ArcSearch {
  row = -1;
  column = -1;
  reduced = 0;
  private at = 0;
  private readonly rowsInBlock: number;

  constructor(
    private readonly tree: SpanningTree,
    private readonly lists: RowLists,
    private readonly priceAll: () => void,
  ) {
    this.rowsInBlock = Math.max(1, Math.round(Math.sqrt(tree.sources / 16)));
  }

  next(): boolean {
    const { potential, error, sources } = this.tree;
    const { columns, costs, length } = this.lists;
    this.reduced = 0;
    for (let idle = 0; idle < sources && this.reduced === 0;) {
      const block = Math.min(this.rowsInBlock, sources - idle);
      idle += block;
      for (let left = block; left > 0; left--) {
        const i = this.at;
        const u = potential[i];
        const end = i * LIST_LENGTH + length[i];
        for (let k = i * LIST_LENGTH; k < end; k++) {
          const sink = sources + columns[k];
          if (!(costs[k] - u + potential[sink] < this.reduced)) continue;
          const reduced = reducedCost(costs[k], u, potential[sink], error[i], error[sink]);
          if (reduced < this.reduced) {
            this.reduced = reduced;
            this.row = i;
            this.column = columns[k];
          }
        }
        this.at = i + 1 === sources ? 0 : i + 1;
      }
    }
    return this.reduced < 0;
  }

  widen(): boolean {
    this.priceAll();
    return true;
  }
}
