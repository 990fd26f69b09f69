import { WorkerPool } from '../../lib/parallel/index.js';
import { emd, type Transport, type TransportProblem } from '../../lib/transport/index.js';
import { gaussian, weighted } from '../support/transportCases.js';
import { check } from './measure.js';
import { summary, timed } from '../support/timing.js';
import { show, table } from '../support/table.js';

const [PAIRS, WARM_UP] = [7, 2];

/** One thread and two in turn in the same process; every bit must be the same. */
export async function workers(): Promise<void> {
  const pool = new WorkerPool(2);
  const print = table('', 'workers 1, ms', 'workers 2, ms', '1 / 2', 'bits');
  const problems: [string, TransportProblem][] = [4096, 8192, 16384].map((n) => [
    `${n}`,
    gaussian(n),
  ]);
  problems.push(['4096 weighted', weighted(4096, 4096)]);
  for (const [name, problem] of problems) {
    for (let k = 0; k < WARM_UP; k++)
      for (const shared of [undefined, pool]) emd(problem, { pool: shared });
    const times: { one: number; two: number }[] = [];
    let same = true;
    for (let pair = 0; pair < PAIRS; pair++) {
      const [first, one] = timed(() => emd(problem));
      const [second, two] = timed(() => emd(problem, { pool }));
      times.push({ one, two });
      same &&= sameBits(first, second);
      check(`${name}, workers 1`, problem, first);
    }
    if (!same) process.exitCode = 1;
    print(
      name,
      show(summary(times.map(({ one }) => one))),
      show(summary(times.map(({ two }) => two))),
      show(summary(times.map(({ one, two }) => one / two))),
      same ? 'the same' : 'FAILED: differ',
    );
  }
  await pool.close();
}

function sameBits(one: Transport, two: Transport): boolean {
  const bytes = ({ plan, u, v, ...figures }: Transport): Buffer[] =>
    [plan.row, plan.column, plan.mass, u, v, Float64Array.from(Object.values(figures))].map(
      ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength),
    );
  const others = bytes(two);
  return bytes(one).every((array, k) => array.equals(others[k]));
}
