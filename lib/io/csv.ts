/** A table of numbers, row-major, with column names if the file has a header. */
export interface CsvTable {
  readonly columns: number;
  readonly rows: number;
  /** [rows × columns] */
  readonly data: Float64Array;
  readonly names: readonly string[] | null;
}

const SEPARATORS = [',', ';', '\t'] as const;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: NaN, '': NaN, inf: Infinity, '+inf': Infinity, '-inf': -Infinity,
  infinity: Infinity, '+infinity': Infinity, '-infinity': -Infinity,
}; // prettier-ignore
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Reads numbers separated by comma, semicolon, tab or white space, one row a line. A first line that
 * is not all numbers is a header (names may be quoted). Blank lines and lines that begin with # are
 * skipped; an empty field is NaN. A ragged row or a field that is no number is an Error naming line
 * and column.
 */
export function readCsv(text: string): CsvTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const separator = detectSeparator(lines);
  const values: number[] = [];
  let columns = 0;
  let names: string[] | null = null;
  lines.forEach((line, k) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const fields = splitLine(line, separator);
    if (columns === 0) {
      columns = fields.length;
      if (
        fields.some(
          (field) => field !== '' && Number.isNaN(parseNumber(field)) && !isNaNText(field),
        )
      ) {
        names = fields;
        return;
      }
    }
    if (fields.length !== columns) {
      throw new Error(`csv: expected ${columns} columns on line ${k + 1}, got ${fields.length}`);
    }
    fields.forEach((field, column) => {
      const value = parseNumber(field);
      if (Number.isNaN(value) && !isNaNText(field)) {
        throw new Error(
          `csv: expected a number on line ${k + 1}, column ${column + 1}, got ${JSON.stringify(field.slice(0, 40))}`,
        );
      }
      values.push(value);
    });
  });
  const rows = columns === 0 ? 0 : values.length / columns;
  return { columns, rows, data: Float64Array.from(values), names };
}

function detectSeparator(lines: readonly string[]): string | null {
  const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  return SEPARATORS.find((separator) => first.includes(separator)) ?? null;
}

/** The fields of a line, trimmed and without quotes; a separator within quotes does not split. */
function splitLine(line: string, separator: string | null): string[] {
  if (separator === null) return line.trim().split(/\s+/);
  const fields = [''];
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) fields.push('');
    else fields[fields.length - 1] += character;
  }
  return fields.map((field) => field.trim());
}

function parseNumber(field: string): number {
  if (NUMBER.test(field)) return Number(field);
  const lower = field.toLowerCase();
  return Object.hasOwn(SPECIAL, lower) ? SPECIAL[lower] : NaN;
}

function isNaNText(field: string): boolean {
  return field === '' || field.toLowerCase() === 'nan';
}

/** Writes a table with commas, a header line if there are names, and shortest round-trip decimals. */
export function writeCsv({
  columns,
  data,
  names = null,
}: Omit<CsvTable, 'rows' | 'names'> & Partial<Pick<CsvTable, 'names'>>): string {
  if (columns < 1 || data.length % columns !== 0 || (names !== null && names.length !== columns)) {
    throw new RangeError(
      `csv: expected rows of ${columns} numbers and as many names, got ${data.length} numbers`,
    );
  }
  const lines = names === null ? [] : [names.map(quoteName).join(',')];
  for (let start = 0; start < data.length; start += columns) {
    lines.push(Array.from(data.subarray(start, start + columns), showNumber).join(','));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function quoteName(name: string): string {
  return /[,;\t"\s]/.test(name) ? `"${name.replaceAll('"', '')}"` : name;
}

function showNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value)
    ? String(value)
    : String(value).toLowerCase().replace('infinity', 'inf');
}
