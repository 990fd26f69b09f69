import { WorkerPool } from '../../lib/parallel/index.js';
import { PARALLEL_ENTRIES, type Metric, type TransportProblem } from '../../lib/transport/index.js';
import { gaussian, weighted } from '../support/transportCases.js';
import { check, pairsOf, time } from './measure.js';
import { memoryOf } from './memory.js';
import { pot, showPot } from './pot.js';
import { orDash, ratio, show, table } from '../support/table.js';

const headings = [
  'ours, ms',
  'POT, ms',
  'POT / ours',
  'gap / cost',
  'costs differ',
  'ours, MiB',
  'POT, MiB',
];

/** A row of ours beside POT, and a second with two threads where they share the problem. */
async function besidePot(
  print: (...cells: string[]) => void,
  name: string,
  problem: TransportProblem,
  memory: () => number,
): Promise<void> {
  const theirs = pot(problem);
  const row = async (label: string, pool?: WorkerPool): Promise<void> => {
    const { result, ...ours } = await time(problem, { pool });
    check(label, problem, result, theirs?.cost);
    const share = (part: number): string => (part / (Math.abs(result.cost) || 1)).toExponential(1);
    const alone = pool === undefined;
    print(
      label,
      show(ours),
      showPot(theirs),
      ratio(theirs, ours),
      share(result.gap),
      orDash(theirs, ({ cost }) => share(Math.abs(result.cost - cost))),
      alone ? memory().toFixed(0) : '–',
      orDash(alone ? theirs : null, (t) => t.memory.toFixed(0)),
    );
  };
  await row(name);
  if (pairsOf(problem) < PARALLEL_ENTRIES) return;
  const pool = new WorkerPool(2);
  await row(`${name}, workers 2`, pool);
  await pool.close();
}

/** n × n uniform masses. */
export async function uniform(metrics: readonly Metric[], sizes: readonly number[]): Promise<void> {
  for (const metric of metrics) {
    const print = table(metric, ...headings);
    for (const n of sizes) {
      const problem = gaussian(n, n, 8, metric);
      await besidePot(print, `${n}`, problem, () => memoryOf('gaussian', n, n, 8, metric));
    }
    console.log();
  }
}

/** Masses that differ, and uniform ones that do not match one to one. */
export async function general(): Promise<void> {
  const print = table('n × m', ...headings);
  for (const [n, m] of [
    [64, 48],
    [128, 96],
    [256, 192],
    [512, 384],
    [1024, 768],
    [1024, 1024],
    [2048, 1536],
    [2048, 2048],
    [2000, 100],
  ]) {
    await besidePot(print, `${n} × ${m} weighted`, weighted(n, m), () =>
      memoryOf('weighted', n, m),
    );
  }
  for (const [n, m] of [
    [1000, 900],
    [1000, 250],
    [250, 1000],
    [5000, 10],
    [10, 5000],
  ]) {
    await besidePot(print, `${n} × ${m} uniform`, gaussian(n, m), () => memoryOf('gaussian', n, m));
  }
}
