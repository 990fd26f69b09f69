import type { RunFigures } from '../figures/runFigures.js';
import { turningPoint } from '../figures/turningPoint.js';
import { axisOf, type Chart, type Point, type Series } from './chart.js';
import type { Drawing } from './drawing.js';
import { chartDrawing } from './figure.js';
import { meanSpread } from './meanSpread.js';
import { showNumber } from './numbers.js';
import { lineStyle } from './palette.js';
import type { Plotting } from './plotting.js';
import type { Epoch } from './run.js';
import type { RunGroup } from './runGroup.js';
import { parseSignal, showSignal, sortedSignals } from '../jets/signal.js';
import { signalFamilies } from './signalFamilies.js';

type Pick = (epoch: Epoch) => number | null | undefined;

/**
 * Energies, loss, W and AUC of a group of runs against the epoch; what was not measured is left out. Where
 * the axis of the energies had to be cut, they are shown once more up to the turning point.
 */
export function curves(
  plotting: Plotting,
  group: RunGroup,
  signalDistance: RunFigures['signalDistance'],
): Drawing[] {
  const energies = energyChart(group);
  const cut = hasPoints(energies) && axisOf(energies).above !== null;
  return [
    energies,
    ...(cut ? [energiesBeforeTurn(group, energies)] : []),
    lossChart(group),
    wassersteinChart(group, signalDistance),
    aucChart(group),
    ...signalCharts(group),
  ]
    .filter(hasPoints)
    .map((chart) => chartDrawing(plotting, chart));
}

function hasPoints({ series }: Chart): boolean {
  return series.some(({ lines }) => lines.some((points) => points.length > 0));
}

/** The energies up to the first epoch at which the samples of a run leave the data (Fig. 3, right). */
function energiesBeforeTurn(group: RunGroup, energies: Chart): Chart {
  const turns = group.runs.flatMap(
    ({ epochs }) =>
      turningPoint(epochs.map((at) => ({ epoch: at.epoch, value: at.wasserstein }))) ?? [],
  );
  const end = Math.min(...turns);
  const before = <T extends Point | { readonly x: number }>(points: readonly T[]): T[] =>
    points.filter(({ x }) => x < end);
  return {
    ...energies,
    name: 'energies-before',
    title: 'Energies before the divergence',
    caption: `The same up to epoch ${end}, from which W stays above 1.5 times its minimum.`,
    log: false,
    whole: true,
    series: energies.series.map(({ centre, band, ...series }) => ({
      ...series,
      lines: series.lines.map(before),
      ...(centre === undefined ? {} : { centre: before(centre) }),
      ...(band === undefined ? {} : { band: before(band) }),
    })),
    chosen: energies.chosen?.filter((epoch) => epoch < end),
  };
}

function energyChart(group: RunGroup): Chart {
  return {
    name: 'energies',
    title: 'Reconstruction energy',
    caption:
      `Mean reconstruction error of the validation jets, E₊, and of the model's samples, E₋.` +
      seedsNote(group, 'median'),
    yLabel: 'energy (dimensionless)',
    log: true,
    series: [
      seriesOf(group, 'E₊, validation jets', 0, (epoch) => epoch.positive, 'median'),
      seriesOf(group, 'E₋, model samples', 1, (epoch) => epoch.negative, 'median'),
    ].filter((series) => series.lines.some((points) => points.length > 0)),
    chosen: chosenEpochs(group),
  };
}

function lossChart(group: RunGroup): Chart {
  return {
    name: 'loss',
    title: 'Training loss',
    caption: `Mean over the batches of an epoch.${seedsNote(group, 'median')}`,
    yLabel: 'loss',
    log: group.runs.every((run) => run.epochs.every(({ loss }) => loss === null || loss > 0)),
    series: [seriesOf(group, 'training loss', 0, (epoch) => epoch.loss, 'median')],
    chosen: chosenEpochs(group),
  };
}

function wassersteinChart(group: RunGroup, signalDistance: RunFigures['signalDistance']): Chart {
  const floor = group.nullFloor?.mean;
  const toSignal = seriesOf(group, 'samples – signal', 2, (at) => at.signalWasserstein, 'median');
  const pairs = toSignal.lines.some((points) => points.length > 0);
  const signal = signalDistance === null ? null : showSignal(parseSignal(signalDistance.signal));
  return {
    name: 'wasserstein',
    title: 'Wasserstein distance W',
    caption:
      'Exact transport cost between validation jets and as many samples of the model' +
      (pairs ? `, and between these samples and jets of the signal ${signal ?? ''}.` : '.') +
      (floor === undefined
        ? ''
        : ' The line named null floor is the cost between two sets of validation jets: what a perfect model would show.') +
      seedsNote(group, 'median'),
    yLabel: 'W (dimensionless)',
    log: true,
    series: [
      seriesOf(group, pairs ? 'jets – samples' : 'W', 0, (at) => at.wasserstein, 'median'),
      ...(pairs ? [toSignal] : []),
    ],
    levels: [
      ...(floor === undefined ? [] : [{ value: floor, label: `null floor ${showNumber(floor)}` }]),
      ...(signalDistance === null
        ? []
        : [
            {
              value: signalDistance.wasserstein,
              label: `jets – signal ${showNumber(signalDistance.wasserstein)}`,
            },
          ]),
    ],
    chosen: chosenEpochs(group),
  };
}

function aucChart(group: RunGroup): Chart {
  return {
    name: 'mean-auc',
    title: 'Mean AUC',
    caption: `Mean over the signals of the area under the ROC curve; 0.5 is guessing.${seedsNote(group, 'mean')}`,
    yLabel: 'AUC',
    series: [seriesOf(group, 'mean over signals', 0, (epoch) => epoch.meanAuc, 'mean')],
    domain: aucDomain(group),
    levels: [{ value: 0.5, label: 'guessing' }],
    chosen: chosenEpochs(group),
  };
}

function signalCharts(group: RunGroup): Chart[] {
  const names = group.runs.flatMap((run) => run.epochs.flatMap((epoch) => Object.keys(epoch.auc)));
  const domain = aucDomain(group);
  return signalFamilies(sortedSignals(names)).map(({ title, signals }, k) => ({
    name: `auc-${k + 1}`,
    title: `AUC ${title}`,
    caption:
      'Area under the ROC curve of each signal against the background.' +
      (group.runs.length > 1 ? ' Mean over the seeds.' : ''),
    yLabel: 'AUC',
    series: signals.map((signal, style) => {
      const whole = seriesOf(
        group,
        showSignal(signal),
        style,
        (epoch) => epoch.auc[signal.name],
        'mean',
      );
      // seven signals with a line per seed each cannot be told apart
      return whole.centre === undefined
        ? whole
        : { ...whole, lines: [whole.centre], centre: undefined, band: undefined };
    }),
    domain,
    levels: [{ value: 0.5, label: '' }],
    chosen: chosenEpochs(group),
  }));
}

/** One axis for all AUCs of a group, with 0.5 on it. */
function aucDomain(group: RunGroup): readonly [number, number] {
  const areas = group.runs.flatMap((run) =>
    run.epochs.flatMap(({ auc, meanAuc }) => [...Object.values(auc), meanAuc ?? 0.5]),
  );
  const low = areas.reduce((a, b) => Math.min(a, b), 0.45);
  const high = areas.reduce((a, b) => Math.max(a, b), 0.6);
  return [Math.max(0, Math.floor(low * 20) / 20), Math.min(1, Math.ceil(high * 20) / 20)];
}

function seriesOf(
  group: RunGroup,
  label: string,
  style: number,
  pick: Pick,
  centre: 'mean' | 'median',
): Series {
  const lines = group.runs.map(({ epochs }) =>
    epochs.flatMap((epoch): Point[] => {
      const y = pick(epoch);
      return y === null || y === undefined ? [] : [{ x: epoch.epoch, y }];
    }),
  );
  const series = { label, ...lineStyle(style), lines };
  if (lines.filter((line) => line.length > 0).length < 2) return series;
  const byEpoch = new Map<number, number[]>();
  for (const { x, y } of lines.flat()) byEpoch.set(x, [...(byEpoch.get(x) ?? []), y]);
  // runs may end at different epochs; a centre of fewer runs would jump
  const shared = [...byEpoch]
    .filter(([, ys]) => ys.length === lines.length)
    .sort(([a], [b]) => a - b);
  return {
    ...series,
    centre: shared.map(([x, ys]) => ({
      x,
      y: centre === 'mean' ? (meanSpread(ys)?.mean ?? NaN) : median(ys),
    })),
    band: shared.map(([x, ys]) => {
      const { mean, spread } = meanSpread(ys) ?? { mean: NaN, spread: null };
      return centre === 'mean'
        ? { x, low: mean - (spread ?? 0), high: mean + (spread ?? 0) }
        : { x, low: Math.min(...ys), high: Math.max(...ys) };
    }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function chosenEpochs(group: RunGroup): number[] {
  return [...new Set(group.chosen.map((at) => at.epoch.epoch))];
}

function seedsNote({ runs }: RunGroup, centre: 'mean' | 'median'): string {
  if (runs.length < 2) return '';
  return centre === 'mean'
    ? ` Thin lines: the ${runs.length} seeds; thick line and band: their mean ± one standard deviation.`
    : ` Thin lines: the ${runs.length} seeds; thick line and band: their median and full range.`;
}
