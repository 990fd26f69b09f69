import { permutation, type Key } from '../../lib/random/index.js';

/** Row numbers of the parts of a data set, ascending within each. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits rows so that rows of one group (the jets of one event) stay together. `groups` is [rows],
 * the group of each row.
 *
 * The m distinct groups in ascending order of their number are rearranged by `permutation(key, m)`:
 * position i holds the group number order[i]. Of the positions, those before ⌊m·f₀ + ½⌋ are for
 * training, the next before ⌊m·(f₀ + f₁) + ½⌋ for validation, the rest for testing. So the parts
 * depend on which groups there are, and neither on the order of the rows nor on how many a group has.
 */
export function splitByGroup(
  groups: Int32Array,
  fractions: readonly [number, number, number],
  key: Key,
): Split {
  const [train, validation, test] = fractions;
  const total = train + validation + test;
  if (!(fractions.every((f) => f >= 0) && Math.abs(total - 1) <= 1e-9)) {
    throw new RangeError(
      `splitByGroup: expected three fractions ≥ 0 that sum to 1, got ${fractions.join(', ')}`,
    );
  }
  const distinct = Int32Array.from(groups)
    .sort()
    .filter((group, k, sorted) => k === 0 || group !== sorted[k - 1]);
  const m = distinct.length;
  const ends = [Math.floor(m * train + 0.5), Math.floor(m * (train + validation) + 0.5)];
  const partOf = new Map<number, number>();
  permutation(key, m).forEach((rank, position) => {
    partOf.set(distinct[rank], position < ends[0] ? 0 : position < ends[1] ? 1 : 2);
  });
  const rows: [number[], number[], number[]] = [[], [], []];
  groups.forEach((group, row) => rows[partOf.get(group) as number].push(row));
  return {
    train: Int32Array.from(rows[0]),
    validation: Int32Array.from(rows[1]),
    test: Int32Array.from(rows[2]),
  };
}
