/** A plan as a list of arcs and their masses. */
export interface Plan {
  row: Int32Array;
  column: Int32Array;
  mass: Float64Array;
}
