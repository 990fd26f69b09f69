/** The number of rows of a row-major matrix; a RangeError if it has none or a partial one. */
export function rowCount(caller: string, data: Float64Array, columns: number): number {
  if (!Number.isSafeInteger(columns) || columns < 1 || data.length % columns !== 0) {
    throw new RangeError(
      `${caller}: expected whole rows of ${columns} columns, got ${data.length} numbers`,
    );
  }
  return data.length / columns;
}

/**
 * The numbers of one column without its NaNs, in the order of the rows. A column without numbers, an
 * infinite number, and numbers whose range overflows are a RangeError.
 */
export function columnNumbers(
  caller: string,
  data: Float64Array,
  columns: number,
  column: number,
): Float64Array {
  const numbers = new Float64Array(rowCount(caller, data, columns));
  let count = 0;
  let smallest = Infinity;
  let largest = -Infinity;
  for (let k = column; k < data.length; k += columns) {
    const x = finiteOrNaN(caller, data, columns, k);
    if (x !== x) continue;
    numbers[count++] = x;
    smallest = Math.min(smallest, x);
    largest = Math.max(largest, x);
  }
  if (count === 0)
    throw new RangeError(`${caller}: expected numbers in column ${column}, got none`);
  if (largest - smallest === Infinity) {
    throw new RangeError(
      `${caller}: expected numbers of a finite range in column ${column}, got ${smallest} to ${largest}`,
    );
  }
  return numbers.subarray(0, count);
}

/** Element k of a row-major matrix; an infinite one is a RangeError that says where it is. */
export function finiteOrNaN(
  caller: string,
  data: Float64Array,
  columns: number,
  k: number,
): number {
  const x = data[k];
  if (x === Infinity || x === -Infinity) {
    throw new RangeError(
      `${caller}: expected finite numbers or NaN, got ${x} in row ${Math.floor(k / columns)}, ` +
        `column ${k % columns}`,
    );
  }
  return x;
}
