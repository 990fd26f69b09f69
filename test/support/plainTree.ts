import type { MassUnits } from '../../lib/transport/massUnits.js';

/**
 * A tree of the transport network as parents and flows alone, to hold the library's against: nodes are rows, columns, and the
 * root last; every arc is that of a node to its parent, and paths are walked whenever they are asked for.
 */
export class PlainTree {
  readonly parent: number[];
  readonly flow: number[];
  readonly root: number;
  private readonly rows: number;

  /** All rows ship their mass to the root, and the root to all columns. */
  constructor({ supply, demand }: Pick<MassUnits, 'supply' | 'demand'>) {
    this.flow = [...supply, ...demand, 0];
    this.root = this.flow.length - 1;
    this.rows = supply.length;
    this.parent = this.flow.map((_, node) => (node === this.root ? -1 : this.root));
  }

  /** From a node up to the child of the root. */
  pathOf(node: number): number[] {
    const up = this.parent[node];
    return up === this.root ? [node] : [node, ...this.pathOf(up)];
  }

  /** The arc of two children of the root: the exhausted one becomes the child, the column if both are. */
  ship(row: number, column: number): void {
    const { flow, parent, rows } = this;
    const sink = rows + column;
    if (flow[sink] <= flow[row]) {
      flow[row] -= flow[sink];
      parent[sink] = row;
    } else {
      flow[sink] -= flow[row];
      parent[row] = sink;
    }
  }

  /** The arc of two of the root's subtrees, by a pivot (docs/arithmetic.md 6.7). */
  enter(row: number, column: number): void {
    const { flow, parent, rows } = this;
    const sink = rows + column;
    let leaving = -1;
    let amount = Infinity;
    let [child, host] = [row, sink];
    const [rowSide, columnSide] = [this.pathOf(row), this.pathOf(sink)];
    for (const node of rowSide) {
      if (node < rows && flow[node] < amount) [leaving, amount] = [node, flow[node]];
    }
    for (const node of columnSide) {
      if (node < rows || flow[node] > amount) continue;
      [leaving, amount] = [node, flow[node]];
      [child, host] = [sink, row];
    }
    for (const node of rowSide) flow[node] += node < rows ? -amount : amount;
    for (const node of columnSide) flow[node] += node < rows ? amount : -amount;
    for (const node of this.pathOf(child)) {
      [flow[node], amount] = [amount, flow[node]];
      parent[node] = host;
      host = node;
      if (node === leaving) return;
    }
  }
}
