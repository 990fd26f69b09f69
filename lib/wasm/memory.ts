/** Sizes of a memory, in pages of 64 KiB. */
export interface MemoryLimits {
  /** at least so many (0 if left out) */
  readonly minimum?: number;
  /** at most so many; a shared memory needs it */
  readonly maximum?: number;
  /** between threads: a SharedArrayBuffer (threads proposal) */
  readonly shared?: boolean;
}

/** A memory that comes from outside under two names, or one of the module's own, exported. */
export type MemoryOptions =
  | (MemoryLimits & { readonly import: readonly [module: string, name: string] })
  | (MemoryLimits & { readonly export: string });

/** Imported as env.memory, of any size, not shared. */
export const DEFAULT_MEMORY: MemoryOptions = { import: ['env', 'memory'] };

/** 4 GiB: what 32 bits address. */
const MOST_PAGES = 65536;

export function checkMemory({ minimum = 0, maximum, shared = false }: MemoryOptions): void {
  const pages = (value: number): boolean =>
    Number.isInteger(value) && value >= 0 && value <= MOST_PAGES;
  if (!pages(minimum) || !(maximum === undefined || (pages(maximum) && maximum >= minimum))) {
    throw new RangeError(
      `memory: expected pages 0 ≤ minimum ≤ maximum ≤ ${MOST_PAGES}, got ${minimum} and ${maximum}; count in pages of 64 KiB`,
    );
  }
  if (shared && maximum === undefined) {
    throw new RangeError(
      'memory: expected a maximum with shared: true, got none; give it the maximum of the memory that is passed in',
    );
  }
}
