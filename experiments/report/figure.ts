import type { Markish } from '@observablehq/plot';
import { axisOf, thin, type Axis, type Chart, type Excess, type Series } from './chart.js';
import type { Drawing } from './drawing.js';
import { powerOfTen, showNumber } from './numbers.js';
import type { Plotting } from './plotting.js';

const WIDTH = 440;
const HEIGHT = 270;
/** Lines of fewer points show each of them. */
const FEW = 12;

const halo = { stroke: 'var(--page)', strokeWidth: 4, paintOrder: 'stroke' } as const;

/** A chart as a drawing with its legend and caption. */
export function chartDrawing(plotting: Plotting, chart: Chart): Drawing {
  const axis = axisOf(chart);
  const notes = [
    beyond(axis.above, 'above', chart.xLabel),
    beyond(axis.below, 'below', chart.xLabel),
  ].filter((n) => n !== '');
  const { name, title, series, chosen = [] } = chart;
  return {
    name,
    title,
    caption: [chart.caption, ...notes].join(' '),
    panels: [draw(plotting, chart, axis)],
    legend: [
      ...series.map(({ label, color, dash }) => ({ label, color, dash })),
      ...(chosen.length === 0
        ? []
        : [{ label: 'chosen epoch', color: 'currentColor', dash: '1 3' }]),
    ],
    data: chart,
  };
}

function draw({ Plot, svg }: Plotting, chart: Chart, axis: Axis): string {
  const { series, levels = [], chosen = [], xLabel = 'epoch', xLog = false } = chart;
  const epochs = series.flatMap((s) => s.lines.flat()).map((point) => point.x);
  const xs = [Math.min(...epochs), Math.max(...epochs)];
  const ticks = axis.type === 'log' ? logTicks(axis.domain) : linearTicks(axis.domain);
  const middle = (xs[0] + xs[1]) / 2;
  const side = (epoch: number): 'start' | 'end' => (epoch > middle ? 'end' : 'start');
  const beyondMarks = (excess: Excess | null, above: boolean): Markish[] => {
    if (excess === null) return [];
    const at = { x: excess.epoch, y: axis.domain[above ? 1 : 0] };
    const text = `${above ? '▲' : '▼'} off the axis from ${xLabel} ${excess.epoch}`;
    const anchor = side(excess.epoch);
    return [
      Plot.text([at], {
        x: 'x', y: 'y', text: [text], textAnchor: anchor, dx: anchor === 'end' ? 5 : -5,
        dy: above ? 9 : -9, fill: 'currentColor', fontWeight: 600, ...halo,
      }),
    ]; // prettier-ignore
  };
  const drawn = svg(
    {
      width: WIDTH,
      height: HEIGHT,
      marginLeft: 52,
      marginRight: 14,
      marginTop: 28,
      marginBottom: 38,
      style: { fontSize: '13px' },
      x: xLog
        ? { type: 'log', label: xLabel, domain: xs, ticks: logTicks([xs[0], xs[1]]), tickFormat: plainTick }
        : { label: xLabel, domain: xs, ticks: 6, tickFormat: (x: number) => (Number.isInteger(x) ? String(x) : '') },
      y: { type: axis.type, domain: [...axis.domain], axis: null },
      marks: [
        Plot.gridY(ticks),
        Plot.axisY(ticks, { label: chart.yLabel, text: ticks.map(plainTick), fontVariant: 'tabular-nums' }),
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.35 }),
        Plot.ruleX(chosen, { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '1 3' }),
        series.flatMap((s) => seriesMarks(Plot, s, axis)),
        Plot.ruleY(levels, { y: 'value', stroke: 'currentColor', strokeDasharray: '6 3' }),
        Plot.text(levels, {
          x: xs[1], y: 'value', text: 'label', textAnchor: 'end', dx: -4, dy: -7,
          fill: 'currentColor', ...halo,
        }),
        beyondMarks(axis.above, true),
        beyondMarks(axis.below, false),
      ],
    },
    `${chart.title}: ${chart.yLabel} against the ${xLabel}, for ${series.map((s) => s.label).join(', ')}`,
  ); // prettier-ignore
  return drawn;
}

function seriesMarks(Plot: Plotting['Plot'], series: Series, { type, domain }: Axis): Markish[] {
  const { color, dash, lines, centre, band } = series;
  const positive = (y: number): boolean => type === 'linear' || y > 0;
  const floor = (y: number): number => (type === 'log' ? Math.max(y, domain[0] / 10) : y);
  const line = (points: Series['lines'][number], faint: boolean): Markish[] => {
    const shown = thin(points.filter((point) => positive(point.y)));
    return [
      Plot.line(shown, {
        x: 'x', y: 'y', stroke: color, strokeDasharray: dash, clip: true,
        strokeWidth: faint ? 1 : 2, strokeOpacity: faint ? 0.45 : 1,
      }),
      shown.length < FEW
        ? Plot.dot(shown, { x: 'x', y: 'y', fill: color, r: faint ? 1.5 : 2.5, clip: true })
        : null,
    ]; // prettier-ignore
  };
  return [
    band === undefined
      ? null
      : Plot.areaY(band, {
          x: 'x', y1: (d: { low: number }) => floor(d.low), y2: 'high', fill: color,
          fillOpacity: 0.18, clip: true,
        }),
    ...lines.flatMap((points) => line(points, centre !== undefined)),
    ...(centre === undefined ? [] : line(centre, false)),
  ]; // prettier-ignore
}

/** Powers of ten, thinned out over many decades and with multiples between over few. */
function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const multiples = decades > 3 ? [1] : decades > 1.6 ? [1, 3] : [1, 2, 5];
  const stride = Math.ceil(decades / 7);
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    if (exponent % stride !== 0) continue;
    for (const multiple of multiples) ticks.push(Number(`${multiple}e${exponent}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** Four to nine multiples of 1, 2 or 5 times a power of ten. */
function linearTicks([low, high]: readonly [number, number]): number[] {
  const power = Math.floor(Math.log10((high - low) / 4));
  const fits = (step: number): boolean => (high - low) / step >= 4;
  const step = [5, 2, 1].map((digit) => Number(`${digit}e${power}`)).find(fits) ?? (high - low) / 4;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(k * step);
  return ticks;
}

function plainTick(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5))
    return String(Number(value.toPrecision(6))).replace('-', '−');
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  const mantissa = Number((value / Number(`1e${exponent}`)).toPrecision(3));
  const power = powerOfTen(exponent);
  return mantissa === 1 ? power : `${String(mantissa).replace('-', '−')}·${power}`;
}

function beyond(excess: Excess | null, side: 'above' | 'below', xLabel = 'epoch'): string {
  if (excess === null) return '';
  const { epoch, extreme } = excess;
  return `The axis is cut: from ${xLabel} ${epoch} values lie ${side} it, as far as ${showNumber(extreme.y)} at ${xLabel} ${extreme.x}.`;
}
