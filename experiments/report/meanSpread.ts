/** Mean and sample standard deviation (n − 1) of n numbers; the spread of one number is null. */
export interface MeanSpread {
  readonly n: number;
  readonly mean: number;
  readonly spread: number | null;
}

/** Of the numbers that are there; null if there are none. */
export function meanSpread(values: readonly (number | null | undefined)[]): MeanSpread | null {
  const numbers = values.filter((value) => typeof value === 'number');
  const n = numbers.length;
  if (n === 0) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / n;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { n, mean, spread: n === 1 ? null : Math.sqrt(squares / (n - 1)) };
}
