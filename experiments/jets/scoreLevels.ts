import { firstNotBelow } from '../../algorithms/ascending.js';

/** The distinct scores of a background, among which other scores have their places. */
export class ScoreLevels {
  /** ascending */
  readonly levels: Float64Array;

  constructor(background: Float64Array) {
    this.levels = background.toSorted().filter((score, k, all) => k === 0 || score !== all[k - 1]);
  }

  /** The first level that is not below a score; their number if all are. */
  firstFrom(score: number): number {
    return firstNotBelow(this.levels, score);
  }

  /** Place 2k is below level k and above the one before, 2k + 1 at it. */
  placeOf(score: number): number {
    const k = this.firstFrom(score);
    return this.levels[k] === score ? 2 * k + 1 : 2 * k;
  }
}
