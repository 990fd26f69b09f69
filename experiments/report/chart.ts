export interface Point {
  /** epoch */
  readonly x: number;
  readonly y: number;
}

/** A quantity against the epoch: one line per run, and over several runs their centre and spread. */
export interface Series {
  readonly label: string;
  /** CSS colour */
  readonly color: string;
  /** SVG dash pattern; none is a solid line */
  readonly dash?: string;
  readonly lines: readonly (readonly Point[])[];
  readonly centre?: readonly Point[];
  readonly band?: readonly { readonly x: number; readonly low: number; readonly high: number }[];
}

export interface Chart {
  /** of its files */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly yLabel: string;
  /** what x counts; default: epoch */
  readonly xLabel?: string;
  readonly xLog?: boolean;
  /** whether the axis shows all values, however far they go */
  readonly whole?: boolean;
  /** whether a logarithmic axis is used where the values span decades; values must be positive */
  readonly log?: boolean;
  /** [low, high]; otherwise from the values */
  readonly domain?: readonly [number, number];
  readonly series: readonly Series[];
  /** horizontal reference lines */
  readonly levels?: readonly { readonly value: number; readonly label: string }[];
  /** epochs marked by vertical lines */
  readonly chosen?: readonly number[];
}

/** The vertical axis, and where the values leave it. */
export interface Axis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly above: Excess | null;
  readonly below: Excess | null;
}

export interface Excess {
  /** first epoch beyond the axis */
  readonly epoch: number;
  /** the value farthest out, and its epoch */
  readonly extreme: Point;
}

/** Span, greatest over least, from which an axis is logarithmic. */
const LOG_SPAN = 10;
/** Multiple of the values at the start of training that an axis still shows once it must be cut. */
const LINEAR_REACH = 2;
const LOG_REACH = 100;
/** Multiple of them up to which it need not be cut. */
const LINEAR_LIMIT = 10;

/**
 * The axis for a chart. A divergence of many decades would flatten all that led up to it, so the axis
 * is cut at a multiple of the values at the start (the first tenth of the epochs).
 */
export function axisOf(chart: Chart): Axis {
  const points = chart.series.flatMap((series) => series.lines.flat());
  const levels = (chart.levels ?? []).map((level) => level.value);
  const values = points.map((point) => point.y);
  const positive = values.filter((value) => value > 0);
  const log = chart.log === true && greatest(positive) / least(positive) >= LOG_SPAN;
  const usable = log ? positive : values;
  const early = least(points.map((p) => p.x)) * 0.9 + greatest(points.map((p) => p.x)) * 0.1;
  const start = greatest(points.filter((p) => p.x <= early).map((p) => Math.abs(p.y)));
  const cut =
    chart.whole !== true &&
    start > 0 &&
    greatest(usable.map(Math.abs)) > (log ? LOG_REACH : LINEAR_LIMIT) * start;
  const reach = cut ? (log ? LOG_REACH : LINEAR_REACH) * start : Infinity;
  const shown = [...usable.filter((value) => Math.abs(value) <= reach), ...levels];
  let [low, high] = chart.domain ?? [least(shown), greatest(shown)];
  if (log) {
    // an axis shorter than a factor of 20 has too few ticks to be read
    const margin = high / low < 20 ? 1.4 : 1.2;
    [low, high] = [low / margin, cut ? high : high * margin];
  } else if (chart.domain === undefined) {
    const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
    [low, high] = [low < 0 || low > margin ? low - margin : 0, high + margin];
  }
  return {
    type: log ? 'log' : 'linear',
    domain: [low, high],
    above: excess(points.filter((point) => point.y > high)),
    below: excess(log ? [] : points.filter((point) => point.y < low)),
  };
}

/** At most two points, the least and the greatest, for each of `columns` intervals of x. */
export function thin(points: readonly Point[], columns = 300): readonly Point[] {
  if (points.length <= 2 * columns) return points;
  const size = points.length / columns;
  const kept = new Set<Point>([points[0], points[points.length - 1]]);
  for (let k = 0; k < columns; k++) {
    const column = points.slice(Math.floor(k * size), Math.floor((k + 1) * size));
    kept.add(column.reduce((a, b) => (b.y < a.y ? b : a)));
    kept.add(column.reduce((a, b) => (b.y > a.y ? b : a)));
  }
  return points.filter((point) => kept.has(point));
}

function excess(beyond: readonly Point[]): Excess | null {
  if (beyond.length === 0) return null;
  return {
    epoch: least(beyond.map((point) => point.x)),
    extreme: beyond.reduce((a, b) => (Math.abs(b.y) > Math.abs(a.y) ? b : a)),
  };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
