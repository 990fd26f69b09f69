import type { Markish } from '@observablehq/plot';
import type { Autoencoder } from '../../../algorithms/index.js';
import type { Tensor } from '../../../lib/tensor/index.js';
import type { Plotting } from '../../report/plotting.js';
import { energyMap, REACH } from '../energyMap.js';
import { energyColors, energyLevels, FONT_SIZE } from './theme.js';

export type Point = readonly [number, number];

/** Width and height of a picture of the plane, axes included. */
export const PLANE = { width: 320, height: 340 } as const;
/** Cells along a side of an energy map. */
const CELLS = 40;

/** A square of the plane with axes, a title, and marks on it. */
export function plane({ Plot, svg }: Plotting, title: string, marks: readonly Markish[]): string {
  const showTick = (value: number): string => String(value).replace('-', '−');
  const axis = { domain: [-REACH, REACH], ticks: [-3, -2, -1, 0, 1, 2, 3], tickFormat: showTick };
  return svg(
    {
      ...PLANE,
      marginTop: 34,
      marginRight: 8,
      marginBottom: 46,
      marginLeft: 52,
      style: { fontSize: `${FONT_SIZE}px` },
      x: { ...axis, label: 'x₁', labelArrow: 'none', labelAnchor: 'center' },
      y: { ...axis, label: 'x₂', labelArrow: 'none', labelAnchor: 'center' },
      color: { type: 'threshold', domain: [...energyLevels], range: [...energyColors] },
      marks: [
        ...marks,
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.5 }),
        Plot.text([title], {
          frameAnchor: 'top-left', dy: -24, fontWeight: 600, fill: 'currentColor',
        }),
      ],
    },
    title,
  ); // prettier-ignore
}

/** A model's energy as filled contours. */
export function energyContours({ Plot }: Plotting, model: Autoencoder): Markish {
  // far beyond the last level lies nothing to see, and the steepest slopes make the longest outlines
  const top = energyLevels[energyLevels.length - 1] + 0.5;
  const bottom = energyLevels[0] - 0.5;
  const values = energyMap(model, CELLS).map((value) => Math.max(bottom, Math.min(top, value)));
  return Plot.contour(values, {
    width: CELLS,
    height: CELLS,
    x1: -REACH,
    x2: REACH,
    y1: -REACH,
    y2: REACH,
    fill: Plot.identity,
    stroke: 'none',
    thresholds: [bottom - 1, ...energyLevels],
  });
}

/** Points in one colour with a fine rim: strokes without length and with round ends, which take few bytes. */
export function dots(
  _: Plotting,
  points: readonly Point[],
  color: string,
  { r = 2.6, hollow = false }: { r?: number; hollow?: boolean } = {},
): Markish {
  const [rim, fill] = hollow ? [color, 'white'] : ['white', color];
  const width = hollow ? 2 : 0.6;
  return (_index, { x, y }, _values, _dimensions, { document }) => {
    const place = ([a, b]: Point): string => `M${tenth(x?.(a))},${tenth(y?.(b))}Z`;
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    const path = points.map(place).join('');
    for (const [stroke, diameter] of [
      [rim, 2 * r + 2 * width],
      [fill, 2 * r],
    ] as const) {
      const mark = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      mark.setAttribute('d', path);
      mark.setAttribute('stroke', stroke);
      mark.setAttribute('stroke-width', String(diameter));
      mark.setAttribute('stroke-linecap', 'round');
      group.append(mark);
    }
    return group;
  };
}

function tenth(pixels: number): number {
  return Number(pixels.toFixed(1));
}

/** The first `count` rows of a tensor [n, 2]. */
export function firstRows({ data }: Tensor, count: number): Point[] {
  return Array.from({ length: count }, (_, k) => [data[2 * k], data[2 * k + 1]] as const);
}
