import type { FeatureHistograms, HistogramPanel } from '../figures/featureHistograms.js';
import type { Bins } from '../figures/histogram.js';
import { parseSignal, showSignal } from '../jets/signal.js';
import { stacked, type Drawing } from './drawing.js';
import { showFeature } from './featureNames.js';
import { lineStyle } from './palette.js';
import type { Plotting } from './plotting.js';

const WIDTH = 220;
const HEIGHT = 170;
const RATIO_HEIGHT = 92;
const MARGINS = { width: WIDTH, marginLeft: 36, marginRight: 8 };
/** The axis ends at this multiple of the highest bin of the data, as in the paper, */
const REACH = 1.6;
/** or, where samples or signal need it, at this one at most. */
const FARTHEST = 2.6;

const [positiveStyle, negativeStyle, signalStyle] = [0, 1, 2].map(lineStyle);

/** A point of a panel: a bin's middle, and shares in %. */
interface Bar {
  readonly x: number;
  readonly share: number;
}

/** Histograms of data, samples and signal, each normalised to 100 %, above the ratio of samples to data. */
export function histogramDrawing(
  plotting: Plotting,
  { bins, signal, panels }: FeatureHistograms,
  words: Pick<Drawing, 'name' | 'title' | 'caption'>,
): Drawing {
  const epochs = new Set(panels.map((panel) => panel.epoch));
  return {
    ...words,
    panels: panels.map((panel) => {
      const title =
        epochs.size > 1
          ? `${showFeature(panel.feature)}, epoch ${panel.epoch}`
          : showFeature(panel.feature);
      return stacked(
        [shares(plotting, panel, bins, title), ratio(plotting, panel, bins, panel.feature)],
        `${title}: histograms of validation jets, model samples and signal, and the ratio of samples to jets`,
      );
    }),
    legend: [
      { label: 'validation jets (positive)', ...positiveStyle },
      { label: 'model samples (negative)', ...negativeStyle },
      ...(signal === null
        ? []
        : [{ label: `${showSignal(parseSignal(signal))} (signal)`, ...signalStyle }]),
    ],
    data: { bins, signal, panels },
  };
}

function shares({ Plot, svg }: Plotting, panel: HistogramPanel, bins: Bins, title: string): string {
  const [positive, negative, signal] = [panel.positive, panel.negative, panel.signal].map(
    (counts) => (counts === null ? [] : barsOf(counts, bins)),
  );
  const highest = (bars: readonly Bar[]): number => Math.max(...bars.map(({ share }) => share), 1);
  const data = highest(positive);
  const needed = 1.08 * highest([...negative, ...signal]);
  const top = Math.max(REACH * data, Math.min(needed, FARTHEST * data));
  const centre = (bins.low + bins.high) / 2;
  // of the bins beyond the axis, the highest one on each side is told
  const beyond = (['start', 'end'] as const).map((anchor) => {
    const half = [...negative, ...signal].filter(({ x }) => x > centre === (anchor === 'end'));
    const extreme = half.filter(({ share }) => share === highest(half) && share > top).slice(0, 1);
    return Plot.text(extreme, {
      x: 'x', y: () => top, text: ({ share }: Bar) => `▲ ${share.toFixed(0)} %`, dy: 9, textAnchor: anchor,
      fill: 'currentColor', stroke: 'var(--page)', strokeWidth: 4, paintOrder: 'stroke',
    }); // prettier-ignore
  });
  const outline = (bars: readonly Bar[], style: typeof positiveStyle, width: number) =>
    Plot.line(stairs(bars, bins), {
      x: 'x', y: 'share', stroke: style.color, strokeDasharray: style.dash, strokeWidth: width, clip: true,
    }); // prettier-ignore
  return svg(
    {
      ...MARGINS,
      height: HEIGHT,
      marginTop: 40,
      marginBottom: 6,
      style: { fontSize: '12px' },
      x: { domain: [bins.low, bins.high], axis: null },
      y: { domain: [0, top], label: null, ticks: 4 },
      marks: [
        Plot.text([title], { frameAnchor: 'top-left', dx: -30, dy: -38, fill: 'currentColor', fontWeight: 600 }),
        Plot.text(['% a bin'], { frameAnchor: 'top-left', dx: -30, dy: -19, fill: 'currentColor' }),
        Plot.areaY(stairs(positive, bins), {
          x: 'x', y1: 0, y2: 'share', fill: positiveStyle.color, fillOpacity: 0.15, clip: true,
        }),
        outline(positive, positiveStyle, 1.8),
        outline(signal, signalStyle, 1.6),
        outline(negative, negativeStyle, 1.8),
        beyond,
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.35 }),
      ],
    },
    title,
  ); // prettier-ignore
}

/** Samples over data, with the counting errors of both. */
function ratio({ Plot, svg }: Plotting, panel: HistogramPanel, bins: Bins, title: string): string {
  const { positive, negative } = panel;
  const [p, n] = [positive, negative].map((counts) => counts.reduce((sum, c) => sum + c, 0));
  const points = positive.flatMap((count, k) => {
    if (count === 0 || p === 0 || n === 0) return [];
    const value = negative[k] / n / (count / p);
    const error = value * Math.sqrt(1 / count + 1 / Math.max(negative[k], 1));
    return [{ x: middle(k, bins), value, low: value - error, high: value + error }];
  });
  return svg(
    {
      ...MARGINS,
      height: RATIO_HEIGHT,
      marginTop: 6,
      marginBottom: 34,
      style: { fontSize: '12px' },
      x: { domain: [bins.low, bins.high], label: 'normalised units', ticks: 6, labelAnchor: 'right' },
      y: { domain: [0, 2], ticks: [0, 1, 2], label: null },
      marks: [
        Plot.ruleY([1], { stroke: 'currentColor', strokeDasharray: '6 3' }),
        Plot.ruleX(points, { x: 'x', y1: 'low', y2: 'high', stroke: negativeStyle.color, strokeOpacity: 0.6, clip: true }),
        Plot.dot(points, { x: 'x', y: 'value', r: 1.6, fill: negativeStyle.color, clip: true }),
        Plot.text(['samples / jets'], { frameAnchor: 'top-left', dx: 4, dy: 3, fill: 'currentColor', stroke: 'var(--page)', strokeWidth: 4, paintOrder: 'stroke' }),
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.35 }),
      ],
    },
    title,
  ); // prettier-ignore
}

function barsOf(counts: readonly number[], bins: Bins): Bar[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, k) => ({
    x: middle(k, bins),
    share: total === 0 ? 0 : (100 * count) / total,
  }));
}

function middle(bin: number, { low, high, count }: Bins): number {
  return low + ((bin + 0.5) * (high - low)) / count;
}

/** The outline of a histogram: two points a bin. */
function stairs(bars: readonly Bar[], { low, high, count }: Bins): Bar[] {
  const half = (high - low) / count / 2;
  return bars.flatMap(({ x, share }) => [
    { x: x - half, share },
    { x: x + half, share },
  ]);
}
