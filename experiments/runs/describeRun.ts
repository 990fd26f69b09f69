import { exitCode } from '../terminal/failure.js';
import type { DataSection } from '../jets/jetSource.js';
import type { Outcome } from '../terminal/outcome.js';
import { describeDigests } from './manifest.js';
import type { TrainedRun } from './session.js';
import { showDuration } from '../terminal/durations.js';
import { significant, threeDecimals } from '../terminal/textTable.js';

function showData({ source, selection }: DataSection): string {
  return typeof selection === 'string' ? `${source} (${selection})` : source;
}

/** What `train` and `resume` say at the end, the digests on standard error. */
export function describeRun({ folder, manifest, summary, done }: TrainedRun): Outcome {
  const { status, sha256, jets, nullFloor, seconds } = manifest;
  const { config } = folder;
  const json = { run: folder.path, status, seconds, jets, nullFloor, sha256, summary };
  if (summary === null) {
    const { epoch, step } = done;
    return {
      json: { ...json, epoch, step },
      text: `stopped after step ${step}, in epoch ${epoch + 1} of ${config.epochs}; wnae resume ${folder.path} goes on`,
      code: exitCode.interrupted,
    };
  }
  process.stderr.write(`${describeDigests(sha256)}\n`);
  const { best, last } = summary;
  const measure = { wasserstein: 'W', reconstruction: 'energy', last: '' }[config.selection];
  const floor =
    config.selection === 'wasserstein' && nullFloor !== null
      ? ` (null floor ${significant(nullFloor)})`
      : '';
  const auc = (mean: number | undefined): string =>
    mean === undefined ? '' : `, mean AUC ${threeDecimals(mean)}`;
  const chosen =
    best === null || config.selection === 'last'
      ? []
      : [
          `best   epoch ${best.epoch}, ${measure} ${significant(best.value)}${floor}${auc(best.meanAuc)}`,
        ];
  return {
    json,
    text: [
      `model  ${config.model}, ${last.epoch} epochs in ${showDuration(seconds)}`,
      `data   ${showData(config.data)}: ${jets.train} jets to train on, ${jets.validation} to validate, ${jets.test} to test`,
      ...chosen,
      `last   epoch ${last.epoch}${auc(last.meanAuc)}`,
      `run    ${folder.path}`,
    ].join('\n'),
  };
}
