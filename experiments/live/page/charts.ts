import type { Chart, Point, Series } from '../../report/chart.js';
import { lineStyle } from '../../report/palette.js';
import { showNumber } from '../../report/numbers.js';
import type { EpochMetrics } from '../../runs/metrics.js';
import type { Begin } from '../events.js';

type Quantity = (line: EpochMetrics) => number | undefined;

/** The report's curves for one training under way, on jets or other `data`; what has fewer than two points is left out. */
export function chartsOf(
  { nullFloor }: Pick<Begin, 'nullFloor'>,
  metrics: readonly EpochMetrics[],
  data = 'jets',
): Chart[] {
  const series = (label: string, style: number, pick: Quantity): Series => ({
    label,
    ...lineStyle(style),
    lines: [
      metrics.flatMap((line): Point[] => {
        const y = pick(line);
        return y === undefined ? [] : [{ x: line.epoch, y }];
      }),
    ],
  });
  const charts: Chart[] = [
    {
      name: 'loss',
      title: 'Training loss',
      caption: 'Mean over the batches of an epoch.',
      yLabel: 'loss',
      log: metrics.every(({ trainingLoss }) => trainingLoss > 0),
      series: [series('training loss', 0, (line) => line.trainingLoss)],
    },
    {
      name: 'energies',
      title: 'Reconstruction energy',
      caption: `Mean reconstruction error of the validation ${data}, E₊, and of the model's samples, E₋.`,
      yLabel: 'energy (dimensionless)',
      log: true,
      series: [
        series(`E₊, validation ${data}`, 0, (line) => line.validation?.positiveEnergy),
        series('E₋, model samples', 1, (line) => line.validation?.negativeEnergy),
      ],
    },
    {
      name: 'wasserstein',
      title: 'Wasserstein distance W',
      caption: `Exact transport cost between validation ${data} and as many samples of the model.`,
      yLabel: 'W (dimensionless)',
      log: true,
      series: [series('W', 0, (line) => line.validation?.wasserstein)],
      levels:
        nullFloor === null
          ? []
          : [{ value: nullFloor, label: `null floor ${showNumber(nullFloor)}` }],
    },
    {
      name: 'mean-auc',
      title: 'Mean AUC',
      caption: 'Mean over the signals of the area under the ROC curve; 0.5 is guessing.',
      yLabel: 'AUC',
      series: [series('mean over signals', 0, (line) => line.meanAuc)],
      levels: [{ value: 0.5, label: 'guessing' }],
    },
  ];
  return charts.filter((chart) => chart.series.every(({ lines }) => lines[0].length > 1));
}
