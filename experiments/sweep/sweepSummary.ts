import { meanSpread, type MeanSpread } from '../report/meanSpread.js';
import { showAucs, showEpochs } from '../report/numbers.js';
import { RunFolder } from '../runs/runFolder.js';
import { significant, textTable } from '../terminal/textTable.js';
import type { Training } from './trainings.js';

/** W at the end above so many times its minimum: a training that left the data again. */
const LEFT_THE_DATA = 2;

/** What one training of a sweep came to. */
export interface TrainingResult {
  readonly run: string;
  readonly seed: number;
  readonly epochs: number;
  /** by validation jets alone; `value` is W, or the AE's energy */
  readonly chosen: { readonly epoch: number; readonly value: number | null; readonly meanAuc: number | null };
  /** of the distances measured, and the last of them */
  readonly leastW: number | null;
  readonly lastW: number | null;
  readonly nullFloor: number | null;
  readonly lastAuc: number | null;
  /** the highest mean AUC of all epochs measured: what choosing by the signals would have given */
  readonly highest: { readonly epoch: number; readonly meanAuc: number } | null;
  /** whether W stayed finite and within twice its minimum to the end; null where W was not measured */
  readonly stable: boolean | null;
} // prettier-ignore

/** One setting over its seeds. */
export interface SettingResult {
  readonly setting: string;
  readonly asked: number;
  readonly runs: readonly TrainingResult[];
  /** names of the trainings that failed or are not through */
  readonly missing: readonly string[];
  readonly stable: number;
}

/** What the finished trainings of a sweep came to, by setting, from their run folders alone. */
export function summarise(trainings: readonly Training[]): SettingResult[] {
  const settings = [...new Set(trainings.map(({ setting }) => setting))];
  return settings.map((setting) => {
    const own = trainings.filter((training) => training.setting === setting);
    const runs = own.filter(({ state }) => state === 'finished').map(resultOf);
    return {
      setting,
      asked: own.length,
      runs,
      missing: own.filter(({ state }) => state !== 'finished').map(({ name }) => name),
      stable: runs.filter(({ stable }) => stable === true).length,
    };
  });
}

function resultOf({ name, path, config }: Training): TrainingResult {
  const { summary, metrics, manifest } = RunFolder.open(path);
  if (summary === null) throw new Error(`the run ${path} has not ended`);
  // a number that is not finite is null in JSON
  const distances = metrics.flatMap(({ validation }) =>
    validation === undefined ? [] : [(validation.wasserstein as number | null) ?? Infinity],
  );
  const leastW = distances.length === 0 ? null : Math.min(...distances);
  const lastW = distances.at(-1) ?? null;
  const { best, last } = summary;
  const measured = metrics.filter(({ meanAuc }) => meanAuc !== undefined);
  const highest = measured.reduce<TrainingResult['highest']>(
    (best, { epoch, meanAuc = 0 }) =>
      best === null || meanAuc > best.meanAuc ? { epoch, meanAuc } : best,
    null,
  );
  return {
    run: name,
    seed: config.seed,
    epochs: last.epoch,
    chosen: {
      epoch: best?.epoch ?? last.epoch,
      value: best?.value ?? null,
      meanAuc: (best ?? last).meanAuc ?? null,
    },
    leastW,
    lastW,
    nullFloor: manifest.nullFloor,
    lastAuc: last.meanAuc ?? null,
    highest,
    stable: lastW === null || leastW === null ? null : lastW <= LEFT_THE_DATA * leastW,
  };
}

/** The results as a table, a line a setting: mean ± standard deviation over the seeds. */
export function sweepTable(results: readonly SettingResult[]): string {
  const spread = (value: MeanSpread | null): string =>
    value === null
      ? '–'
      : `${significant(value.mean, 3)}${value.spread === null ? '' : ` ± ${significant(value.spread, 2)}`}`;
  const rows = results.map(({ setting, asked, runs, stable }) => {
    const over = (part: (run: TrainingResult) => number | null): MeanSpread | null => meanSpread(runs.map(part)); // prettier-ignore
    const hasW = runs.some((run) => run.stable !== null);
    const worst = Math.max(...runs.map(({ lastW }) => lastW ?? -Infinity));
    const cost = over(({ chosen, highest }) =>
      highest === null || chosen.meanAuc === null ? null : highest.meanAuc - chosen.meanAuc,
    );
    return [
      setting,
      runs.length === asked ? String(asked) : `${runs.length} of ${asked}`,
      hasW ? `${stable}/${runs.length}` : '–',
      runs.length === 0 ? '–' : showEpochs(runs.map(({ chosen }) => chosen.epoch)).replace(/^epochs? /, ''),
      spread(over(({ leastW }) => leastW)),
      spread(over(({ lastW }) => lastW)),
      hasW ? significant(worst, 3) : '–',
      spread(over(({ nullFloor }) => nullFloor)),
      showAucs(over(({ chosen }) => chosen.meanAuc)),
      showAucs(over(({ lastAuc }) => lastAuc)),
      showAucs(over(({ highest }) => highest?.meanAuc ?? null)),
      showAucs(cost),
    ]; // prettier-ignore
  });
  const headings = [
    ['', 'runs', 'stable', 'chosen', 'least', 'last', 'worst', 'null', 'AUC at', 'AUC at', 'highest', 'choosing'],
    ['setting', '', '', 'epoch', 'W', 'W', 'last W', 'floor', 'chosen', 'end', 'AUC', 'blind costs'],
  ]; // prettier-ignore
  const withSignals = results.some(({ runs }) => runs.some(({ highest }) => highest !== null));
  const columns = withSignals ? 12 : 8;
  return textTable(
    [...headings, null, ...rows].map((row) => (row === null ? null : row.slice(0, columns))),
  );
}
