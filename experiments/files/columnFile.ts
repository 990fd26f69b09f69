/**
 * A file of columns, of which a few are read in blocks. An entry of a column is a number, a bigint or a boolean, or a
 * list of those where it has several, such as an event with its jets.
 */
export interface ColumnFile {
  /** what `read` can be asked for */
  readonly columns: readonly string[];
  /** whether the file itself names them; else they are x0, x1, … */
  readonly named: boolean;
  /**
   * The columns `names` from the first entry to the last in blocks that fit into memory: for every name, the
   * entries of the block. What is no number is there as it is, for the caller to refuse.
   */
  read(names: readonly string[]): AsyncIterable<readonly ArrayLike<unknown>[]>;
  close(): void;
}

/** Entries that a block has, where the format leaves the choice. */
export const BLOCK_ENTRIES = 1 << 16;

/** `features[3]` as `['features', 3]`; a name without an index as `['features', null]`. */
export function splitIndex(column: string): readonly [name: string, index: number | null] {
  const match = /^(.+)\[(\d+)\]$/.exec(column);
  return match === null ? [column, null] : [match[1], Number(match[2])];
}

/** `name[0]`, `name[1]`, … */
export function indexed(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, k) => `${name}[${k}]`);
}

/** `x0`, `x1`, … */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, column) => `x${column}`);
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}
