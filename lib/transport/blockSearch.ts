import { reducedCost, tolerance } from './eligibility.js';
import type { ArcSearch } from './networkSimplex.js';
import type { RowScanner } from './rowScanner.js';
import type { SpanningTree } from './spanningTree.js';

/**
 * Block search over all arcs, the pivot rule that Bonneel et al. 2011 and Kovács 2015 found fastest:
 * rows are visited cyclically in blocks of about √(n m) arcs, and of the first block that holds an arc
 * which may enter, the one of least reduced cost enters, the first met among equals.
 */
export class BlockSearch implements ArcSearch {
  row = -1;
  column = -1;
  reduced = 0;
  private at = 0;
  private readonly rowsInBlock: number;

  constructor(
    private readonly tree: SpanningTree,
    private readonly scanner: RowScanner,
  ) {
    this.rowsInBlock = Math.max(1, Math.round(Math.sqrt(tree.sources / tree.sinks)));
  }

  next(): boolean {
    const { sources, sinks, potential } = this.tree;
    this.scanner.prices.set(potential.subarray(sources, sources + sinks));
    this.reduced = 0;
    for (let idle = 0; idle < sources && this.reduced === 0;) {
      const block = Math.min(this.rowsInBlock, sources - idle);
      idle += block;
      for (let left = block; left > 0; left--) {
        this.searchRow(this.at);
        this.at = this.at + 1 === sources ? 0 : this.at + 1;
      }
    }
    return this.reduced < 0;
  }

  widen(): boolean {
    return false;
  }

  private searchRow(i: number): void {
    const { scanner } = this;
    const { potential, error, sources } = this.tree;
    const u = potential[i];
    const row = scanner.costsOf(i);
    const limit = u - tolerance(error[i], u);
    const count = scanner.below(row, limit);
    for (let q = 0; q < count; q++) {
      const j = scanner.columns[q];
      const sink = sources + j;
      const reduced = reducedCost(scanner.costs[q], u, potential[sink], error[i], error[sink]);
      if (reduced < this.reduced) {
        this.reduced = reduced;
        this.row = i;
        this.column = j;
      }
    }
  }
}
