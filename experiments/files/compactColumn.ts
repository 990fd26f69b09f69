/** A copy as float64 where every entry is a number that it holds exactly; else the entries as they are. */
export function compactColumn(column: ArrayLike<unknown>): Float64Array | unknown[] {
  const numbers = new Float64Array(column.length);
  for (let k = 0; k < column.length; k++) {
    const value = column[k];
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (
      typeof number !== 'number' ||
      (typeof value === 'bigint' && !Number.isSafeInteger(number))
    ) {
      return Array.from(column);
    }
    numbers[k] = number;
  }
  return numbers;
}
