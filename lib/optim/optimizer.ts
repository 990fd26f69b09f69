/**
 * The state of an optimiser: how many updates were made, and running moments of the gradient, each a
 * tree shaped like the parameters.
 */
export interface OptimizerState<P> {
  readonly step: number;
  readonly moments: readonly P[];
}

/** A pure rule for updating a tree of parameters. */
export interface Optimizer {
  /** The state before the first update. */
  init<P>(params: P): OptimizerState<P>;
  /** Parameters and state after one update with `gradient` at `learningRate`. */
  update<P>(
    params: P,
    gradient: P,
    state: OptimizerState<P>,
    learningRate: number,
  ): { params: P; state: OptimizerState<P> };
}
