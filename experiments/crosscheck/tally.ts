import { ulp, type Precision } from '../../lib/errorAnalysis/index.js';
import type { Stage } from './stage.js';

/** An element of a bundle that is not what it should be. */
export interface Departure {
  readonly stage: string;
  readonly step: number;
  /** the tensor's name in the file */
  readonly tensor: string;
  readonly index: readonly number[];
  readonly found: number;
  readonly expected: number;
  /** the largest |found − expected| of a correct implementation */
  readonly bound: number;
}

/** What the comparison of one part of a bundle gave. */
export interface Comparison {
  readonly elements: number;
  readonly undecidable: number;
  readonly failed: number;
  /** largest error in units of the last place of the expected number */
  readonly ulps: number;
  /** largest error as a share of its bound, of the elements that are decided */
  readonly share: number;
  readonly first: Departure | null;
}

/** The bound itself is computed in binary64, as sums and products of numbers ≥ 0. */
const ROUNDING_OF_BOUND = 1 + 1e-6;

/**
 * Compares a part of a bundle with what it should be, element by element; with `bits`, numbers that are
 * equal but not the same (−0 and +0) differ.
 */
export function compare(
  { name, step, tensor, at, found, expected }: Stage,
  precision: Precision,
  bits = false,
): Comparison {
  const { value, error, wide } = expected;
  let [undecidable, failed, ulps, share] = [0, 0, 0, 0];
  let first: Departure | null = null;
  for (let k = 0; k < value.size; k++) {
    const [is, should] = [found.data[k], value.data[k]];
    const bound = (error?.data[k] ?? 0) * ROUNDING_OF_BOUND + precision.tiny;
    const reach = (wide?.data[k] ?? 0) * ROUNDING_OF_BOUND + precision.tiny;
    const apart = Math.abs(is - should);
    // exact copies may be compared exactly
    const within = error !== null ? apart <= bound : bits ? Object.is(is, should) : is === should;
    if (within) {
      if (apart > 0) share = Math.max(share, apart / bound);
      if (apart > 0) ulps = Math.max(ulps, apart / ulp(should, precision));
      continue;
    }
    const overflow = !(Math.abs(should) + reach <= precision.largest);
    if (!bits && (overflow || apart <= reach)) {
      undecidable += 1;
      continue;
    }
    failed += 1;
    const size = apart / ulp(should, precision);
    ulps = Math.max(ulps, Number.isNaN(size) ? Infinity : size);
    share = Math.max(share, Number.isNaN(apart) || error === null ? Infinity : apart / bound);
    first ??= {
      stage: name,
      step,
      tensor: `step.${step}/${tensor}`,
      index: [...at, ...unravel(k, value.shape)],
      found: is,
      expected: should,
      bound: error === null ? 0 : bound,
    };
  }
  return { elements: value.size, undecidable, failed, ulps, share, first };
}

export function unravel(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(position % shape[axis]);
    position = Math.floor(position / shape[axis]);
  }
  return index;
}

/** Several comparisons as one. */
export function together(a: Comparison, b: Comparison): Comparison {
  return {
    elements: a.elements + b.elements,
    undecidable: a.undecidable + b.undecidable,
    failed: a.failed + b.failed,
    ulps: Math.max(a.ulps, b.ulps),
    share: Math.max(a.share, b.share),
    first: a.first ?? b.first,
  };
}
