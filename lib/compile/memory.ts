/** A block of memory that is in use from one moment to another, both included. */
export class Block {
  /** where it begins; not a number until `assignAddresses` gives it one */
  address = NaN;

  constructor(
    readonly bytes: number,
    public first: number,
    public last = first,
  ) {}

  /** Is in use at `moment` too. */
  use(moment: number): void {
    this.first = Math.min(this.first, moment);
    this.last = Math.max(this.last, moment);
  }
}

/** Blocks begin at multiples of a cache line. */
const ALIGNMENT = 64;

/**
 * Gives blocks addresses from `start` on such that blocks in use at the same moment do not overlap: each, in
 * the order of their beginnings, takes the lowest gap that holds it. Returns the end of the highest.
 */
export function assignAddresses(blocks: readonly Block[], start = 0): number {
  let end = aligned(start);
  let active: Block[] = [];
  for (const block of [...blocks].sort((a, b) => a.first - b.first)) {
    active = active.filter(({ last }) => last >= block.first);
    let address = aligned(start);
    for (const other of active) {
      if (address + block.bytes <= other.address) break;
      address = Math.max(address, aligned(other.address + other.bytes));
    }
    block.address = address;
    active.push(block);
    active.sort((a, b) => a.address - b.address);
    end = Math.max(end, aligned(address + block.bytes));
  }
  return end;
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
