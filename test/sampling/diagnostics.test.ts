import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, key, normal } from '../../lib/random/index.js';
import { effectiveSampleSize, splitRHat } from '../../lib/sampling/index.js';

const draws = (seed: number, chains: number, length: number): Float64Array[] =>
  [...new Array<number>(chains).keys()].map((k) => normal(fold(key(seed), k), length));

/** x ← ρx + √(1 − ρ²) ξ from the stationary distribution. */
function autoregression(rho: number, xi: Float64Array): Float64Array {
  const chain = xi.slice();
  for (let i = 1; i < chain.length; i++) {
    chain[i] = rho * chain[i - 1] + Math.sqrt(1 - rho * rho) * xi[i];
  }
  return chain;
}

test('split-R̂ of four draws is its definition, computed by hand', () => {
  // halves (1, 3) and (2, 6): means 2 and 4, variances 2 and 8, W = 5, B = 2·2 = 4
  // V = W/2 + B/2 = 4.5
  assert.ok(Math.abs(splitRHat([[1, 3, 2, 6]]) - Math.sqrt(4.5 / 5)) < 1e-15);
  // the middle of an odd number of draws is left out
  assert.equal(splitRHat([[1, 3, 100, 2, 6]]), splitRHat([[1, 3, 2, 6]]));
});

test('split-R̂ is 1 for independent draws', () => {
  const rHat = splitRHat(draws(1, 4, 2000));
  assert.ok(Math.abs(rHat - 1) < 0.003, `${rHat}`);
});

test('split-R̂ tells chains that are shifted, or that drift', () => {
  const shifted = draws(2, 4, 500).map((chain, k) => chain.map((x) => x + k));
  assert.ok(splitRHat(shifted) > 1.1);
  const drifting = draws(3, 4, 500).map((chain) => chain.map((x, i) => x + i / 100));
  assert.ok(splitRHat(drifting) > 1.1);
});

test('independent draws are all effective', () => {
  const size = effectiveSampleSize(draws(4, 4, 2000));
  assert.ok(Math.abs(size / 8000 - 1) < 0.1, `${size}`);
});

test('the effective size of an autoregression is near n (1 − ρ)/(1 + ρ)', () => {
  for (const rho of [0.3, 0.6, 0.9]) {
    const chains = draws(5, 4, 5000).map((xi) => autoregression(rho, xi));
    const expected = (20_000 * (1 - rho)) / (1 + rho);
    const size = effectiveSampleSize(chains);
    assert.ok(Math.abs(size / expected - 1) < 0.15, `ρ = ${rho}: ${size} instead of ${expected}`);
  }
});

test('alternating chains are worth more than independent draws', () => {
  const chains = draws(6, 4, 2000).map((xi) => autoregression(-0.5, xi));
  const size = effectiveSampleSize(chains);
  assert.ok(Math.abs(size / 24_000 - 1) < 0.2, `${size}`);
});

test('location and scale do not matter', () => {
  const chains = draws(7, 2, 400).map((xi) => autoregression(0.4, xi));
  const moved = chains.map((chain) => chain.map((x) => 8 * x - 32));
  assert.ok(Math.abs(splitRHat(moved) - splitRHat(chains)) < 1e-12);
  assert.ok(Math.abs(effectiveSampleSize(moved) / effectiveSampleSize(chains) - 1) < 1e-10);
});

test('chains of unequal or too small length are refused', () => {
  assert.throws(() => splitRHat([[1, 2, 3]]), {
    name: 'RangeError',
    message: 'diagnostics: expected chains of one length ≥ 4, got lengths 3',
  });
  assert.throws(() => effectiveSampleSize([[1, 2, 3, 4], [1, 2, 3, 4, 5]]), /got lengths 4, 5$/); // prettier-ignore
  assert.throws(() => splitRHat([]), /^RangeError: diagnostics/);
});
