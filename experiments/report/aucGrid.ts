import type { Measured } from './chosenEpoch.js';
import type { Drawing } from './drawing.js';
import { meanSpread } from './meanSpread.js';
import { showAuc, showEpochs } from './numbers.js';
import type { Plotting } from './plotting.js';
import type { RunGroup } from './runGroup.js';
import { sortedSignals } from '../jets/signal.js';

interface Cell {
  readonly mass: number;
  readonly invisible: number;
  readonly auc: number;
  /** of the same signal with another confinement scale */
  readonly other: { readonly scale: number; readonly auc: number } | null;
}

interface Grid {
  readonly title: string;
  readonly cells: readonly Cell[];
}

/** AUC over (m_Φ, r_inv) at the chosen and at the last epoch; null where no signal has these parameters. */
export function aucGrids(plotting: Plotting, group: RunGroup): Drawing | null {
  const grids = [
    gridOf(group.chosen, 'chosen'),
    ...(sameEpochs(group) ? [] : [gridOf(group.last, 'last')]),
  ].filter((grid) => grid.cells.length > 0);
  if (grids.length === 0) return null;
  return {
    name: 'auc-grids',
    title: 'AUC over mass and invisible fraction',
    caption:
      'Area under the ROC curve of each signal; blue above guessing (0.5), orange below, the fuller the farther. Λ10: the same signal with a confinement scale of 10 GeV.' +
      (group.runs.length > 1 ? ' Mean over the seeds.' : ''),
    panels: grids.map((grid) => draw(plotting, grid)),
    legend: [],
    data: grids,
  };
}

function sameEpochs({ chosen, last }: RunGroup): boolean {
  return chosen.every((at, k) => at.epoch.epoch === last[k]?.epoch.epoch);
}

function gridOf(column: readonly Measured[], which: string): Grid {
  const signals = sortedSignals(column.flatMap((at) => Object.keys(at.auc)));
  const area = (name: string): number => meanSpread(column.map((at) => at.auc[name]))?.mean ?? 0.5;
  return {
    title: `${which}: ${showEpochs(column.map((at) => at.epoch.epoch))}`,
    cells: signals.flatMap(({ name, mass, invisible, scale }): Cell[] => {
      if (mass === null || invisible === null || scale !== null) return [];
      const variant = signals.find(
        (s) => s.mass === mass && s.invisible === invisible && s.scale !== null,
      );
      const other =
        variant === undefined || variant.scale === null
          ? null
          : { scale: variant.scale, auc: area(variant.name) };
      return [{ mass, invisible, auc: area(name), other }];
    }),
  };
}

function draw({ Plot, svg }: Plotting, { title, cells }: Grid): string {
  const at = { x: 'invisible', y: 'mass' } as const;
  const fill = (color: string, above: boolean) =>
    Plot.cell(
      cells.filter(({ auc }) => auc >= 0.5 === above),
      {
        ...at,
        fill: color,
        fillOpacity: ({ auc }: Cell) => 0.06 + 0.54 * Math.min(1, Math.abs(auc - 0.5) / 0.4),
        inset: 1,
      },
    );
  return svg(
    {
      width: 340,
      height: 270,
      marginLeft: 50,
      marginRight: 8,
      marginTop: 44,
      marginBottom: 38,
      style: { fontSize: '13px' },
      opacity: { type: 'identity' },
      x: { type: 'band', padding: 0, label: 'r_inv', domain: distinct(cells.map((c) => c.invisible)) },
      y: { type: 'band', padding: 0, label: null, tickFormat: String, domain: distinct(cells.map((c) => c.mass)).reverse() },
      marks: [
        Plot.text([title], { frameAnchor: 'top-left', dx: -44, dy: -42, fill: 'currentColor', fontWeight: 600 }),
        Plot.text(['m_Φ / GeV'], { frameAnchor: 'top-left', dx: -44, dy: -20, fill: 'currentColor' }),
        fill('var(--sky)', true),
        fill('var(--orange)', false),
        ...[true, false].map((alone) =>
          Plot.text(cells.filter(({ other }) => (other === null) === alone), {
            ...at, text: ({ auc }: Cell) => showAuc(auc), dy: alone ? 0 : -7, fill: 'currentColor',
          }),
        ),
        Plot.text(cells.filter(({ other }) => other !== null), {
          ...at, dy: 9, fontSize: 10, fill: 'currentColor',
          text: ({ other }: Cell) => `Λ${other?.scale} ${showAuc(other?.auc)}`,
        }),
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.35 }),
      ],
    },
    `AUC over mass and invisible fraction, ${title}`,
  ); // prettier-ignore
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
