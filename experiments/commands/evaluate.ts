import { signalNames } from '../jets/jetSource.js';
import { parseSignal, showSignal, sortedSignals } from '../jets/signal.js';
import type { Separation } from '../jets/separationTally.js';
import { evaluateRun, type RunEvaluation } from '../runs/evaluateRun.js';
import { evaluationTable, groupEvaluations } from '../runs/evaluationTable.js';
import type { CheckpointName } from '../runs/runFolder.js';
import { addFileOptions, fileOptions, type FileOptions } from '../terminal/fileOptions.js';
import { checkpointOption } from '../terminal/optionParsers.js';
import { act, type Outcome, type Register } from '../terminal/outcome.js';
import { significant, textTable, threeDecimals } from '../terminal/textTable.js';

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
    .argument('<run...>', 'run folders; of several, mean and spread over the seeds')
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
  wnae evaluate runs/quick/*-* --background qcd_boosted
  wnae evaluate runs/mine --background qcd_boosted --signal mine.root --columns map.json`,
  );
  act(command, finish, async (options: Options, runs: readonly string[]) => {
    const { background, model, weights = null, signal: signals = signalNames } = options;
    const files = fileOptions(options);
    if (runs.length > 1 && weights !== null) {
      throw new Error(`expected one run to put the weights of ${weights} into, got ${runs.length}`);
    }
    const evaluations: RunEvaluation[] = [];
    for (const run of [...new Set(runs)]) {
      const asked = { signals, background, model, weights: options.weights, files };
      evaluations.push(await evaluateRun(run, asked));
    }
    return evaluations.length === 1 ? single(evaluations[0], weights) : several(evaluations);
  });
};

function single({ title, ...evaluation }: RunEvaluation, weights: string | null): Outcome {
  const { background, signals, meanAuc } = evaluation;
  return {
    json: { weights, ...evaluation },
    text: [
      `${title}, against ${background.jets} background jets (${background.source})`,
      '',
      separationTable(signals, meanAuc),
      ...grid(signals),
    ].join('\n'),
  };
}

/** Mean and spread over runs that differ in their seed alone. */
function several(evaluations: readonly RunEvaluation[]): Outcome {
  const groups = groupEvaluations(evaluations);
  const backgrounds = [...new Set(evaluations.map(({ background }) => background.source))];
  return {
    json: { runs: evaluations, groups },
    text: [
      `AUC of ${evaluations.length} runs, against ${backgrounds.join(' and ')}: mean ± standard deviation`,
      '',
      evaluationTable(groups),
    ].join('\n'),
  };
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
