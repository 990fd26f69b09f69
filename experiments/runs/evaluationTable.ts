import { showSignal, sortedSignals } from '../jets/signal.js';
import { meanSpread, type MeanSpread } from '../report/meanSpread.js';
import { showAucs, showEpochs } from '../report/numbers.js';
import { readRun } from '../report/run.js';
import { groupRuns } from '../report/runGroup.js';
import { textTable } from '../terminal/textTable.js';
import type { RunEvaluation } from './evaluateRun.js';

/** Runs that differ in nothing but their seed, evaluated alike: mean and spread of their AUCs. */
export interface GroupEvaluation {
  readonly label: string;
  readonly runs: readonly string[];
  readonly epochs: readonly number[];
  readonly auc: Readonly<Record<string, MeanSpread | null>>;
  readonly meanAuc: MeanSpread | null;
}

/** Gathers the evaluations of runs by their settings, in the order in which these first appear. */
export function groupEvaluations(evaluations: readonly RunEvaluation[]): GroupEvaluation[] {
  return groupRuns(evaluations.map(({ run }) => readRun(run))).map(({ label, runs }) => {
    const folders = runs.map(({ folder }) => folder);
    const own = evaluations.filter(({ run }) => folders.includes(run));
    const names = Object.keys(own[0].signals);
    return {
      label,
      runs: folders,
      epochs: own.map(({ epoch }) => epoch),
      auc: Object.fromEntries(
        names.map((name) => [name, meanSpread(own.map(({ signals }) => signals[name].auc))]),
      ),
      meanAuc: meanSpread(own.map(({ meanAuc }) => meanAuc)),
    };
  });
}

/** AUC of every signal, mean ± standard deviation, a column a group. */
export function evaluationTable(groups: readonly GroupEvaluation[]): string {
  const signals = sortedSignals(groups.flatMap(({ auc }) => Object.keys(auc)));
  return textTable([
    ['', ...groups.map(({ label }) => label)],
    ['m_Φ, r_inv', ...groups.map(({ runs }) => (runs.length === 1 ? '1 run' : `${runs.length} runs`))],
    ['', ...groups.map(({ epochs }) => showEpochs(epochs))],
    null,
    ...signals.map((signal) => [
      showSignal(signal),
      ...groups.map(({ auc }) => showAucs(auc[signal.name] ?? null)),
    ]),
    null,
    ['mean AUC', ...groups.map(({ meanAuc }) => showAucs(meanAuc))],
  ]); // prettier-ignore
}
