import { scores } from '../../algorithms/index.js';
import type { ColumnMap } from '../files/columnMap.js';
import type { JetChoice } from '../files/jetRows.js';
import { isEmbedded } from '../jets/jetSource.js';
import { forEachBlock, scoreJets } from '../jets/scoredJets.js';
import { SeparationTally, type Separation } from '../jets/separationTally.js';
import { heldOut } from '../jets/signalEvaluation.js';
import type { CheckpointName } from './runFolder.js';
import { jetsOfRun, openModel, type TrainedModel } from './trainedModel.js';

export interface EvaluationOptions {
  /** embedded samples or files */
  readonly signals: readonly string[];
  /** left out, the jets held out of the run's own data */
  readonly background?: string;
  readonly model: CheckpointName;
  /** a file of weights in place of the run's */
  readonly weights?: string;
  /** how files are read; embedded samples need none of it */
  readonly files: { readonly map?: ColumnMap; readonly jets: JetChoice };
}

/** How well a run's model tells signals from background. */
export interface RunEvaluation {
  readonly run: string;
  /** which model it is, in words */
  readonly title: string;
  readonly epoch: number;
  readonly background: { readonly source: string; readonly jets: number };
  readonly signals: Readonly<Record<string, Separation>>;
  readonly meanAuc: number;
}

/** Scores background and signals with a run's model; signals are read in blocks. */
export async function evaluateRun(
  run: string,
  { signals: names, background, model, weights, files }: EvaluationOptions,
): Promise<RunEvaluation> {
  const trained = openModel(run, model, weights);
  // the map is of the files that are named, not of embedded samples
  const optionsOf = (source: string) => (isEmbedded(source) ? {} : files);
  const backgroundScores =
    background === undefined
      ? heldOutScores(trained)
      : (await scoreJets(trained, background, optionsOf(background))).scores;
  const signals: Record<string, Separation> = {};
  for (const name of names) {
    const tally = new SeparationTally(backgroundScores);
    await forEachBlock(trained, name, optionsOf(name), (block) => tally.add(block));
    signals[name] = tally.separation;
  }
  const areas = Object.values(signals).map(({ auc }) => auc);
  return {
    run,
    title: trained.title,
    epoch: trained.epoch,
    background: {
      source: background ?? `${trained.config.data.source}, held out`,
      jets: backgroundScores.length,
    },
    signals,
    meanAuc: areas.reduce((total, area) => total + area, 0) / areas.length,
  };
}

/** Scores of the jets held out of the run's own data. */
function heldOutScores(trained: TrainedModel): Float64Array {
  const { model, features, config } = trained;
  return scores(model, heldOut(jetsOfRun(trained)), features.length, config.dtype);
}
