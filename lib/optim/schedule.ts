import { cos } from '../math/index.js';

/** The learning rate in force and what the schedule remembers; plain numbers, so it can be stored. */
export interface ScheduleState {
  readonly rate: number;
  /** epochs completed */
  readonly epoch: number;
  /** plateau: the smallest value so far, epochs since it improved, epochs of rest left */
  readonly best: number | null;
  readonly stale: number;
  readonly rest: number;
}

/** A rule for the learning rate from epoch to epoch. */
export interface Schedule {
  init(): ScheduleState;
  /** The state for the next epoch, after an epoch that ended with `metric` (smaller is better). */
  next(state: ScheduleState, metric: number): ScheduleState;
}

const start = (rate: number): ScheduleState => ({ rate, epoch: 0, best: null, stale: 0, rest: 0 });

export function constantRate(rate: number): Schedule {
  return { init: () => start(rate), next: (state) => ({ ...state, epoch: state.epoch + 1 }) };
}

/** From `rate` to `final` along half a cosine over `epochs` (Loshchilov and Hutter, 1608.03983, eq. 5). */
export function cosineRate(rate: number, epochs: number, final = 0): Schedule {
  return {
    init: () => start(rate),
    next(state) {
      const epoch = state.epoch + 1;
      const progress = Math.min(epoch / epochs, 1);
      return {
        ...state,
        epoch,
        rate: final + ((rate - final) * (1 + cos(Math.PI * progress))) / 2,
      };
    },
  };
}

export interface PlateauOptions {
  /** what the rate is multiplied by */
  readonly factor?: number;
  /** epochs without improvement that are tolerated */
  readonly patience?: number;
  /** relative improvement that counts */
  readonly threshold?: number;
  /** epochs after a reduction during which none are counted */
  readonly cooldown?: number;
  readonly minimum?: number;
}

/**
 * Multiplies the rate by `factor` when the metric has not fallen below (1 − threshold)·best for more
 * than `patience` epochs: PyTorch's ReduceLROnPlateau in its relative minimum mode, with `eps` 0.
 */
export function plateauRate(rate: number, options: PlateauOptions = {}): Schedule {
  const { factor = 0.8, patience = 20, threshold = 1e-3, cooldown = 10, minimum = 0 } = options;
  return {
    init: () => start(rate),
    next(state, metric) {
      const improved = metric < (state.best === null ? Infinity : state.best * (1 - threshold));
      const resting = state.rest > 0;
      const stale = improved || resting ? 0 : state.stale + 1;
      const reduce = stale > patience;
      return {
        rate: reduce ? Math.max(state.rate * factor, minimum) : state.rate,
        epoch: state.epoch + 1,
        best: improved ? metric : state.best,
        stale: reduce ? 0 : stale,
        rest: reduce ? cooldown : resting ? state.rest - 1 : 0,
      };
    },
  };
}
