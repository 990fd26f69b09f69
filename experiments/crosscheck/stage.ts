import type { BoundedTensor } from '../../lib/errorAnalysis/index.js';
import type { Tensor } from '../../lib/tensor/index.js';

/** A part of a bundle beside what it should be, computed from the parts before it. */
export interface Stage {
  /** the row of the table: `drift`, `grad`, … */
  readonly name: string;
  readonly step: number;
  /** the tensor within the step: `grad/encoder.0.weight` */
  readonly tensor: string;
  /** the leading indices of the part: [i] for state i of a chain */
  readonly at: readonly number[];
  readonly found: Tensor;
  readonly expected: BoundedTensor;
}
