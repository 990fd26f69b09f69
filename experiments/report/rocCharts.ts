import type { Separations } from '../figures/separation.js';
import { showSignal, sortedSignals } from '../jets/signal.js';
import type { Chart } from './chart.js';
import { showAuc } from './numbers.js';
import { lineStyle } from './palette.js';
import { signalFamilies } from './signalFamilies.js';

/** ROC curves of the chosen model, by families of signals, with bootstrap bands. */
export function rocCharts({ signals, epoch, background, replicas }: Separations): Chart[] {
  const grid = signals[0].curve.map((point) => ({ x: point.background, y: point.background }));
  return signalFamilies(sortedSignals(signals.map(({ signal }) => signal))).map(
    ({ title, signals: family }, k) => ({
      name: `roc-${k + 1}`,
      title: `ROC curves ${title}`,
      caption:
        `Share of the signal that passes a cut on the score against the share of the ${background} background ` +
        `jets that does, at epoch ${epoch}; bands: central 68 % of ${replicas} bootstrap replicas of the jets; in brackets the AUC. ` +
        'The lowest line is guessing.',
      xLabel: 'background efficiency',
      xLog: true,
      whole: true,
      yLabel: 'signal efficiency',
      domain: [0, 1],
      series: [
        ...family.flatMap((signal, style) => {
          const found = signals.find((one) => one.signal === signal.name);
          if (found === undefined) return [];
          return [
            {
              label: `${showSignal(signal)} (${showAuc(found.auc)} ± ${showAuc(found.aucError)})`,
              ...lineStyle(style),
              lines: [found.curve.map((p) => ({ x: p.background, y: p.signal }))],
              band: found.curve.map(({ background: x, low, high }) => ({ x, low, high })),
            },
          ];
        }),
        { label: 'guessing', color: 'var(--soft)', dash: '2 2', lines: [grid] },
      ],
    }),
  );
}
