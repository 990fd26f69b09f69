/**
 * What every solver returns: a basic solution of the problem between rows and columns of positive
 * mass (indices among those), with potentials u_i + v_j ≤ c_ij that are equal on it, up to rounding.
 */
export interface BasicSolution {
  /** Arcs that carry mass, in any order. */
  row: Int32Array;
  column: Int32Array;
  mass: Float64Array;
  u: Float64Array;
  v: Float64Array;
  /** What u and v lack of potentials that were not rounded. */
  uLow?: Float64Array;
  vLow?: Float64Array;
  /** Mass that these arcs cannot ship: the units that decided the basis are not the given masses. */
  lost: number;
  /** What arcs cost that would have to carry less than nothing, and carry nothing: an upper bound up to rounding. */
  stake: number;
  pivots: number;
  /** False where the pivot limit stopped the search: the plan may cost too much. */
  optimal: boolean;
  /** False where, at that moment, not all mass had found its way. */
  feasible: boolean;
}
