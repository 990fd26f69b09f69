import type { ModelName } from '../../../algorithms/index.js';
import type { Plotting } from '../../report/plotting.js';
import type { Study } from '../study.js';
import { keys, KEYS } from './legend.js';
import { sheet } from './sheet.js';
import { colors, FONT_SIZE } from './theme.js';

const WIDTH = 650;
const HEIGHT = 330;

/** W against the epoch for the three models, on a logarithmic axis, with the null floor. */
export function distanceCurves(
  { Plot, svg }: Plotting,
  studies: Readonly<Record<ModelName, Study>>,
): string {
  const dashes = { ae: '2 3', nae: '8 4', wnae: 'none' };
  const floor = studies.wnae.nullFloor;
  const ticks = [0.03, 0.1, 0.3, 1, 3, 10];
  const plot = svg(
    {
      width: WIDTH,
      height: HEIGHT,
      marginTop: 14,
      marginRight: 12,
      marginBottom: 48,
      marginLeft: 72,
      style: { fontSize: `${FONT_SIZE}px` },
      x: { domain: [0, 60], ticks: 6, label: 'epoch', labelArrow: 'none', labelAnchor: 'center' },
      y: { type: 'log', domain: [0.02, 20], label: 'W', labelArrow: 'none', ticks, tickFormat: String, labelAnchor: 'center' },
      marks: [
        Plot.gridY(ticks, { strokeOpacity: 0.15 }),
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.5 }),
        Plot.ruleY([floor], { stroke: 'currentColor', strokeDasharray: '6 3' }),
        Plot.text([floor], {
          x: 60, y: (value: number) => value, text: () => 'null floor: data against data', textAnchor: 'end',
          dx: -6, dy: -10, fill: 'currentColor',
        }),
        ...(['ae', 'nae', 'wnae'] as const).map((model) =>
          Plot.line(
            studies[model].epochs.map(({ epoch, validation }) => [epoch, validation?.wasserstein]),
            { x: '0', y: '1', stroke: colors[model], strokeWidth: 2.5, strokeDasharray: dashes[model] },
          ),
        ),
      ],
    },
    'W against the epoch',
  ); // prettier-ignore
  const key = keys([
    { label: 'AE (dotted)', color: colors.ae, kind: 'line' },
    { label: 'NAE (dashed)', color: colors.nae, kind: 'line' },
    { label: 'WNAE', color: colors.wnae, kind: 'line' },
  ]);
  return sheet(WIDTH, HEIGHT + KEYS.height + 4, 'W over the training of AE, NAE and WNAE', [
    { svg: plot, x: 0, y: 0 },
    { svg: key, x: 0, y: HEIGHT },
  ]);
}
