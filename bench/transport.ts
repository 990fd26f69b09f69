/**
 * Exact transport between Gaussian clouds in 8 dimensions, from points to a certified plan, with POT
 * (`ot.dist` and `ot.emd`, no certificate) in the same run where `/usr/bin/python3` has it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { fold, key, normal } from '../lib/random/index.js';
import { emd, type PointProblem, type Transport } from '../lib/transport/index.js';

const dimension = 8;
const root = key(0);

interface Case {
  problem: PointProblem & { a: Float64Array; b: Float64Array };
  repeats: number;
}

function cloud(count: number, stream: number): Float64Array {
  return Float64Array.from(normal(fold(root, stream), count * dimension));
}

function uniform(count: number): Float64Array {
  return new Float64Array(count).fill(1 / count);
}

/** Masses proportional to squares of normal numbers. */
function uneven(count: number, stream: number): Float64Array {
  const squares = Float64Array.from(normal(fold(root, stream), count), (t) => t * t);
  const total = squares.reduce((sum, mass) => sum + mass, 0);
  return squares.map((mass) => mass / total);
}

const cases = new Map<string, Case>();
for (const metric of ['sqeuclidean', 'euclidean'] as const) {
  for (const n of [64, 128, 256, 512, 1024]) {
    const m = (3 * n) / 4;
    const repeats = n <= 256 ? 40 : 7;
    const x = cloud(n, n);
    const even = { x, y: cloud(n, n + 1), dimension, metric, a: uniform(n), b: uniform(n) };
    cases.set(`${metric} ${n}`, { problem: even, repeats });
    if (n < 256) continue;
    const masses = { a: uneven(n, n + 2), b: uneven(m, n + 3) };
    const weighted = { x, y: cloud(m, n + 4), dimension, metric, ...masses };
    cases.set(`${metric} ${n} × ${m} weighted`, { problem: weighted, repeats });
  }
}

const solutions = new Map<string, Transport>();
const timings = new Map<string, { p50: number; mad: number }>();
for (const [name, { problem, repeats }] of cases) {
  const bench = new Bench({ iterations: repeats, time: 0, warmupIterations: repeats });
  bench.add(name, () => void solutions.set(name, emd(problem)));
  await bench.run();
  const { result } = bench.tasks[0];
  if (!('latency' in result)) throw new Error(`transport: ${name} did not finish`);
  timings.set(name, result.latency);
}

const script = join(import.meta.dirname, '../../experiments/peers/pot_transport.py');
const input = JSON.stringify(
  Object.fromEntries(
    Array.from(cases, ([name, { problem, repeats }]) => [
      name,
      {
        ...problem,
        repeats,
        x: [...problem.x],
        y: [...problem.y],
        a: [...problem.a],
        b: [...problem.b],
      },
    ]),
  ),
);
const peer = spawnSync('/usr/bin/python3', [script], { input, encoding: 'utf8' });
const pot =
  peer.status === 0
    ? (JSON.parse(peer.stdout) as Record<string, { cost: number; median: number; mad: number }>)
    : null;
if (pot === null) console.log('POT is missing under /usr/bin/python3: no peer in this run');

for (const [name, { p50, mad }] of timings) {
  const { cost, pivots, gap } = solutions.get(name)!;
  const ours = `${p50.toFixed(2)} ± ${mad.toFixed(2)} ms  ${pivots} pivots  gap/cost ${(gap / cost).toExponential(1)}`;
  const beside = pot?.[name];
  const theirs =
    beside === undefined
      ? ''
      : `  POT ${beside.median.toFixed(2)} ± ${beside.mad.toFixed(2)} ms  ratio ${(beside.median / p50).toFixed(2)}` +
        `  costs differ by ${(Math.abs(cost - beside.cost) / cost).toExponential(1)}`;
  console.log(`${name.padEnd(31)} ${ours}${theirs}`);
}
