import type { Config } from '../../../algorithms/index.js';
import type { ShuffledSums } from '../shuffledSums.js';
import type { Fault } from './faults.js';

/** Weights [out][in] and biases of the layers of encoder and decoder in one list. */
export interface Layer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}
export type Rows = readonly (readonly number[])[];

export interface StepState {
  readonly layers: readonly Layer[];
  readonly m: readonly Layer[];
  readonly v: readonly Layer[];
  readonly updates: number;
}

/**
 * An implementation of a training step in plain loops over single samples, derived by hand and sharing nothing
 * with the engine but the transport solver: sums in any order, and one fault on demand.
 */
export class Backend {
  constructor(
    readonly config: Config,
    readonly sums: ShuffledSums,
    private readonly fault: Fault | null = null,
  ) {}

  is(fault: Fault): boolean {
    return this.fault === fault;
  }
}
