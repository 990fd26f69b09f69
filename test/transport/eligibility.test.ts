import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doubtOf, reducedCost, tolerance } from '../../lib/transport/eligibility.js';
import { Draws } from '../support/draws.js';
import { add, difference, exactly } from '../support/exactNumbers.js';

test('an arc may enter below minus both errors and 2⁻⁵¹ (|c| + |π_i| + |π_j|), and not at that', () => {
  const reduced = -(2 ** -44);
  const columnPotential = 5 + reduced;
  const columnError = 2 ** -46;
  // what the others leave of 2⁻⁴⁴, exact in binary64: so is the sum of all
  const rowError = -reduced - columnError - 2 ** -51 * (1 + 4 + columnPotential);
  assert.equal(reducedCost(-1, 4, columnPotential, rowError, columnError), 0);
  assert.equal(reducedCost(-1, 4, columnPotential, rowError - 2 ** -97, columnError), reduced);
  assert.equal(reducedCost(1, -4, -5 + reduced, 0, columnError), reduced);
  assert.equal(reducedCost(3, 1, 2, 0, 0), 0);
  assert.equal(reducedCost(Infinity, 1, -2, 0, 0), 0);
});

test('no arc enters whose c + π_j is above π_i less the tolerance', () => {
  assert.equal(tolerance(2 ** -46, -4), 2 ** -46 + 2 ** -49);
  const draw = new Draws(4);
  let close = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const [cost, rowPotential] = [draw.normal(), 10 * draw.normal()];
    const rowError = draw.unit() * 2 ** -52;
    const least = rowPotential - tolerance(rowError, rowPotential);
    const columnPotential = least - cost + draw.integer(-8, 8) * 2 ** -52;
    const reduced = reducedCost(cost, rowPotential, columnPotential, rowError, draw.unit() * 2 ** -52);
    if (cost + columnPotential > least) assert.equal(reduced, 0);
    else close++;
  }
  assert.ok(close > 100, `${close} trials below the limit`);
}); // prettier-ignore

test('a reduced cost is no further from what rounding makes of it than the doubt, nor eight times nearer at the worst', () => {
  const size = fc.integer({ min: -60, max: 60 });
  const number = fc
    .tuple(fc.double({ min: 1, max: 2, noNaN: true, maxExcluded: true }), size, fc.constantFrom(-1, 0, 1))
    .map(([significand, e, sign]) => sign * significand * 2 ** e);
  let closest = 0;
  fc.assert(
    fc.property(number, number, number, fc.option(size), fc.double({ min: -1, max: 1, noNaN: true }), (cost, u, price, e, part) => {
      const error = e === null ? 0 : 2 ** e;
      const about = cost - u + price;
      // potentials that are off by `error` together, at most
      const [p, q] = [error * part, error * (1 - Math.abs(part))];
      const exact = [cost, -u, price, p, q].map(exactly).reduce(add);
      const off = Math.abs(difference(about, exact));
      const doubt = doubtOf(cost, u, price, error);
      assert.ok(off <= doubt, `${off} off, doubt ${doubt}`);
      if (doubt > 0) closest = Math.max(closest, off / doubt);
    }),
    { numRuns: 5000 },
  );
  assert.ok(closest > 1 / 8, `${closest} of the doubt at most`);
}); // prettier-ignore
