import type { TransportPlan } from '../figures/transportPlan.js';
import type { Drawing } from './drawing.js';
import { featurePlane } from './featurePlane.js';
import { showNumber } from './numbers.js';
import { lineStyle } from './palette.js';
import type { Plotting } from './plotting.js';

const [jets, samples] = [0, 1].map(lineStyle);

/** The transport plan: every sample with the jets that its mass comes from. */
export function planDrawing(plotting: Plotting, plan: TransportPlan): Drawing {
  const { epoch, features, cost, positive, negative, arcs } = plan;
  const { Plot } = plotting;
  const n = positive.length;
  const links = arcs.map(([i, j, mass]) => ({
    x1: positive[i][0],
    y1: positive[i][1],
    x2: negative[j][0],
    y2: negative[j][1],
    share: Math.min(1, mass * n),
  }));
  const marks = [
    Plot.link(links, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: 'currentColor', strokeOpacity: ({ share }: (typeof links)[number]) => 0.5 * share }),
    Plot.dot(positive, { x: '0', y: '1', r: 3, fill: jets.color }),
    Plot.dot(negative, { x: '0', y: '1', r: 3, fill: 'var(--page)', stroke: samples.color, strokeWidth: 1.6 }),
  ]; // prettier-ignore
  const what = `Transport plan between ${n} validation jets and ${negative.length} model samples`;
  const drawn = featurePlane(plotting, features, marks, what);
  return {
    name: 'transport-plan',
    title: 'Transport plan between jets and samples',
    caption:
      `The exact plan between ${n} validation jets and ${negative.length} samples at epoch ${epoch}, computed in all ` +
      `features (W = ${showNumber(cost)} at this number of points) and seen in the two that cost most.`,
    panels: [drawn],
    legend: [
      { label: 'validation jets', color: jets.color, kind: 'dot' },
      { label: 'model samples', color: samples.color, kind: 'ring' },
      { label: 'mass transported', color: 'currentColor' },
    ],
    data: plan,
  };
}
