import { permutation, type Key } from '../../lib/random/index.js';

/** Row numbers of the three parts, each ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits rows by group (the two jets of an event stay together): the distinct groups in ascending
 * order are permuted by `key`; of G groups the first ⌊f₀G⌋ train, those up to ⌊(f₀ + f₁)G⌋ validate, the
 * rest test. Fractions that are negative or do not sum to 1 (within 10⁻⁹) are a RangeError.
 */
export function splitByGroup(
  groups: Int32Array,
  fractions: readonly [number, number, number],
  key: Key,
): Split {
  const total = fractions[0] + fractions[1] + fractions[2];
  if (fractions.some((f) => !(f >= 0)) || Math.abs(total - 1) > 1e-9) {
    throw new RangeError(
      `split: expected three fractions ≥ 0 that sum to 1, got ${fractions.join(', ')}`,
    );
  }
  const distinct = Int32Array.from(new Set(groups)).sort();
  const order = permutation(key, distinct.length);
  // products like 0.7 · 10 that rounding leaves just below an integer count as that integer
  const first = Math.floor(fractions[0] * distinct.length + 1e-9);
  const second = Math.floor((fractions[0] + fractions[1]) * distinct.length + 1e-9);
  const partOf = new Map<number, number>();
  order.forEach((index, position) => {
    partOf.set(distinct[index], position < first ? 0 : position < second ? 1 : 2);
  });
  const rows: [number[], number[], number[]] = [[], [], []];
  groups.forEach((group, row) => rows[partOf.get(group) as 0 | 1 | 2].push(row));
  return {
    train: Int32Array.from(rows[0]),
    validation: Int32Array.from(rows[1]),
    test: Int32Array.from(rows[2]),
  };
}
