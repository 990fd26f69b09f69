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
 * The numbers of one column without its NaNs, in the order of the rows. A column without numbers and
 * an infinite number are a RangeError.
 */
export function columnNumbers(
  caller: string,
  data: Float64Array,
  columns: number,
  column: number,
): Float64Array {
  const numbers = new Float64Array(rowCount(caller, data, columns));
  let count = 0;
  for (let k = column; k < data.length; k += columns) {
    const x = finiteOrNaN(caller, data, columns, k);
    if (x === x) numbers[count++] = x;
  }
  if (count === 0)
    throw new RangeError(`${caller}: expected numbers in column ${column}, got none`);
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
