/**
 * Rows of cells as aligned lines: the first column to the left, the others to the right, two spaces
 * between; `null` draws a rule.
 */
export function textTable(rows: readonly (readonly string[] | null)[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row?.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const rule = '─'.repeat(widths.reduce((total, width) => total + width + 2, -2));
  const lines = rows.map((row) =>
    row === null
      ? rule
      : row
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
          )
          .join('  ')
          .trimEnd(),
  );
  return lines.join('\n');
}

/** A number with `digits` significant digits, or an en dash where there is none. */
export function significant(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–';
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value);
}

/** A number with three decimals, or an en dash where there is none. */
export function threeDecimals(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3);
}
