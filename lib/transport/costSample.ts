import type { RowScanner } from './rowScanner.js';

/** Rows of which costs are sampled, evenly spread. */
const SAMPLED_ROWS = 16;

/** A column is about as cheap as the cheapest of its row up to this share of the scale of the costs above it. */
const TIE = 1 / 1024;

/** Mean less least of the finite costs in the sampled rows (docs/arithmetic.md 6.4). */
export function costScale(scanner: RowScanner): number {
  const { rows, columns } = scanner.layout;
  let sum = 0;
  let count = 0;
  let least = Infinity;
  for (let i = 0; i < rows; i += stepOf(rows)) {
    const row = scanner.costRow(i);
    for (let j = 0; j < columns; j++) {
      if (row[j] === Infinity) continue;
      sum += row[j];
      count++;
      if (row[j] < least) least = row[j];
    }
  }
  return count > 0 ? Math.max(0, sum / count - least) : 0;
}

/**
 * Share of the columns that are about as cheap as the cheapest of their row, it not counted, in the same rows
 * (docs/arithmetic.md 6.5): large between clusters and many copies of the same points.
 */
export function tiedShare(scanner: RowScanner, scale: number): number {
  const { rows, columns } = scanner.layout;
  let tied = 0;
  let count = 0;
  for (let i = 0; i < rows; i += stepOf(rows)) {
    const row = scanner.costRow(i);
    let least = Infinity;
    for (let j = 0; j < columns; j++) if (row[j] < least) least = row[j];
    if (least === Infinity) continue;
    const limit = least + TIE * scale;
    for (let j = 0; j < columns; j++) if (row[j] <= limit) tied++;
    tied--;
    count += columns;
  }
  return count > 0 ? tied / count : 0;
}

function stepOf(rows: number): number {
  return Math.ceil(rows / SAMPLED_ROWS);
}
