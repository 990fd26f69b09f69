import { cTransform, emd, type Metric, type PointProblem } from '../../lib/transport/index.js';
import { cloud } from '../support/transportCases.js';
import { check } from './measure.js';
import { summary, timed } from '../support/timing.js';
import { show, table } from '../support/table.js';

const [n, dimension, BATCHES, WARM_UP] = [256, 8, 600, 300];

/** The next problem of a sequence, and the column potentials that the one before suggests for it. */
type Next = (batch: number) => { problem: PointProblem; start: () => Float64Array };

/** Potentials of the problem before. */
interface Last {
  u: Float64Array;
  v: Float64Array;
}

/** Fresh minibatches: u of the previous one is carried to the new columns. */
function fresh(metric: Metric, last: Last): Next {
  let previous = cloud(n, dimension, 1);
  return (batch) => {
    const [x, y] = [0, 1].map((k) => cloud(n, dimension, 10_000 + 2 * batch + k));
    const before = previous;
    previous = x;
    const start = () => cTransform({ x: y, y: before, dimension, metric }, last.u);
    return { problem: { x, y, dimension, metric }, start };
  };
}

/** The same points, of which y takes a small step each time: v of the previous one as it is. */
function drifting(metric: Metric, last: Last): Next {
  const x = cloud(n, dimension, 1);
  let y = cloud(n, dimension, 2);
  return (batch) => {
    const step = cloud(n, dimension, 50_000 + batch);
    y = y.map((t, k) => t + 0.02 * step[k]);
    return { problem: { x, y, dimension, metric }, start: () => last.v };
  };
}

/** Cold against warm starts on the same problems; the time of the c-transform counts. */
export function warm(): void {
  const print = table(
    `n = ${n}`,
    'cold, ms',
    'warm, ms',
    'cold / warm',
    'cold, pivots',
    'warm, pivots',
  );
  for (const metric of ['sqeuclidean', 'euclidean'] as const) {
    for (const sequence of [fresh, drifting]) {
      const last: Last = { u: new Float64Array(n), v: new Float64Array(n) };
      const next = sequence(metric, last);
      const times: { cold: number; warm: number }[] = [];
      const pivots: { cold: number; warm: number }[] = [];
      for (let batch = 0; batch < BATCHES; batch++) {
        const { problem, start } = next(batch);
        const solveCold = () => timed(() => emd(problem));
        const solveWarm = () => timed(() => emd(problem, { start: start() }));
        // By turns first, so that neither always finds the caches filled by the other.
        const early = batch % 2 === 0 ? solveCold() : null;
        const [carried, warmTime] = solveWarm();
        const [cold, coldTime] = early ?? solveCold();
        check(`cold, batch ${batch}`, problem, cold);
        check(`warm, batch ${batch}`, problem, carried, cold.cost);
        last.u = carried.u;
        last.v = carried.v;
        if (batch < WARM_UP) continue;
        times.push({ cold: coldTime, warm: warmTime });
        pivots.push({ cold: cold.pivots, warm: carried.pivots });
      }
      print(
        `${metric}, ${sequence.name}`,
        show(summary(times.map(({ cold }) => cold))),
        show(summary(times.map(({ warm }) => warm))),
        show(summary(times.map(({ cold, warm }) => cold / warm))),
        summary(pivots.map(({ cold }) => cold)).median.toFixed(0),
        summary(pivots.map(({ warm }) => warm)).median.toFixed(0),
      );
    }
  }
}
