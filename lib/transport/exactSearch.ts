import { doubtOf } from './eligibility.js';
import { exactPotentials } from './exactPotentials.js';
import { POINT, toInteger, toNumber } from './integers.js';
import { RowBlocks } from './rowBlocks.js';
import type { RowScanner } from './rowScanner.js';
import type { SpanningTree } from './spanningTree.js';

/** 2⁻⁵¹: more than what rounds a reduced cost, as a share of |c| + |π_i| + |π_j|. */
const ROUNDING = 4.440892098500626e-16;

/**
 * Block search over all arcs without rounding: an arc may enter if its reduced cost is negative in integers. Those that
 * rounding leaves in question are few; the others are told by binary64 numbers.
 */
export class ExactSearch extends RowBlocks {
  private potentials: bigint[] = [];
  private columnError = 0;

  constructor(
    private readonly tree: SpanningTree,
    private readonly scanner: RowScanner,
  ) {
    super(tree.sources, Math.sqrt(tree.sources / tree.sinks));
  }

  override next(): boolean {
    const { tree, scanner } = this;
    const { potential, error, sources, root } = tree;
    tree.price(scanner);
    this.potentials = exactPotentials(tree, scanner);
    scanner.prices.set(potential.subarray(sources, root));
    this.columnError = error.subarray(sources, root).reduce((most, x) => Math.max(most, x));
    return super.next();
  }

  widen(): boolean {
    return false;
  }

  protected searchRow(i: number): void {
    const { scanner, potentials, columnError } = this;
    const { potential, error, sources } = this.tree;
    const u = potential[i];
    const limit = u + 2 * (error[i] + columnError) + ROUNDING * Math.abs(u);
    const count = scanner.below(scanner.costsOf(i), limit);
    for (let q = 0; q < count; q++) {
      const j = scanner.columns[q];
      const sink = sources + j;
      const cost = scanner.costs[q];
      const doubt = doubtOf(cost, u, potential[sink], error[i] + error[sink]);
      if (cost - u + potential[sink] > doubt) continue;
      const reduced = toInteger(cost) - potentials[i] + potentials[sink];
      if (reduced < 0n) this.keepLeast(i, j, toNumber(reduced, 1n << POINT, 'nearest'));
    }
  }
}
