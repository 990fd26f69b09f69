import { detectSeparator, splitFields, type Separator } from './csvFields.js';
import { quote } from './storedArray.js';

/** A table of numbers, row-major, with column names if the file has a header. */
export interface CsvTable {
  readonly columns: number;
  readonly rows: number;
  /** [rows × columns] */
  readonly data: Float64Array;
  readonly names: readonly string[] | null;
}

export interface CsvOptions {
  /** default: the first of tab ; , that the first line holds, else white space (' ') */
  readonly separator?: Separator;
  /** whether the first line names the columns; default: whether it holds anything but numbers */
  readonly header?: boolean;
}

/** A string cannot be longer. */
const FILE_LIMIT = 0x1fffffe8;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NOT_A_NUMBER = /^(?:[+-]?nan|n\/?a|)$/i;

/**
 * Reads numbers from UTF-8 text, one row a line, fields separated by comma, semicolon, tab or white space.
 * A field is a decimal number (rounded to binary64), inf or infinity with or without a sign, or nan,
 * NA, N/A or empty for NaN, in any case, with or without quotes. Blank lines and lines that begin
 * with # are skipped. A ragged row or a field that is no number is an Error naming line and
 * column. Allocates at most 64 times the file's size.
 */
export function readCsv(file: Uint8Array | string, options: CsvOptions = {}): CsvTable {
  const text = typeof file === 'string' ? file.replace(/^\uFEFF/, '') : decodeUtf8(file);
  let separator = options.separator;
  let values = new Float64Array(1024);
  let count = 0;
  let columns = 0;
  let names: string[] | null = null;
  for (const [line, number] of linesOf(text)) {
    separator ??= detectSeparator(line);
    // Tabs alone are a row of empty fields.
    if (line.trim() === '' && !(separator === '\t' && columns > 0 && line.includes('\t'))) continue;
    const fields = splitFields(line, separator, number);
    if (columns === 0) {
      columns = fields.length;
      if (options.header ?? fields.some((field) => parseNumber(field) === null)) {
        names = fields;
        continue;
      }
    }
    if (fields.length !== columns) {
      throw new Error(`csv: expected ${columns} columns on line ${number}, got ${fields.length}`);
    }
    if (count + columns > values.length) values = grown(values, columns);
    for (let column = 0; column < columns; column++) {
      const value = parseNumber(fields[column]);
      if (value === null) throw notANumber(fields[column], number, column + 1);
      values[count++] = value;
    }
  }
  return {
    columns,
    rows: columns === 0 ? 0 : count / columns,
    data: values.slice(0, count),
    names,
  };
}

function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length > FILE_LIMIT) {
    throw new Error(
      `csv: expected at most ${FILE_LIMIT} bytes, got ${bytes.length}; use .npy instead`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('csv: expected text in UTF-8, got bytes that are not');
  }
}

/** The lines that are not comments, with their numbers from 1; \n, \r\n and \r end a line. */
function* linesOf(text: string): Generator<[string, number]> {
  const ending = /\r\n|\n|\r/g;
  for (let number = 1, start = 0; start < text.length; number++) {
    const match = ending.exec(text);
    const end = match === null ? text.length : match.index;
    if (text[start] !== '#' && end > start) yield [text.slice(start, end), number];
    start = match === null ? text.length : ending.lastIndex;
  }
}

function parseNumber(field: string): number | null {
  if (NUMBER.test(field)) return Number(field);
  const infinite = INFINITE.exec(field);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(field) ? NaN : null;
}

function notANumber(field: string, line: number, column: number): Error {
  const hint = /^[+-]?\d+,\d+$/.test(field) ? '; decimals are written with a point' : '';
  return new Error(
    `csv: expected a number on line ${line}, column ${column}, got ${quote(field)}${hint}`,
  );
}

/** Room for another row: twice what there is, or the first row's own where it is longer. */
function grown(values: Float64Array<ArrayBuffer>, columns: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(2 * values.length, columns));
  larger.set(values);
  return larger;
}

/**
 * Writes a table with commas, a header line if there are names (quoted where needed), and the shortest
 * decimals that read back to the same binary64; nan, inf and -inf. One empty name alone, a name with a
 * line break, and names or numbers that do not fill the columns are RangeErrors.
 */
export function writeCsv(table: {
  readonly columns: number;
  readonly data: ArrayLike<number>;
  readonly names?: readonly string[] | null;
}): Uint8Array {
  const { columns, data, names = null } = table;
  if (!Number.isSafeInteger(columns) || columns < 1 || data.length % columns !== 0) {
    throw new RangeError(
      `csv: expected rows of one or more columns, got ${data.length} numbers in ${columns} columns`,
    );
  }
  if (names !== null && names.length !== columns) {
    throw new RangeError(`csv: expected ${columns} names, got ${names.length}`);
  }
  const lines = names === null ? [] : [names.map(quoteName).join(',')];
  for (let start = 0; start < data.length; start += columns) {
    let line = showNumber(data[start]);
    for (let k = start + 1; k < start + columns; k++) line += `,${showNumber(data[k])}`;
    lines.push(line);
  }
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}

function quoteName(name: string): string {
  if (/[\r\n]/.test(name)) {
    throw new RangeError(`csv: expected names of one line, got ${quote(name)}`);
  }
  // Quoted, an empty name is no blank line and # begins no comment.
  return name === '' || /[,;\t"\s#]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function showNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
