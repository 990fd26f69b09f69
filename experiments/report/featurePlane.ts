import type { Markish } from '@observablehq/plot';
import { showFeature } from './featureNames.js';
import type { Plotting } from './plotting.js';

/** Marks in the plane of two features, in normalised units; `what` is in the label, before their names. */
export function featurePlane(
  { Plot, svg }: Plotting,
  features: readonly string[],
  marks: readonly Markish[],
  what: string,
): string {
  const [x, y] = features.map(showFeature);
  return svg(
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
      marks: [Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.35 }), ...marks],
    },
    `${what} in ${x} and ${y}`,
  );
}
