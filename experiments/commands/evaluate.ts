import { scores } from '../../algorithms/index.js';
import { isEmbedded, signalNames } from '../jets/jetSource.js';
import { checkpointOption } from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import { parseSignal, showSignal, sortedSignals } from '../jets/signal.js';
import type { CheckpointName } from '../runs/runFolder.js';
import { forEachBlock, scoreJets } from '../jets/scoredJets.js';
import { SeparationTally, type Separation } from '../jets/separationTally.js';
import { heldOut } from '../jets/signalEvaluation.js';
import { addFileOptions, fileOptions, type FileOptions } from '../terminal/fileOptions.js';
import { significant, textTable, threeDecimals } from '../terminal/textTable.js';
import { jetsOfRun, openModel, type TrainedModel } from '../runs/trainedModel.js';

interface Options extends FileOptions {
  readonly signal?: readonly string[];
  readonly background?: string;
  readonly model: CheckpointName;
  readonly weights?: string;
}

export const registerEvaluate: Register = (program, finish) => {
  const command = program
    .command('evaluate')
    .description('How well a model tells signals from background: AUC, rejection, grid.')
    .argument('<run>', 'the run folder')
    .option('--signal <source...>', 'embedded samples or files; default: the eleven embedded ones')
    .option('--background <source>', "default: the jets held out of the run's own data")
    .addOption(checkpointOption())
    .option('--weights <file>', "of wnae export or PyTorch, in place of the run's: .safetensors");
  addFileOptions(command).addHelpText(
    'after',
    `
Examples:
  wnae evaluate runs/mine
  wnae evaluate runs/mine --signal svj_m2000_r03 mine.npy --model last --json
  wnae evaluate runs/mine --background qcd_boosted --signal mine.root --columns map.json`,
  );
  act(command, finish, async (options: Options, run: string) => {
    const trained = openModel(run, options.model, options.weights);
    const { config, epoch } = trained;
    const { background, signal: names = signalNames } = options;
    const files = fileOptions(options);
    // the map is of the files that are named here, not of embedded samples
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
    const meanAuc = areas.reduce((total, area) => total + area, 0) / areas.length;
    const jets = backgroundScores.length;
    const against = background ?? `${config.data.source}, held out`;
    return {
      json: {
        run,
        epoch,
        weights: options.weights ?? null,
        background: { source: against, jets },
        signals,
        meanAuc,
      },
      text: [
        `${trained.title}, against ${jets} background jets (${against})`,
        '',
        separationTable(signals, meanAuc),
        ...grid(signals),
      ].join('\n'),
    };
  });
};

/** Scores of the jets held out of the run's own data. */
function heldOutScores(trained: TrainedModel): Float64Array {
  const { model, features, config } = trained;
  return scores(model, heldOut(jetsOfRun(trained)), features.length, config.dtype);
}

function separationTable(signals: Readonly<Record<string, Separation>>, meanAuc: number): string {
  return textTable([
    ['signal', 'm_Φ, r_inv', 'jets', 'AUC', '1/ε_B at ε_S = 0.3'],
    null,
    ...sortedSignals(Object.keys(signals)).map((signal) => {
      const { jets, auc, rejection } = signals[signal.name];
      const parameters = signal.mass === null ? '–' : showSignal(signal);
      return [
        signal.name,
        parameters,
        String(jets),
        threeDecimals(auc),
        rejection === null ? '∞' : significant(rejection, 3),
      ];
    }),
    null,
    ['mean', '', '', threeDecimals(meanAuc), ''],
  ]);
}

/** AUC by m_Φ and r_inv, for signals at the standard confinement scale. */
function grid(signals: Readonly<Record<string, Separation>>): string[] {
  const points = Object.keys(signals)
    .map(parseSignal)
    .filter(({ mass, scale }) => mass !== null && scale === null);
  const distinct = (values: (number | null)[]): number[] =>
    [...new Set(values)].filter((value) => value !== null).sort((a, b) => a - b);
  const masses = distinct(points.map(({ mass }) => mass));
  const fractions = distinct(points.map(({ invisible }) => invisible));
  if (masses.length * fractions.length < 2) return [];
  const cell = (m: number, r: number): string => {
    const point = points.find(({ mass, invisible }) => mass === m && invisible === r);
    return point === undefined ? '·' : threeDecimals(signals[point.name].auc);
  };
  return [
    '',
    textTable([
      ['AUC   m_Φ/GeV', ...masses.map(String)],
      null,
      ...fractions.map((r) => [`r_inv ${r}`, ...masses.map((m) => cell(m, r))]),
    ]),
  ];
}
