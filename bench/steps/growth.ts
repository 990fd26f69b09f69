import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { traceOf } from '../../lib/compile/index.js';
import { loadPlotting } from '../../experiments/report/plotting.js';
import { show, table } from '../support/table.js';
import { measure } from '../support/timing.js';
import {
  chainArguments, chainCase, chainGradient, checkedExecutor, type Size,
} from './cases.js'; // prettier-ignore
import { flopsOf } from './flops.js';
import { peak } from './peak.js';

const base: Size & { steps: number; width: number } = {
  batch: 256,
  dtype: 'float64',
  steps: 10,
  width: 10,
};

const axes = {
  batch: [32, 64, 128, 256, 512, 1024, 2048, 4096],
  steps: [1, 2, 5, 10, 20, 40],
  width: [5, 10, 20, 40, 80],
} as const; // prettier-ignore

interface Point {
  readonly axis: string;
  readonly dtype: string;
  readonly relative: number;
  readonly milliseconds: number;
}

/** How the time of chain + backward grows with the batch, the chain and the network's hidden layers. */
export async function growth(): Promise<void> {
  const points: Point[] = [];
  for (const dtype of ['float64', 'float32'] as const) {
    const most = peak(dtype);
    console.log(`${dtype}: at most ${most.toFixed(1)} GFLOP/s in registers`);
    const row = table(`chain + backward, ${dtype}`, 'ms', 'MFLOP', 'GFLOP/s', 'of the peak');
    for (const [axis, values] of Object.entries(axes)) {
      for (const value of values) {
        const size = { ...base, dtype, [axis]: value };
        const one = chainCase(size);
        const executor = checkedExecutor(one);
        const work = (size.batch * size.steps * size.width * size.width) / 256_000;
        const iterations = Math.max(10, Math.round(200 / work));
        const timing = await measure(() => one.run(executor), { iterations });
        const flops = flopsOf(traceOf(chainGradient, chainArguments(size)));
        const speed = flops / timing.median / 1e6;
        row(`${axis} ${value}`, show(timing), (flops / 1e6).toFixed(2), speed.toFixed(1),
          `${((100 * speed) / most).toFixed(0)} %`); // prettier-ignore
        const relative = value / (base[axis as keyof typeof base] as number);
        points.push({ axis, dtype, relative, milliseconds: timing.median });
      }
    }
    console.log();
  }
  const file = join(import.meta.dirname, '../../../docs/performance.svg');
  writeFileSync(file, await drawing(points));
  console.log(`drawn: docs/performance.svg`);
}

async function drawing(points: readonly Point[]): Promise<string> {
  const { Plot, svg } = await loadPlotting();
  const names = { batch: 'batch', steps: 'chain length', width: 'hidden width' };
  const drawn = svg(
    {
      width: 720,
      height: 340,
      marginLeft: 56,
      marginBottom: 44,
      style: { fontSize: '13px', background: 'white', color: 'black' },
      facet: { data: points, x: 'dtype', label: null },
      x: { type: 'log', base: 2, ticks: [0.125, 0.5, 2, 8], tickFormat: String, label: 'size as a multiple of batch 256, 10 steps, width 10' },
      y: { type: 'log', domain: [0.04, 40], label: 'chain + backward (ms)', grid: true, ticks: [0.1, 0.3, 1, 3, 10, 30], tickFormat: String },
      color: { domain: Object.values(names), range: ['#0072b2', '#d55e00', '#009e73'], legend: false },
      symbol: { domain: Object.values(names), range: ['circle', 'triangle', 'square'] },
      marks: [
        Plot.frame({ stroke: '#999' }),
        Plot.line(points, {
          x: 'relative', y: 'milliseconds', stroke: (p: Point) => names[p.axis as keyof typeof names],
        }),
        Plot.dot(points, {
          x: 'relative', y: 'milliseconds', fill: (p: Point) => names[p.axis as keyof typeof names],
          symbol: (p: Point) => names[p.axis as keyof typeof names], r: 4,
        }),
        Plot.text(points, {
          filter: isLast(points), x: 'relative', y: 'milliseconds',
          text: (p: Point) => names[p.axis as keyof typeof names],
          textAnchor: 'end', dx: -8, dy: -8,
        }),
      ],
    },
    'Time of chain and backward pass against batch, chain length and hidden width',
  ); // prettier-ignore
  return `${drawn.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')}\n`;
}

const isLast =
  (all: readonly Point[]) =>
  (point: Point): boolean =>
    all.every(
      (other) =>
        other.axis !== point.axis ||
        other.dtype !== point.dtype ||
        other.relative <= point.relative,
    );
