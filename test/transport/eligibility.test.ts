import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reducedCost, tolerance } from '../../lib/transport/eligibility.js';
import { Draws } from '../support/draws.js';

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
