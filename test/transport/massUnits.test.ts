import assert from 'node:assert/strict';
import { test } from 'node:test';
import { massUnits } from '../../lib/transport/massUnits.js';
import { Draws } from '../support/draws.js';

const total = (masses: Float64Array): number => masses.reduce((sum, mass) => sum + mass, 0);

test('uniform masses weigh m/g and n/g, whatever they are', () => {
  const units = massUnits(new Float64Array(6).fill(0.1), new Float64Array(4).fill(0.15));
  assert.deepEqual([...units.supply], Array(6).fill(2));
  assert.deepEqual([...units.demand], Array(4).fill(3));
  assert.equal(units.uniform, true);
  const single = massUnits(Float64Array.of(7), Float64Array.of(7));
  assert.deepEqual([...single.supply, ...single.demand], [1, 1]);
  assert.equal(massUnits(Float64Array.of(1, 1), Float64Array.of(0.5, 1.5)).uniform, false);
  assert.equal(massUnits(Float64Array.of(0.5, 1.5), Float64Array.of(1, 1)).uniform, false);
});

test('other masses are rounded half up at the power of two that takes their total to [2⁵⁰, 2⁵¹)', () => {
  for (const scale of [2 ** -70, 1, 2 ** 49, 2 ** 50, 2 ** 51, 2 ** 60]) {
    // 1 of the total is 2⁵⁰ units
    const unit = scale * 2 ** -50;
    const a = Float64Array.of(scale - 8 * unit, 4.5 * unit, 3.5 * unit);
    const b = Float64Array.of(scale - 5 * unit, 2.25 * unit, 2.75 * unit);
    const { supply, demand, uniform } = massUnits(a, b);
    assert.deepEqual([...supply], [2 ** 50 - 8, 5, 4]);
    // the heaviest column takes the unit that rounding has made
    assert.deepEqual([...demand], [2 ** 50 - 4, 2, 3]);
    assert.equal(uniform, false);
  }
  const { supply } = massUnits(Float64Array.of(1.5, 0.5 - 2 ** -52), Float64Array.of(1, 1 - 2 ** -52));
  assert.deepEqual([...supply], [1.5 * 2 ** 50, 2 ** 49]);
}); // prettier-ignore

test('units are integers from 1 on of equal totals, and the first of the heaviest columns pays for it', () => {
  const light = massUnits(
    Float64Array.of(1, 1e-25, 1e-20),
    Float64Array.of(1e-30, 0.5, 0.5, 1e-30),
  );
  assert.deepEqual([...light.supply], [2 ** 50, 1, 1]);
  assert.deepEqual([...light.demand], [1, 2 ** 49, 2 ** 49, 1]);
  const lighter = massUnits(Float64Array.of(1, 1e-25), Float64Array.of(1e-30, 0.5, 0.5, 1e-30));
  assert.deepEqual([...lighter.demand], [1, 2 ** 49 - 1, 2 ** 49, 1]);

  const draw = new Draws(5);
  for (let trial = 0; trial < 100; trial++) {
    const [n, m] = [draw.integer(2, 9), draw.integer(2, 9)];
    const a = draw.fill(n, () => draw.binade(-60, 0));
    const b = draw.fill(m, () => draw.binade(-60, 0));
    const ratio = total(a) / total(b);
    const { supply, demand } = massUnits(
      a,
      b.map((mass) => mass * ratio),
    );
    assert.equal(total(supply), total(demand));
    for (const units of [...supply, ...demand]) assert.ok(Number.isInteger(units) && units >= 1);
    assert.ok(total(supply) >= 2 ** 50 && total(supply) < 2 ** 51 + n);
  }
});
