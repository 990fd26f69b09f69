import { runFigures, type RunFigures } from '../figures/runFigures.js';
import { sentenceOf } from '../terminal/failure.js';
import { showSignal, parseSignal } from '../jets/signal.js';
import type { AucErrors } from './aucTable.js';
import { aucGrids } from './aucGrid.js';
import { convergenceCharts, energyOfChains, trajectoryDrawing } from './chainDrawings.js';
import { curves } from './curves.js';
import type { Drawing } from './drawing.js';
import { chartDrawing } from './figure.js';
import { histogramDrawing } from './histogramDrawing.js';
import { planDrawing } from './planDrawing.js';
import type { Plotting } from './plotting.js';
import { rocCharts } from './rocCharts.js';
import type { RunGroup } from './runGroup.js';

/** Drawings that belong together, under a heading. */
export interface Chapter {
  readonly title: string;
  readonly drawings: readonly Drawing[];
}

/** All figures of a group of runs. */
export interface GroupFigures {
  /** against the epoch, over all runs of the group */
  readonly curves: readonly Drawing[];
  /** of its first run */
  readonly chapters: readonly Chapter[];
  /** of the AUCs of the first run at its chosen epoch */
  readonly aucErrors: AucErrors;
  /** a sentence on what could not be made */
  readonly remark: string | null;
}

/** Derives and draws the figures of a group; a run without checkpoint or jets has its curves alone. */
export function groupFigures(plotting: Plotting, group: RunGroup): GroupFigures {
  const [figures, remark] = derived(group);
  const grids = aucGrids(plotting, group);
  return {
    curves: curves(plotting, group, figures?.signalDistance ?? null),
    chapters: [
      { title: 'AUC over mass and invisible fraction', drawings: grids === null ? [] : [grids] },
      ...(figures === null ? [] : chaptersOf(plotting, figures)),
    ].filter(({ drawings }) => drawings.length > 0),
    aucErrors: Object.fromEntries(
      figures?.separations?.signals.map(({ signal, aucError }) => [signal, aucError]) ?? [],
    ),
    remark,
  };
}

function derived({ runs: [run] }: RunGroup): readonly [RunFigures | null, string | null] {
  try {
    return [runFigures(run.folder), null];
  } catch (error) {
    return [null, `${run.name}: there are no figures of its samples: ${sentenceOf(error)}`];
  }
}

function chaptersOf(plotting: Plotting, figures: RunFigures): Chapter[] {
  const { separations, histograms, turn, plan, chains } = figures;
  const chart = (one: Parameters<typeof chartDrawing>[1]): Drawing => chartDrawing(plotting, one);
  const stages = histograms.length === 1 ? ['end'] : ['start', 'end'];
  return [
    {
      title: 'ROC curves',
      drawings: separations === null ? [] : rocCharts(separations).map(chart),
    },
    {
      title: 'Features of jets and samples',
      drawings: histograms.map((one, k) =>
        histogramDrawing(plotting, one, {
          name: `histograms-${stages[k]}`,
          title: `All features, epoch ${one.panels[0].epoch}`,
          caption:
            `Validation jets, samples drawn in the validation of epoch ${one.panels[0].epoch}` +
            (one.signal === null ? '' : `, and the signal ${showSignal(parseSignal(one.signal))}`) +
            ', each normalised to 100 %, in the units that the model sees (standard normal for the jets); below, samples over jets with their counting errors.',
        }),
      ),
    },
    {
      title: 'Where the samples leave the data',
      drawings:
        turn === null
          ? []
          : [
              histogramDrawing(plotting, turn, {
                name: 'histograms-turn',
                title: 'One feature around the turning point',
                caption:
                  'Jets, samples and signal in one feature at the validations before and after W leaves its minimum for good, and at the end; ▲ the highest bin beyond the axis.',
              }),
            ],
    },
    {
      title: 'Transport plan, and the chains and their convergence',
      drawings: [
        planDrawing(plotting, plan),
        trajectoryDrawing(plotting, chains),
        ...[energyOfChains(chains), ...convergenceCharts(chains)].map(chart),
      ],
    },
  ];
}
