import { reducedCost } from './eligibility.js';
import { RowBlocks } from './rowBlocks.js';
import type { RowLists } from './rowLists.js';
import type { SpanningTree } from './spanningTree.js';
import { LIST_LENGTH } from './workspace.js';

/** Block search over the arcs of the row lists. `widen` prices every arc and lists those that may enter. */
export class ListSearch extends RowBlocks {
  constructor(
    private readonly tree: SpanningTree,
    private readonly lists: RowLists,
    private readonly priceAll: () => void,
  ) {
    super(tree.sources, Math.sqrt(tree.sources / 16));
  }

  widen(): boolean {
    this.priceAll();
    return true;
  }

  protected searchRow(i: number): void {
    const { potential, error, sources } = this.tree;
    const { columns, costs, length } = this.lists;
    const u = potential[i];
    let least = this.reduced;
    const end = i * LIST_LENGTH + length[i];
    for (let k = i * LIST_LENGTH; k < end; k++) {
      const sink = sources + columns[k];
      if (!(costs[k] - u + potential[sink] < least)) continue;
      const reduced = reducedCost(costs[k], u, potential[sink], error[i], error[sink]);
      this.keepLeast(i, columns[k], reduced);
      least = this.reduced;
    }
  }
}
