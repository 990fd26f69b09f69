import type { EpochRecord, ModelName } from '../../../algorithms/index.js';

/** What the page tells the worker that trains. */
export type Command =
  | {
      readonly start: { readonly model: ModelName; readonly seed: number; readonly epochs: number };
    }
  | { readonly paused: boolean };

/** What the worker tells the page. */
export type Message =
  | { readonly picture: Picture }
  | { readonly ended: { readonly digest: string } }
  | { readonly failed: string };

/** The state at the end of an epoch; 0 is before the first. */
export interface Picture {
  readonly epoch: number;
  readonly epochs: number;
  /** absent before the first epoch */
  readonly record?: EpochRecord;
  readonly nullFloor: number | null;
  /** log₁₀ E of the cells of the square, row by row from the lowest */
  readonly energy: Float64Array;
  /** a side of the square in cells */
  readonly cells: number;
  /** the last batch, [n, 2]; before the first epoch some training points */
  readonly points: Float64Array;
  /** states of the chains of the last step, each [n, 2]; none for the AE */
  readonly chain: readonly Float64Array[];
  /** for each point of the batch, the sample that the plan of optimal transport brings it to */
  readonly plan: Int32Array | null;
}
