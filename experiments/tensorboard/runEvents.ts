import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { writeAtomically } from '../runs/atomicFile.js';
import type { EpochMetrics } from '../runs/metrics.js';
import type { RunFolder } from '../runs/runFolder.js';
import { fileError } from '../terminal/failure.js';
import { encodeEventFile, type ScalarEvent } from './eventFile.js';

/**
 * Writes the epochs of a run as a TensorBoard event file into a folder of the run's name in `folder`. The same run
 * gives the same bytes; its name and its times are those of the run's beginning and end, between which its epochs are spread evenly.
 *
 * @returns the file's path
 */
export function writeRunEvents(run: RunFolder, folder: string): string {
  const started = Date.parse(run.manifest.started) / 1000;
  const ended = run.manifest.ended === null ? started : Date.parse(run.manifest.ended) / 1000;
  const perEpoch = (ended - started) / Math.max(1, run.metrics.length);
  const events = run.metrics.map((metrics, k): ScalarEvent => {
    const wallTime = started + (k + 1) * perEpoch;
    return { wallTime, step: metrics.epoch, scalars: scalarsOf(metrics) };
  });
  const own = join(folder, basename(resolve(run.path)));
  const file = join(own, `events.out.tfevents.${Math.floor(started)}.wnae`);
  try {
    mkdirSync(own, { recursive: true });
  } catch (error) {
    throw fileError('create', own, error);
  }
  writeAtomically(file, encodeEventFile(events));
  return file;
}

function scalarsOf({
  trainingLoss,
  learningRate,
  validation,
  auc,
  meanAuc,
}: EpochMetrics): Record<string, number> {
  const scalars: Record<string, number | undefined> = {
    'loss/training': trainingLoss,
    'loss/learning rate': learningRate,
    'validation/E positive': validation?.positiveEnergy,
    'validation/E negative': validation?.negativeEnergy,
    'validation/wasserstein': validation?.wasserstein,
    'AUC/mean': meanAuc,
  };
  for (const [signal, area] of Object.entries(auc ?? {})) scalars[`AUC/${signal}`] = area;
  return Object.fromEntries(
    Object.entries(scalars).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  );
}
