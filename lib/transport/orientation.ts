import type { PairedMasses } from './pairedMasses.js';
import type { CheckedProblem } from './problem.js';

/** Points as two row-major arrays, or the entries of a given matrix. */
export type Costs =
  | { kind: 'points'; x: Float64Array; y: Float64Array; dimension: number; euclidean: boolean }
  | {
      kind: 'matrix';
      entries: Float64Array;
      /** place of entry (i, j): rowPlace[i] + columnPlace[j] */
      rowPlace: Float64Array;
      columnPlace: Float64Array;
    };

/** A problem as the solvers see it: rows and columns of positive mass, at least as many rows. */
export interface OrientedProblem extends PairedMasses {
  /** Whether the given rows are the columns here. */
  swapped: boolean;
  /** given index of each row and column */
  rowIndex: Int32Array;
  columnIndex: Int32Array;
  costs: Costs;
}

/** Leaves out rows and columns without mass, and turns a problem with fewer rows than columns round. */
export function orient(problem: CheckedProblem): OrientedProblem {
  const { source, columns, keptRows, keptColumns } = problem;
  const swapped = keptRows.length < keptColumns.length;
  const [rowIndex, columnIndex] = swapped ? [keptColumns, keptRows] : [keptRows, keptColumns];
  const { a, b, bLow } = problem;
  const aLow = new Float64Array(a.length);
  const [rowMass, columnMass] = swapped ? [b, a] : [a, b];
  const [rowLow, columnLow] = swapped ? [bLow, aLow] : [aLow, bLow];
  const sides = {
    swapped,
    a: gatherRows(rowMass, rowIndex, 1),
    b: gatherRows(columnMass, columnIndex, 1),
    aLow: gatherRows(rowLow, rowIndex, 1),
    bLow: gatherRows(columnLow, columnIndex, 1),
    rowIndex,
    columnIndex,
  };
  if (source.kind === 'points') {
    const { dimension } = source;
    const [x, y] = swapped ? [source.y, source.x] : [source.x, source.y];
    const costs: Costs = {
      kind: 'points',
      x: gatherRows(x, rowIndex, dimension),
      y: gatherRows(y, columnIndex, dimension),
      dimension,
      euclidean: source.metric === 'euclidean',
    };
    return { ...sides, costs };
  }
  const [rowStep, columnStep] = swapped ? [1, columns] : [columns, 1];
  const costs: Costs = {
    kind: 'matrix',
    entries: source.costs,
    rowPlace: Float64Array.from(rowIndex, (i) => i * rowStep),
    columnPlace: Float64Array.from(columnIndex, (j) => j * columnStep),
  };
  return { ...sides, costs };
}

/** Rows `index` of a row-major array `width` wide. */
function gatherRows(values: Float64Array, index: Int32Array, width: number): Float64Array {
  const size = index.length * width;
  if (size === values.length) return values;
  const out = new Float64Array(size);
  for (let i = 0; i < index.length; i++) {
    out.set(values.subarray(index[i] * width, (index[i] + 1) * width), i * width);
  }
  return out;
}
