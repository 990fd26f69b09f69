/**
 * The pivot limit was reached before optimality was proven. What was proven by then is here; there is
 * no value, because the plan at hand may be well above the optimum.
 */
export class TransportLimitError extends Error {
  override readonly name = 'TransportLimitError';

  constructor(
    readonly pivots: number,
    /** No plan costs less. */
    readonly lowerBound: number,
    /** Cost of the plan at hand; Infinity if it does not ship all mass yet. */
    readonly upperBound: number,
  ) {
    super(
      `emd: stopped after ${pivots} pivots with the cost between ${lowerBound} and ${upperBound}; ` +
        'raise maxPivots to solve to optimality',
    );
  }
}
