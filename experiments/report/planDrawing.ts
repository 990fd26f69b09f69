import type { TransportPlan } from '../figures/transportPlan.js';
import type { Drawing } from './drawing.js';
import { showFeature } from './featureNames.js';
import { showNumber } from './numbers.js';
import { lineStyle } from './palette.js';
import type { Plotting } from './plotting.js';

const [jets, samples] = [0, 1].map(lineStyle);

/** The transport plan: every sample with the jets that its mass comes from. */
export function planDrawing({ Plot, svg }: Plotting, plan: TransportPlan): Drawing {
  const { epoch, features, cost, positive, negative, arcs } = plan;
  const [x, y] = features.map(showFeature);
  const n = positive.length;
  const links = arcs.map(([i, j, mass]) => ({
    x1: positive[i][0],
    y1: positive[i][1],
    x2: negative[j][0],
    y2: negative[j][1],
    share: Math.min(1, mass * n),
  }));
  const drawn = svg(
    {
      width: 440,
      height: 380,
      marginLeft: 46,
      marginRight: 14,
      marginTop: 28,
      marginBottom: 38,
      style: { fontSize: '13px' },
      opacity: { type: 'identity' },
      x: { label: `${x} (normalised)`, nice: true },
      y: { label: `${y} (normalised)`, nice: true },
      marks: [
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.35 }),
        Plot.link(links, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: 'currentColor', strokeOpacity: ({ share }: (typeof links)[number]) => 0.5 * share }),
        Plot.dot(positive, { x: '0', y: '1', r: 3, fill: jets.color }),
        Plot.dot(negative, { x: '0', y: '1', r: 3, fill: 'var(--page)', stroke: samples.color, strokeWidth: 1.6 }),
      ],
    },
    `Transport plan between ${n} validation jets and ${negative.length} model samples in ${x} and ${y}`,
  ); // prettier-ignore
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
