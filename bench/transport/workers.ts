import { WorkerPool } from '../../lib/parallel/index.js';
import { emd, type Transport } from '../../lib/transport/index.js';
import { gaussian } from '../support/transportCases.js';
import { check } from './measure.js';
import { summary, timed } from '../support/timing.js';
import { show, table } from '../support/table.js';

const [PAIRS, WARM_UP] = [7, 2];

/** One thread and two in turn in the same process; every bit must be the same. */
export async function workers(): Promise<void> {
  const pool = new WorkerPool(2);
  const print = table('', 'workers 1, ms', 'workers 2, ms', '1 / 2', 'bits');
  for (const n of [4096, 8192, 16384]) {
    const problem = gaussian(n);
    for (let k = 0; k < WARM_UP; k++)
      for (const shared of [undefined, pool]) emd(problem, { pool: shared });
    const times: { one: number; two: number }[] = [];
    let same = true;
    for (let pair = 0; pair < PAIRS; pair++) {
      const [first, one] = timed(() => emd(problem));
      const [second, two] = timed(() => emd(problem, { pool }));
      times.push({ one, two });
      same &&= sameBits(first, second);
      check(`${n}, workers 1`, problem, first);
    }
    if (!same) process.exitCode = 1;
    print(
      `${n}`,
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
