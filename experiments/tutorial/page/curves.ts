import type { EpochRecord } from '../../../algorithms/index.js';
import { browserPlotting } from '../../live/page/browserPlotting.js';
import { chartsOf } from '../../live/page/charts.js';
import { figureOf } from '../../report/drawing.js';
import { chartDrawing } from '../../report/figure.js';
import { html } from '../../report/html.js';

const plotting = browserPlotting();

/** The curves of `wnae train --live`, without the loss. */
export function curves(records: readonly EpochRecord[], nullFloor: number | null): string {
  const charts = chartsOf({ nullFloor }, records, 'points').filter(
    ({ title }) => title !== 'Training loss',
  );
  return html`${charts.reverse().map((chart) => figureOf(chartDrawing(plotting, chart)))}`.text;
}
