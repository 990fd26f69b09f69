import type { TransportProblem } from '../../lib/transport/index.js';
import { hardCases, weighted } from '../support/transportCases.js';
import { check, time } from './measure.js';
import { pot, showPot } from './pot.js';
import { ratio, show, table } from '../support/table.js';

/** Shapes on which auctions have a hard time, beside the plain network simplex of our own and POT. */
export async function hard(): Promise<void> {
  const print = table(
    '',
    'auction, ms',
    'simplex, ms',
    'auction / simplex',
    'POT, ms',
    'POT / auction',
    'gap / cost',
  );
  const rows = [256, 1024].flatMap((n) =>
    hardCases(n).map(([name, problem]): [string, TransportProblem] => [`${n} ${name}`, problem]),
  );
  rows.push(['512 × 400 2-D weighted', weighted(512, 400, 2)]);
  for (const [name, problem] of rows) {
    const { result, ...auction } = await time(problem);
    const { result: plain, ...simplex } = await time(problem, { method: 'simplex' });
    const theirs = pot(problem);
    check(`${name}, auction`, problem, result, theirs?.cost);
    check(`${name}, simplex`, problem, plain, result.cost);
    print(
      name,
      show(auction),
      show(simplex),
      ratio(auction, simplex),
      showPot(theirs),
      ratio(theirs, auction),
      (result.gap / (Math.abs(result.cost) || 1)).toExponential(1),
    );
  }
}
