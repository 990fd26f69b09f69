import { cast, type Tensor } from '../../lib/tensor/index.js';

/** A transport plan by its arcs, all with mass [arcs]. */
export interface PlanArcs {
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly mass: Tensor;
}

/** The arcs of a plan given as a matrix [n, m], row by row. */
export function arcsOf({ data, shape: [n, m], dtype }: Tensor): PlanArcs {
  const [row, column, mass]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      if (data[i * m + j] === 0) continue;
      row.push(i);
      column.push(j);
      mass.push(data[i * m + j]);
    }
  }
  const masses = cast({ data: Float64Array.from(mass), shape: [mass.length] }, dtype);
  return { row: Int32Array.from(row), column: Int32Array.from(column), mass: masses };
}
