/**
 * Exact transport beside POT's network simplex (`ot.dist` and `ot.emd`) in the same run, where
 * `/usr/bin/python3` has it. Our time runs from the given points to a certified plan. Medians ± median
 * absolute deviations in milliseconds, on one thread unless said. A row whose costs disagree or whose gap is
 * too wide fails the run.
 *
 * `PARTS=uniform,warm,weighted,hard,scaling,workers` chooses; `large` (8192 and 16384 beside POT: five
 * minutes and 11 GB) runs only when named.
 */
import { execFileSync } from 'node:child_process';
import { Bench } from 'tinybench';
import { WorkerPool } from '../lib/parallel/index.js';
import {
  cTransform,
  emd,
  type EmdOptions,
  type Metric,
  type Transport,
  type TransportProblem,
} from '../lib/transport/index.js';
import { pot } from './support/pot.js';
import { cloud, gaussian, hardCases, weighted } from './support/transportCases.js';

interface Timing {
  readonly median: number;
  readonly mad: number;
}

const show = ({ median, mad }: Timing): string => {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  return `${median.toFixed(digits)} ± ${mad.toFixed(digits)}`;
};
const middle = (values: readonly number[]): number =>
  values.toSorted((p, q) => p - q)[values.length >> 1];

/** Iterations that take about a second, after as many to warm up; at least three. */
function iterations(problem: TransportProblem): number {
  const pairs =
    'costs' in problem
      ? problem.rows * problem.columns
      : (problem.x.length / problem.dimension) * (problem.y.length / problem.dimension);
  return Math.max(3, Math.min(300, Math.round(2e7 / pairs)));
}

async function time(
  problem: TransportProblem,
  options: EmdOptions = {},
): Promise<Timing & { result: Transport }> {
  const count = iterations(problem);
  let result: Transport | undefined;
  const bench = new Bench({ iterations: count, time: 0, warmupIterations: count, warmupTime: 0 });
  bench.add('emd', () => void (result = emd(problem, options)));
  await bench.run();
  const task = bench.tasks[0].result;
  if (!('latency' in task)) throw new Error('transport: a measurement did not finish');
  return { median: task.latency.p50, mad: task.latency.mad, result: result! };
}

function check(name: string, { cost, gap }: Transport, theirs?: number): void {
  const scale = Math.abs(cost) + 1e-12;
  const differs = theirs !== undefined && Math.abs(cost - theirs) > 1e-9 * scale;
  if (!differs && gap <= 1e-12 * scale) return;
  console.log(`${name}: FAILED, cost ${cost}, POT ${theirs}, gap ${gap}`);
  process.exitCode = 1;
}

async function besidePot(name: string, problem: TransportProblem, repeats?: number): Promise<void> {
  const { result, ...ours } = await time(problem);
  const theirs = pot(problem, repeats ?? Math.min(30, iterations(problem)) + 1);
  check(name, result, theirs?.cost);
  const beside =
    theirs === null
      ? ''
      : `  POT ${show(theirs).padEnd(15)} ratio ${(theirs.median / ours.median).toFixed(2).padEnd(6)}` +
        ` costs differ by ${(Math.abs(result.cost - theirs.cost) / (result.cost || 1)).toExponential(1)}`;
  const gap = (result.gap / (result.cost || 1)).toExponential(1);
  console.log(`${name.padEnd(28)} ${show(ours).padEnd(15)} gap/cost ${gap}${beside}`);
}

/** Largest resident memory, in MiB, of a process that solves one problem. */
function memoryOf(n: number, metric: Metric, m = n): number {
  const program = `
    const { gaussian } = await import(${JSON.stringify(import.meta.resolve('./support/transportCases.js'))});
    const { emd } = await import(${JSON.stringify(import.meta.resolve('../lib/transport/index.js'))});
    emd(gaussian(${n}, ${m}, 8, '${metric}'));
    console.log(process.resourceUsage().maxRSS / 1024);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program]);
  return Number(output.toString());
}

const parts: Record<string, () => Promise<void>> = {
  async uniform() {
    for (const metric of ['sqeuclidean', 'euclidean'] as const) {
      for (const n of [64, 128, 256, 512, 1024, 2048, 4096]) {
        await besidePot(`${metric} ${n}`, gaussian(n, n, 8, metric), n === 4096 ? 1 : undefined);
      }
    }
  },

  async large() {
    for (const n of [8192, 16384]) {
      const problem = gaussian(n);
      await besidePot(`sqeuclidean ${n}`, problem, 1);
      console.log(`  resident memory ${memoryOf(n, 'sqeuclidean').toFixed(0)} MiB`);
    }
  },

  /** A new minibatch each time, and one that moves a little. */
  async warm() {
    const [n, dimension, metric] = [256, 8, 'sqeuclidean' as const];
    const times = { cold: [] as number[], carried: [] as number[], moved: [] as number[] };
    let before: { x: Float64Array; u: Float64Array } = {
      x: cloud(n, dimension, 1),
      u: new Float64Array(n),
    };
    const timed = (into: number[], solve: () => Transport): Transport => {
      const began = performance.now();
      const result = solve();
      into.push(performance.now() - began);
      return result;
    };
    for (let batch = 0; batch < 600; batch++) {
      const [x, y] = [
        cloud(n, dimension, 10_000 + 2 * batch),
        cloud(n, dimension, 10_001 + 2 * batch),
      ];
      const problem = { x, y, dimension, metric };
      const cold = timed(times.cold, () => emd(problem));
      const carried = timed(times.carried, () => {
        const start = cTransform({ x: y, y: before.x, dimension, metric }, before.u);
        return emd(problem, { start });
      });
      const step = cloud(n, dimension, 50_000 + batch);
      const moved = { ...problem, y: y.map((t, k) => t + 0.02 * step[k]) };
      const warm = timed(times.moved, () => emd(moved, { start: cold.v }));
      check('carried', carried, cold.cost);
      check('moved', warm);
      before = { x, u: cold.u };
    }
    for (const [name, all] of Object.entries(times)) {
      const late = all.slice(300);
      const median = middle(late);
      const mad = middle(late.map((t) => Math.abs(t - median)));
      console.log(`n = 256, ${name.padEnd(8)} ${show({ median, mad })}`);
    }
  },

  async weighted() {
    for (const [n, m] of [[64, 48], [128, 96], [256, 192], [512, 384], [1024, 768], [1024, 1024], [2048, 1536], [2048, 2048], [2000, 100]]) {
      await besidePot(`${n} × ${m} weighted`, weighted(n, m), n > 2000 ? 3 : undefined);
    } // prettier-ignore
    for (const [n, m] of [
      [1000, 900],
      [1000, 250],
      [250, 1000],
      [5000, 10],
      [10, 5000],
    ]) {
      await besidePot(`${n} × ${m} uniform`, gaussian(n, m));
    }
  },

  async hard() {
    for (const n of [256, 1024]) {
      for (const [name, problem] of hardCases(n)) {
        const { result, ...ours } = await time(problem);
        const { result: same, ...plain } = await time(problem, { method: 'simplex' });
        check(name, { ...result, gap: Math.min(result.gap, same.gap) }, same.cost);
        const ratio = (plain.median / ours.median).toFixed(2);
        console.log(
          `${n} ${name.padEnd(22)} ${show(ours).padEnd(15)} plain simplex ${show(plain).padEnd(15)} ratio ${ratio}`,
        );
      }
    }
  },

  async scaling() {
    for (const kind of ['uniform', 'weighted'] as const) {
      const points: [n: number, ms: number, memory: number][] = [];
      for (const n of [1024, 2048, 4096, 8192, 16384]) {
        const problem = kind === 'uniform' ? gaussian(n) : weighted(n, (3 * n) / 4);
        const { median } = await time(problem);
        const memory = memoryOf(n, 'sqeuclidean', kind === 'uniform' ? n : (3 * n) / 4);
        points.push([n, median, memory]);
        console.log(`${kind} ${n}: ${median.toFixed(0)} ms, ${memory.toFixed(0)} MiB resident`);
      }
      const slope = (at: 1 | 2): string => {
        const logs = points.map((point) => [Math.log(point[0]), Math.log(point[at])]);
        const [x, y] = [0, 1].map((k) => logs.reduce((sum, log) => sum + log[k], 0) / logs.length);
        const over = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0);
        return (over / logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0)).toFixed(2);
      };
      console.log(`${kind}: time grows as n^${slope(1)}, memory as n^${slope(2)}`);
    }
  },

  async workers() {
    const pool = new WorkerPool(2);
    for (const n of [4096, 8192, 16384]) {
      const problem = gaussian(n);
      emd(problem, { pool });
      const ratios: number[] = [];
      for (let pair = 0; pair < 5; pair++) {
        const began = performance.now();
        const one = emd(problem);
        const between = performance.now();
        const two = emd(problem, { pool });
        ratios.push((between - began) / (performance.now() - between));
        if (JSON.stringify([one.plan, one.u, one.v]) !== JSON.stringify([two.plan, two.u, two.v])) {
          throw new Error('transport: two workers gave other bits than one');
        }
      }
      console.log(`${n}: two workers ${middle(ratios).toFixed(2)} times faster, the same bits`);
    }
    await pool.close();
  },
};

const wanted =
  process.env.PARTS?.split(',') ?? Object.keys(parts).filter((part) => part !== 'large');
for (const part of wanted) {
  if (!Object.hasOwn(parts, part))
    throw new Error(`transport: no part '${part}'; there are ${Object.keys(parts).join(', ')}`);
  console.log(`\n## ${part}\n`);
  await parts[part]();
}
