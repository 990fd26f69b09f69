import fc from 'fast-check';
import type { TransportProblem } from '../../lib/transport/index.js';
import { Draws } from './draws.js';
import type { Family } from './transportFamily.js';
import { small } from './transportFamily.js';
import { matrixFamilies } from './matrixFamilies.js';
import { pointFamilies } from './pointFamilies.js';

export const families: readonly Family[] = [...matrixFamilies, ...pointFamilies];

/** What names one problem of a family; short enough to print and to shrink. */
export interface Recipe {
  rows: number;
  columns: number;
  seed: number;
}

/** As many rows as columns in half of them, where the family leaves the choice: solvers treat n = m apart. */
export function recipes({ rows, columns }: Family): fc.Arbitrary<Recipe> {
  const sizes = ([min, max]: readonly [number, number]): fc.Arbitrary<number> =>
    fc.integer({ min, max });
  const any = { rows: sizes(rows), columns: sizes(columns), seed: fc.nat() };
  const square = sizes(rows).chain((n) =>
    fc.record({ rows: fc.constant(n), columns: fc.constant(n), seed: fc.nat() }),
  );
  return fc.noBias(rows === columns ? fc.oneof(fc.record(any), square) : fc.record(any));
}

export function cook(family: Family, { rows, columns, seed }: Recipe): TransportProblem {
  return family.build(new Draws(seed), rows, columns);
}

/** The families at another size, where a solver may go another way than for a dozen points. */
export function resized(from: number, to: number): Family[] {
  const size = [from, to] as const;
  return families
    .filter(({ rows, largest = to }) => rows === small && to <= largest)
    .map((family) => ({
      ...family,
      rows: size,
      columns: family.columns === small ? size : family.columns,
    }));
}
