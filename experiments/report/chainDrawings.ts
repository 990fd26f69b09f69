import type { Chains, Convergence, Diagnosed } from '../figures/chains.js';
import type { Chart, Point } from './chart.js';
import type { Drawing } from './drawing.js';
import { featurePlane } from './featurePlane.js';
import { lineStyle } from './palette.js';
import type { Plotting } from './plotting.js';

/** The way of a few chains through two features. */
export function trajectoryDrawing(plotting: Plotting, chains: Chains): Drawing {
  const { features, shown, epoch } = chains;
  const { Plot } = plotting;
  const marks = shown.flatMap(({ states }, k) => {
    const { color } = lineStyle(k);
    return [
      Plot.line(states, { x: '0', y: '1', stroke: color, strokeWidth: 1.2, strokeOpacity: 0.85 }),
      Plot.dot([states[0]], { x: '0', y: '1', r: 5, fill: 'var(--page)', stroke: color, strokeWidth: 2.2 }),
      Plot.dot([states[states.length - 1]], { x: '0', y: '1', r: 5, fill: color, stroke: 'var(--page)', strokeWidth: 1 }),
    ];
  }); // prettier-ignore
  const what = `Trajectories of ${shown.length} Langevin chains`;
  const drawn = featurePlane(plotting, features, marks, what);
  const steps = shown[0].states.length - 1;
  return {
    name: 'chains',
    title: 'Ways of Langevin chains',
    caption: `${shown.length} chains of ${steps} steps on the energy of epoch ${epoch}, from starts N(0, 1) (rings) to their ends (discs).`,
    panels: [drawn],
    legend: shown.map((_, k) => ({ label: `chain ${k + 1}`, color: lineStyle(k).color })),
    data: { epoch, features, shown },
  };
}

/** The energy along these chains. */
export function energyOfChains({ shown, meanEnergy, chains, epoch }: Chains): Chart {
  const points = (values: readonly number[]): Point[] => values.map((y, x) => ({ x, y }));
  return {
    name: 'chain-energies',
    title: 'Energy along the chains',
    caption: `Of the same chains, and the mean over all ${chains}, at epoch ${epoch}.`,
    yLabel: 'energy (dimensionless)',
    xLabel: 'step',
    whole: true,
    log: true,
    series: [
      ...shown.map(({ energies }, k) => ({
        label: `chain ${k + 1}`,
        color: lineStyle(k).color,
        lines: [points(energies)],
      })),
      {
        label: `mean of ${chains}`,
        color: 'currentColor',
        dash: '6 3',
        lines: [points(meanEnergy)],
      },
    ],
  };
}

/** R̂ and effective sample size against the length of the chains. */
export function convergenceCharts({ convergence, chains, epoch, trainingSteps }: Chains): Chart[] {
  const series = (pick: (at: Convergence) => Diagnosed) =>
    (['energy', 'worst', 'median'] as const).map((which, k) => ({
      label: { energy: 'energy', worst: 'worst feature', median: 'median feature' }[which],
      ...lineStyle(k),
      lines: [
        convergence.flatMap((at): Point[] => {
          const y = pick(at)[which];
          return y === null ? [] : [{ x: at.steps, y }];
        }),
      ],
    }));
  const common = { xLabel: 'steps of a chain', xLog: true, whole: true, log: true } as const;
  const how = `${chains} chains from N(0, 1) at epoch ${epoch}, their first half left out. Training runs ${trainingSteps} steps at a time.`;
  return [
    {
      ...common,
      name: 'r-hat',
      title: 'Convergence of the chains: R̂',
      caption: `Split-R̂; 1 where chains from different starts cannot be told apart, above 1.01 they can. ${how}`,
      yLabel: 'split-R̂',
      series: series((at) => at.rHat),
      levels: [{ value: 1, label: 'converged' }],
    },
    {
      ...common,
      name: 'effective-sample-size',
      title: 'Effective sample size of the chains',
      caption: `Independent draws that all chains together are worth. ${how}`,
      yLabel: 'effective draws',
      series: series((at) => at.effective),
      levels: [{ value: chains, label: 'one a chain' }],
    },
  ];
}
