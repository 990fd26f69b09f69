import { reducedCost, tolerance } from './eligibility.js';
import { RowBlocks } from './rowBlocks.js';
import type { RowScanner } from './rowScanner.js';
import type { SpanningTree } from './spanningTree.js';

/**
 * Block search over all arcs, in blocks of about √(n m) of them: the pivot rule that Bonneel et al. 2011
 * and Kovács 2015 found fastest.
 */
export class BlockSearch extends RowBlocks {
  private readonly columnPotentials: Float64Array;

  constructor(
    private readonly tree: SpanningTree,
    private readonly scanner: RowScanner,
  ) {
    super(tree.sources, Math.sqrt(tree.sources / tree.sinks));
    this.columnPotentials = tree.potential.subarray(tree.sources, tree.root);
  }

  override next(): boolean {
    this.scanner.prices.set(this.columnPotentials);
    return super.next();
  }

  widen(): boolean {
    return false;
  }

  protected searchRow(i: number): void {
    const { scanner } = this;
    const { potential, error, sources } = this.tree;
    const u = potential[i];
    const count = scanner.below(scanner.costsOf(i), u - tolerance(error[i], u));
    for (let q = 0; q < count; q++) {
      const j = scanner.columns[q];
      const sink = sources + j;
      const reduced = reducedCost(scanner.costs[q], u, potential[sink], error[i], error[sink]);
      this.keepLeast(i, j, reduced);
    }
  }
}
