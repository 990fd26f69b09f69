import { POINT, sumOf, toInteger, toIntegers, trailingZeros } from './integers.js';
import type { OrientedProblem } from './orientation.js';
import { sizeOf, type TransportProblem } from './problem.js';

/** Masses as integers of equal totals, without rounding. */
export interface ExactMasses {
  readonly supply: readonly bigint[];
  readonly demand: readonly bigint[];
  /** what stands for a mass of 1 */
  readonly one: bigint;
}

/** The given masses of an oriented problem's rows and columns: a times the total of b, and b times that of a. */
export function exactMasses(
  problem: TransportProblem,
  { swapped, rowIndex, columnIndex }: OrientedProblem,
): ExactMasses {
  const [n, m] = sizeOf(problem);
  const a = massesOf(problem.a, n);
  const b = massesOf(problem.b, m);
  const [totalA, totalB] = [sumOf(a), sumOf(b)];
  const rows = Array.from(swapped ? columnIndex : rowIndex, (i) => a[i] * totalB);
  const columns = Array.from(swapped ? rowIndex : columnIndex, (j) => b[j] * totalA);
  const one = totalB << POINT;
  // Most of their digits are zeros, all of them together.
  const zeros = trailingZeros([one, ...rows, ...columns].reduce((some, mass) => some | mass));
  const shorter = (masses: bigint[]): bigint[] => masses.map((mass) => mass >> zeros);
  const [supply, demand] = swapped ? [columns, rows] : [rows, columns];
  return { supply: shorter(supply), demand: shorter(demand), one: one >> zeros };
}

function massesOf(given: TransportProblem['a'], count: number): bigint[] {
  if (given === undefined) return new Array<bigint>(count).fill(toInteger(1 / count));
  return toIntegers(new Float64Array(given));
}
