import { islands } from '../support/transportCases.js';
import { ratio, show, table } from '../support/table.js';
import { check, time } from './measure.js';
import { pot, showPot } from './pot.js';

/**
 * Problems whose potentials are so large beside the cost that their rounding hides it, and whose last pivots are made in
 * integers: clouds in two places, far apart and near. POT says nothing of its error; here it is seen.
 */
export async function rounding(): Promise<void> {
  const print = table(
    '',
    'ours, ms',
    'POT, ms',
    'POT / ours',
    'gap / cost',
    "POT's cost / ours - 1",
  );
  for (const n of [256, 1024, 2048]) {
    for (const distance of [1e6, 1]) {
      const problem = islands(n, distance);
      const { result, ...timing } = await time(problem);
      const theirs = pot(problem);
      const name = `${n} points, ${distance} apart`;
      check(name, problem, result);
      print(
        name,
        show(timing),
        showPot(theirs),
        ratio(theirs, timing),
        (result.gap / result.cost).toExponential(1),
        theirs === null ? '–' : (theirs.cost / result.cost - 1).toExponential(1),
      );
    }
  }
}
