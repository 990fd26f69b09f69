import type { Markish } from '@observablehq/plot';
import { emd } from '../../../lib/transport/index.js';
import type { ModelName } from '../../../algorithms/index.js';
import type { Plotting } from '../../report/plotting.js';
import { tutorialData } from '../settings.js';
import { pathsOf, type Snapshot, type Study } from '../study.js';
import { distanceCurves } from './curves.js';
import { ENERGY_LEGEND, energyLegend, keys, KEYS, type Entry } from './legend.js';
import { dots, energyContours, firstRows, plane, type Point } from './plane.js';
import { planes, type Footer } from './planes.js';
import { colors } from './theme.js';

export type Studies = Readonly<Record<ModelName, Study>>;

/** Points of a cloud that a picture shows. */
const SHOWN = 250;

const data: Entry = { label: 'data', color: colors.data, kind: 'dot' };
const samples: Entry = { label: 'samples of the model', color: colors.samples, kind: 'dot' };

const footer = (entries: readonly Entry[]): Footer => ({ svg: keys(entries), height: KEYS.height });
const energyFooter = (): Footer => ({ svg: energyLegend(), height: ENERGY_LEGEND.height });

/** Every figure of docs/tutorial.md by the name of its file. */
export const figures: Readonly<Record<string, (plotting: Plotting, studies: Studies) => string>> = {
  data: (plotting) => {
    const points = tutorialData().train.subarray(0, 1200);
    const shown: Point[] = Array.from({ length: 600 }, (_, k) => [
      points[2 * k],
      points[2 * k + 1],
    ]);
    return planes(
      'The noisy S-curve',
      [plane(plotting, 'training points', [dots(plotting, shown, colors.data)])],
      [],
    );
  },

  autoencoder: (plotting, { ae }) =>
    planes(
      'Energy of an autoencoder early and late in its training',
      ae.snapshots.map((snapshot) => energyPicture(plotting, 'AE', ae, snapshot)),
      [footer([data]), energyFooter()],
    ),

  chains: (plotting, { wnae }) => {
    const starts: Point[] = [[-2.6, 2.6], [2.6, 2.6], [2.6, -2.6], [-2.6, -2.6], [0, 2.9], [2.2, 0.6]]; // prettier-ignore
    const ends = [wnae.snapshots[1], wnae.snapshots[3]];
    return planes(
      'Langevin chains on the energy of a WNAE',
      ends.map(({ epoch, model }) => {
        const paths = pathsOf(wnae, model, starts, 60);
        return plane(plotting, `after epoch ${epoch}`, [
          energyContours(plotting, model),
          ...paths.flatMap((path) => pathMarks(plotting, path)),
        ]);
      }),
      [
        footer([
          { label: 'start', color: colors.samples, kind: 'ring' },
          { label: 'path', color: colors.samples, kind: 'line' },
          { label: 'after 60 steps', color: colors.samples, kind: 'dot' },
        ]),
        energyFooter(),
      ],
    );
  },

  energy: (plotting, { wnae }) =>
    planes(
      'Energy of the WNAE over its training',
      wnae.snapshots.map((snapshot) => energyPicture(plotting, 'WNAE', wnae, snapshot)),
      [footer([data]), energyFooter()],
    ),

  samples: (plotting, { wnae }) =>
    planes(
      'Samples of the WNAE over its training',
      wnae.snapshots.map((snapshot) =>
        plane(plotting, titleOf('WNAE', snapshot.epoch), [
          dots(plotting, firstRows(wnae.points, SHOWN), colors.data, { r: 2 }),
          dots(plotting, firstRows(snapshot.samples, SHOWN), colors.samples),
        ]),
      ),
      [footer([data, samples])],
    ),

  transport: (plotting, { wnae }) =>
    planes(
      'Optimal transport from data to samples',
      [wnae.snapshots[1], wnae.snapshots[3]].map((snapshot) =>
        transportPicture(plotting, wnae, snapshot),
      ),
      [footer([data, samples, { label: 'plan', color: '#8a919a', kind: 'line' }])],
    ),

  divergence: (plotting, { nae }) =>
    planes(
      'The plain NAE before and after its divergence',
      nae.snapshots.map((snapshot) => {
        const { marks, title } = energyMarks(plotting, 'NAE', nae, snapshot);
        return plane(plotting, title, [
          ...marks,
          dots(plotting, firstRows(snapshot.samples, SHOWN), colors.samples),
        ]);
      }),
      [footer([data, samples]), energyFooter()],
    ),

  distance: distanceCurves,
};

function titleOf(model: string, epoch: number): string {
  return epoch === 0 ? `${model}, untrained` : `${model}, epoch ${epoch}`;
}

function energyMarks(
  plotting: Plotting,
  name: string,
  { points }: Study,
  { epoch, model }: Snapshot,
): { marks: Markish[]; title: string } {
  return {
    title: titleOf(name, epoch),
    marks: [
      energyContours(plotting, model),
      dots(plotting, firstRows(points, SHOWN), colors.data, { r: 2 }),
    ],
  };
}

function energyPicture(plotting: Plotting, name: string, study: Study, snapshot: Snapshot): string {
  const { marks, title } = energyMarks(plotting, name, study, snapshot);
  return plane(plotting, title, marks);
}

function pathMarks(plotting: Plotting, path: readonly Point[]): Markish[] {
  const { Plot } = plotting;
  return [
    Plot.line(path, { x: '0', y: '1', stroke: 'white', strokeWidth: 3 }),
    Plot.line(path, { x: '0', y: '1', stroke: colors.samples, strokeWidth: 1.5 }),
    dots(plotting, path.slice(0, 1), colors.samples, { r: 5, hollow: true }),
    dots(plotting, path.slice(-1), colors.samples, { r: 5 }),
  ];
}

function transportPicture(
  plotting: Plotting,
  { points, config }: Study,
  snapshot: Snapshot,
): string {
  const count = 128;
  const x = firstRows(points, count);
  const y = firstRows(snapshot.samples, count);
  const { plan, cost } = emd({
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(y.flat()),
    dimension: 2,
    metric: config.loss.cost,
  });
  const arcs = Array.from(plan.row, (row, k) => [...x[row], ...y[plan.column[k]]]);
  return plane(plotting, `epoch ${snapshot.epoch}: W = ${cost.toFixed(2)}`, [
    plotting.Plot.link(arcs, {
      x1: '0',
      y1: '1',
      x2: '2',
      y2: '3',
      stroke: '#8a919a',
      strokeWidth: 1.4,
    }),
    dots(plotting, x, colors.data, { r: 3 }),
    dots(plotting, y, colors.samples, { r: 3 }),
  ]);
}
