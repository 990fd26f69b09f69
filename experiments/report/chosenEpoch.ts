import { aucOf, finite, objectOr, type Epoch, type Run } from './run.js';

export type Criterion = 'wasserstein' | 'reconstruction' | 'last';

/** An epoch, and the AUCs nearest to it: they need not be measured at every epoch. */
export interface Measured {
  readonly epoch: Epoch;
  readonly aucEpoch: number;
  readonly auc: Epoch['auc'];
  readonly meanAuc: number | null;
}

/** By what a run chooses its checkpoint: as configured, else as the model's training would. */
export function criterionOf({ config, model }: Pick<Run, 'config' | 'model'>): Criterion {
  const { selection } = config;
  if (selection === 'wasserstein' || selection === 'reconstruction' || selection === 'last') {
    return selection;
  }
  return model === 'ae' ? 'reconstruction' : 'wasserstein';
}

/**
 * The epoch whose checkpoint the run keeps: the first at which the criterion is smallest. Epoch 0,
 * before any training, is not a candidate. Signals play no part in it.
 */
export function chosenEpoch(run: Run): Measured | null {
  const criterion = criterionOf(run);
  if (criterion === 'last') return lastEpoch(run);
  let best: Epoch | null = null;
  let least = Infinity;
  for (const epoch of run.epochs) {
    const value = criterion === 'wasserstein' ? epoch.wasserstein : epoch.positive;
    if (epoch.epoch > 0 && value !== null && value < least) {
      least = value;
      best = epoch;
    }
  }
  return best === null ? null : measuredAt(run, best, run.summary.best);
}

export function lastEpoch(run: Run): Measured | null {
  const last = run.epochs.at(-1);
  return last === undefined ? null : measuredAt(run, last, run.summary.last);
}

/** AUCs at an epoch: of its own line, of the summary if that is of this epoch, or of the nearest line. */
function measuredAt(run: Run, epoch: Epoch, summary: unknown): Measured {
  if (epoch.meanAuc !== null) {
    return { epoch, aucEpoch: epoch.epoch, auc: epoch.auc, meanAuc: epoch.meanAuc };
  }
  const summarised = aucOf(summary);
  if (summarised.meanAuc !== null && finite(objectOr(summary).epoch) === epoch.epoch) {
    return { epoch, aucEpoch: epoch.epoch, ...summarised };
  }
  let nearest: Epoch | null = null;
  for (const other of run.epochs) {
    if (other.meanAuc === null) continue;
    const distance = Math.abs(other.epoch - epoch.epoch);
    if (nearest === null || distance < Math.abs(nearest.epoch - epoch.epoch)) nearest = other;
  }
  return {
    epoch,
    aucEpoch: nearest?.epoch ?? epoch.epoch,
    auc: nearest?.auc ?? {},
    meanAuc: nearest?.meanAuc ?? null,
  };
}
