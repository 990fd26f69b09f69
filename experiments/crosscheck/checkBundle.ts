import { precisions } from '../../lib/errorAnalysis/index.js';
import type { Bundle } from './readBundle.js';
import { stagesOf } from './stages.js';
import { strictStagesOf } from './strictStages.js';
import { compare, together, type Comparison, type Departure } from './tally.js';

export interface BundleCheck {
  /** by the name of the stage, over all steps, in the order of a training */
  readonly stages: ReadonlyMap<string, Comparison>;
  /** by step, then by the name of the stage */
  readonly steps: readonly ReadonlyMap<string, Comparison>[];
  /** where the bundle first departs, in the order in which a training computes */
  readonly first: Departure | null;
  /** whether bits were demanded, not bounds */
  readonly bits: boolean;
}

export interface CheckOptions {
  /** demand the bits of our own order of summation, in place of bounds on rounding */
  readonly bits?: boolean;
  /** told the number of steps done */
  readonly onStep?: (done: number) => void;
}

/** Checks every stage of every step. */
export function checkBundle(
  bundle: Bundle,
  { bits = false, onStep }: CheckOptions = {},
): BundleCheck {
  const stages = new Map<string, Comparison>();
  const steps: ReadonlyMap<string, Comparison>[] = [];
  let first: Departure | null = null;
  for (let k = 0; k < bundle.steps; k++) {
    const ofStep = new Map<string, Comparison>();
    for (const stage of bits ? strictStagesOf(bundle, k) : stagesOf(bundle, k)) {
      const result = compare(stage, precisions[bundle.dtype], bits);
      first ??= result.first;
      for (const table of [stages, ofStep]) {
        const before = table.get(stage.name);
        table.set(stage.name, before === undefined ? result : together(before, result));
      }
    }
    steps.push(ofStep);
    onStep?.(k + 1);
  }
  return { stages, steps, first, bits };
}
