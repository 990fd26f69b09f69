import type { MassUnits } from '../../lib/transport/massUnits.js';

/** A bid in a pairing heap: its children from the first on. */
export interface PlainBid {
  readonly row: number;
  readonly level: number;
  mass: number;
  children: PlainBid[];
}

/** The bids of one column as a pairing heap of objects (Fredman, Sedgewick, Sleator and Tarjan 1986). */
export class PlainHeap {
  lowest: PlainBid | undefined;

  push(row: number, mass: number, level: number): void {
    this.lowest = meld(this.lowest, { row, level, mass, children: [] });
  }

  /** The children meld in pairs from the first on, then the pairs from the last on. */
  pop(): void {
    const { children } = this.lowest!;
    const pairs: PlainBid[] = [];
    for (let k = 0; k < children.length; k += 2) pairs.push(meld(children[k], children[k + 1])!);
    this.lowest = pairs.reduceRight(meld, undefined);
  }

  all(): PlainBid[] {
    const below = (bid: PlainBid): PlainBid[] => [bid, ...bid.children.flatMap(below)];
    return this.lowest === undefined ? [] : below(this.lowest);
  }
}

/** The higher bid becomes the first child of the lower, the second of two that are level. */
function meld(a: PlainBid | undefined, b: PlainBid | undefined): PlainBid | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [low, high] = b.level < a.level ? [b, a] : [a, b];
  low.children.unshift(high);
  return low;
}

interface Listed {
  readonly columns: readonly number[];
  readonly bound: number;
}

/** The list of a row at prices (docs/arithmetic.md 6.5 b), by sorting. */
function listOf(costs: readonly number[], prices: readonly number[]): Listed {
  const value = costs.map((cost, j) => cost + prices[j]);
  const allowed = [...value.keys()].filter((j) => value[j] < Infinity);
  const ascending = (columns: number[]): number[] =>
    columns.sort((p, q) => value[p] - value[q] || p - q);
  if (value.length <= 32) return { columns: ascending(allowed), bound: Infinity };
  const minima = Array.from({ length: 16 }, (_, group) =>
    Math.min(...value.filter((_, j) => j % 16 === group)),
  );
  const limit = minima.sort((p, q) => (p < q ? -1 : p > q ? 1 : 0))[9];
  const columns = ascending(allowed.filter((j) => value[j] <= limit));
  if (columns.length <= 32) return { columns, bound: limit };
  return { columns: columns.slice(0, 32), bound: value[columns[31]] };
}

/** The auction of docs/arithmetic.md 6.5 c: bids as objects, rows without lists in arrays. Prices change in place. */
export function plainAuction(
  costs: readonly (readonly number[])[],
  prices: number[],
  { supply, demand }: Pick<MassUnits, 'supply' | 'demand'>,
  firstStep: number,
  calm: number,
  maxBids: number,
): { row: number; column: number; mass: number }[] {
  const nodes = supply.length + demand.length;
  const heaps = Array.from(demand, () => new PlainHeap());
  const lists = costs.map((row) => listOf(row, prices));
  const left = [...supply];
  const stack = [...left.keys()].reverse();
  const heldOf = (j: number): number => heaps[j].all().reduce((sum, bid) => sum + bid.mass, 0);
  const owns = (i: number, j: number): boolean => {
    const bids = heaps[j].all();
    return bids.length === 1 && bids[0].row === i && bids[0].mass === demand[j];
  };

  let step = firstStep;
  for (let count = 0; stack.length > 0 && count < maxBids;) {
    const i = stack.pop()!;
    const value = (j: number): number => costs[i][j] + prices[j];
    const leastOf = (columns: readonly number[]): number => Math.min(...columns.map(value));
    const othersOf = ({ columns }: Listed): number[] => columns.filter((j) => !owns(i, j));
    if (leastOf(othersOf(lists[i])) > lists[i].bound) lists[i] = listOf(costs[i], prices);
    const others = othersOf(lists[i]);
    if (others.length === 0) continue; // the row keeps its mass
    const least = leastOf(others);
    const best = Math.min(...others.filter((j) => value(j) === least));
    const known = Math.min(leastOf(others.filter((j) => j !== best)), lists[i].bound);
    const level = prices[best] + ((known === Infinity ? least : known) - least) + step;
    for (const j of lists[i].columns.filter((one) => owns(i, one))) {
      if (value(j) >= least) continue;
      prices[j] = least - costs[i][j];
      heaps[j] = new PlainHeap();
      heaps[j].push(i, demand[j], prices[j]);
    }

    const heap = heaps[best];
    let amount = left[i];
    left[i] = 0;
    for (;;) {
      const excess = heldOf(best) + amount - demand[best];
      if (excess <= 0) break;
      const { lowest } = heap;
      if (lowest === undefined || lowest.level >= level) {
        amount -= excess;
        left[i] = excess;
        stack.push(i);
        break;
      }
      if (lowest.row === i) {
        amount += lowest.mass;
        heap.pop();
        continue;
      }
      const expelled = Math.min(excess, lowest.mass);
      if (left[lowest.row] === 0) stack.push(lowest.row);
      left[lowest.row] += expelled;
      lowest.mass -= expelled;
      if (lowest.mass === 0) heap.pop();
    }
    if (amount > 0) heap.push(i, amount, level);
    if (heldOf(best) === demand[best]) prices[best] = Math.max(prices[best], heap.lowest!.level);
    count++;
    if (count % nodes === 0 && count >= (calm + 1) * nodes) step *= 2;
  }
  return heaps.flatMap((heap, column) =>
    heap.all().map(({ row, mass }) => ({ row, column, mass })),
  );
}
