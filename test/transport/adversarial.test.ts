import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cook, families, resized } from '../support/transportFamilies.js';
import { Tally } from '../support/transportTally.js';
import type { Verdict } from '../support/transportVerdict.js';
import { judge } from '../support/transportVerdict.js';
import { tameStart, wildStart } from '../support/startingPotentials.js';

const tally = new Tally();

describe('every answer is the exact optimum', () => {
  for (const family of families) test(family.name, () => tally.run(family, 30));
  for (const family of resized(20, 60)) {
    test(`${family.name}, 20 to 60 points`, () => tally.run(family, 5));
  }
});

describe('so it is by network simplex alone', () => {
  for (const family of families) {
    test(family.name, () => tally.run(family, 10, () => ({ method: 'simplex' })));
  }
});

describe('so it is from potentials of another problem, or of the size of the costs', () => {
  for (const family of families) test(family.name, () => tally.run(family, 10, tameStart));
});

test('so it is from whatever potentials the search starts', () => {
  // Costs of 1e-300 drown in the rounding of such a start.
  const others = families.filter(({ name }) => name !== 'subnormal costs');
  for (const family of others) tally.run(family, 10, wildStart);
});

function recipe(name: string, rows: number, columns: number, seed: number): Verdict {
  const family = families.find((one) => one.name.startsWith(name))!;
  return judge(cook(family, { rows, columns, seed }), family.integral);
}

test('clusters far apart do not cost the distances within them their digits', () => {
  recipe('clusters', 9, 11, 7008282);
  recipe('clusters', 8, 11, 3818);
  recipe('clusters', 11, 11, 3937);
  recipe('clusters', 12, 11, 1433);
});

test('potentials of 1e32 do not hide which of the smaller costs are paid', () => {
  recipe('entries up to 1e32', 8, 7, 654670658);
  recipe('entries up to 1e32', 6, 8, 20040207);
  recipe('entries up to 1e32', 11, 8, 20052418);
  recipe('entries up to 1e32', 7, 12, 20083310);
  recipe('entries up to 1e32', 6, 7, 20091483);
});

test('problems whose potentials once hid more of the cost than the gap may', () => {
  for (const { gap, paid } of [
    recipe('entries up to 1e32', 6, 5, 1903),
    recipe('entries up to 1e32', 8, 5, 727),
    recipe('entries up to 1e32', 2, 7, 11005922),
    recipe('clusters', 3, 11, 7008726),
    recipe('clusters', 5, 5, 868),
    recipe('costs of all scales', 11, 11, 994),
    recipe('masses over many decades', 5, 5, 1562512424),
    recipe('masses of 1e-300', 4, 4, 946241700),
    recipe('masses of 1e-300', 1, 7, 729499513),
    recipe('costs and masses of any size', 10, 10, 504236472),
    recipe('costs and masses of any size', 12, 6, 1873656320),
    recipe('costs and masses of any size', 8, 11, 1190568911),
    recipe('two islands', 9, 5, 540783616),
    recipe('two islands', 5, 5, 1794935296),
  ]) {
    assert.ok(gap <= 1e-12 * paid, `gap ${gap} of ${paid}`);
  }
});
