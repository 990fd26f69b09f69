import { meanSpread } from '../report/meanSpread.js';
import { showAucs, showEpochs } from '../report/numbers.js';
import { showSignal, sortedSignals } from '../jets/signal.js';
import type { RunFolder, RunSummary } from './runFolder.js';
import { significant, textTable } from '../terminal/textTable.js';

/** Runs of one model that differ in their seed. */
export interface ComparedModel {
  readonly title: string;
  readonly runs: readonly RunFolder[];
}

/** A column of the comparison: the chosen or the last epoch of every run of a model. */
interface Column {
  readonly title: string;
  readonly at: string;
  readonly epochs: readonly number[];
  readonly aucs: readonly Readonly<Record<string, number>>[];
  readonly means: readonly (number | undefined)[];
  /** validation transport cost at these epochs */
  readonly wasserstein: readonly (number | undefined)[];
  /** the highest mean AUC of all epochs measured, which only someone who knows the signals could choose */
  readonly highest: readonly (HighestAuc | null)[];
}

interface HighestAuc {
  readonly epoch: number;
  readonly meanAuc: number;
}

/**
 * AUC of every signal for every model at its chosen and at its last epoch, as columns and as JSON; and how far
 * these are from the epoch with the highest AUC.
 */
export function compare(models: readonly ComparedModel[]): { text: string; json: unknown } {
  const columns = models.flatMap(columnsOf);
  const signals = sortedSignals(columns.flatMap(({ aucs }) => aucs.flatMap(Object.keys)));
  const floor = meanSpread(models.flatMap(({ runs }) => runs.map((run) => run.manifest.nullFloor)));
  const rows = [
    ['', ...columns.map(({ title }) => title)],
    ['m_Φ, r_inv', ...columns.map(({ at }) => at)],
    ['', ...columns.map(({ epochs }) => showEpochs(epochs))],
    null,
    ...signals.map((signal) => [
      showSignal(signal),
      ...columns.map(({ aucs }) => showAucs(meanSpread(aucs.map((auc) => auc[signal.name])))),
    ]),
    null,
    ['mean AUC', ...columns.map(({ means }) => showAucs(meanSpread(means)))],
    [
      'highest mean AUC',
      ...columns.map(({ highest }) => showAucs(meanSpread(highest.map((at) => at?.meanAuc)))),
    ],
    [
      'its epoch',
      ...columns.map(({ highest }) => {
        const epochs = highest.flatMap((at) => at?.epoch ?? []);
        return epochs.length === 0 ? '–' : showEpochs(epochs);
      }),
    ],
    ['short of it by', ...columns.map((column) => showAucs(meanSpread(shortfalls(column))))],
    [
      floor === null ? 'W' : `W (null floor ${significant(floor.mean, 3)})`,
      ...columns.map(({ wasserstein }) => significant(meanSpread(wasserstein)?.mean, 3)),
    ],
  ];
  return { text: textTable(rows), json: { nullFloor: floor?.mean ?? null, columns } };
}

/** What choosing without the signals costs in each run. */
function shortfalls({ means, highest }: Column): (number | null)[] {
  return highest.map((at, k) => (at === null ? null : at.meanAuc - (means[k] ?? at.meanAuc)));
}

/** The first epoch with the highest mean AUC, of those at which it was measured. */
function highestAuc({ metrics }: RunFolder, { best, last }: RunSummary): HighestAuc | null {
  const measured = [...metrics, ...(best === null ? [] : [best]), last].flatMap(
    ({ epoch, meanAuc }) => (meanAuc === undefined ? [] : [{ epoch, meanAuc }]),
  );
  return measured.reduce<HighestAuc | null>(
    (highest, at) => (highest === null || at.meanAuc > highest.meanAuc ? at : highest),
    null,
  );
}

function columnsOf({ title, runs }: ComparedModel): Column[] {
  const summaries = runs.map((run) => {
    if (run.summary === null) throw new Error(`the run ${run.path} has not ended`);
    return { run, summary: run.summary };
  });
  const { selection } = runs[0].config;
  const chosen = { wasserstein: 'minimum W', reconstruction: 'minimum E', last: 'chosen' }[
    selection
  ];
  const column = (at: string, part: (summary: RunSummary) => RunSummary['last']): Column => ({
    title,
    at,
    epochs: summaries.map(({ summary }) => part(summary).epoch),
    aucs: summaries.map(({ summary }) => part(summary).auc ?? {}),
    means: summaries.map(({ summary }) => part(summary).meanAuc),
    wasserstein: summaries.map(({ run, summary }) => wassersteinAt(run, part(summary).epoch)),
    highest: summaries.map(({ run, summary }) => highestAuc(run, summary)),
  });
  return [column(chosen, (summary) => summary.best ?? summary.last), column('end', (s) => s.last)];
}

function wassersteinAt(run: RunFolder, epoch: number): number | undefined {
  return run.metrics.find((line) => line.epoch === epoch)?.validation?.wasserstein;
}
