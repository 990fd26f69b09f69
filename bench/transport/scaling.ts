import { gaussian, weighted } from '../support/transportCases.js';
import { check, time } from './measure.js';
import { memoryOf } from './memory.js';
import { pot, showPot } from './pot.js';
import { orDash, ratio, show, table } from '../support/table.js';

type Point = readonly [n: number, milliseconds: number];

/** Time and memory as n grows, POT up to 4096, and the power of n that fits the times. */
export async function scaling(): Promise<void> {
  for (const kind of ['uniform', 'weighted'] as const) {
    const print = table(kind, 'ours, ms', 'POT, ms', 'POT / ours', 'ours, MiB', 'POT, MiB');
    const ours: Point[] = [];
    const theirs: Point[] = [];
    for (const n of [1024, 2048, 4096, 8192, 16384]) {
      const m = kind === 'uniform' ? n : (3 * n) / 4;
      const problem = kind === 'uniform' ? gaussian(n, m) : weighted(n, m);
      const { result, ...timing } = await time(problem);
      const peer = n <= 4096 ? pot(problem) : null;
      check(`${kind} ${n} × ${m}`, problem, result, peer?.cost);
      ours.push([n, timing.median]);
      if (peer !== null) theirs.push([n, peer.median]);
      print(
        `${n} × ${m}`,
        show(timing),
        showPot(peer),
        ratio(peer, timing),
        memoryOf(kind === 'uniform' ? 'gaussian' : 'weighted', n, m).toFixed(0),
        orDash(peer, ({ memory }) => memory.toFixed(0)),
      );
    }
    console.log(`ours grows as ${power(ours)}, ${power(ours.slice(0, 3))}`);
    if (theirs.length > 1) console.log(`POT grows as ${power(theirs)}`);
    console.log();
  }
}

/** Least squares of log time on log n. */
function power(points: readonly Point[]): string {
  const logs = points.map(([n, milliseconds]) => [Math.log(n), Math.log(milliseconds)]);
  const [x, y] = [0, 1].map((k) => logs.reduce((sum, log) => sum + log[k], 0) / logs.length);
  const over = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0);
  const exponent = over / logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
  return `n^${exponent.toFixed(2)} (${points[0][0]} to ${points.at(-1)![0]})`;
}
