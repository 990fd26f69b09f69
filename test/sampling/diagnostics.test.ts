import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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

/** n·m / (2 Σ Γ − 1) with Γ_k = ρ_2k + ρ_2k+1 up to the first that is not positive, none above the one before. */
function effectiveByDefinition(chains: readonly number[][]): number {
  const size = Math.floor(chains[0].length / 2);
  const halves = chains.flatMap((chain) => [chain.slice(0, size), chain.slice(-size)]);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, x) => sum + x / values.length, 0);
  const variance = (values: readonly number[]): number =>
    mean(values.map((x) => (x - mean(values)) ** 2)) * (values.length / (values.length - 1));
  const within = mean(halves.map(variance));
  const total = within * ((size - 1) / size) + variance(halves.map(mean));
  const correlation = (lag: number): number => {
    const covariances = halves.map((half) => {
      const centred = half.map((x) => x - mean(half));
      return centred.slice(lag).reduce((sum, x, i) => sum + (x * centred[i]) / size, 0);
    });
    return 1 - (within - mean(covariances)) / total;
  };
  const pairs: number[] = [];
  for (let k = 0; 2 * k + 2 <= size; k++) pairs.push(correlation(2 * k) + correlation(2 * k + 1));
  const end = pairs.findIndex((pair) => pair <= 0);
  const monotone = pairs
    .slice(0, end === -1 ? pairs.length : end)
    .map((_, k) => Math.min(...pairs.slice(0, k + 1)));
  const sum = monotone.reduce((partial, pair) => partial + pair, 0);
  const draws = size * halves.length;
  return draws / Math.max(2 * sum - 1, 1 / draws);
}

test('the effective size of a few draws is its definition', () => {
  const value = fc.integer({ min: -50, max: 50 });
  const chains = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 13 }))
    .chain(([count, length]) => {
      const chain = fc.array(value, { minLength: length, maxLength: length });
      return fc.array(chain, { minLength: count, maxLength: count });
    });
  fc.assert(
    fc.property(chains, fc.boolean(), (given, cumulated) => {
      // sums of draws make chains that are correlated over several lags
      const walk = (chain: number[]): number[] =>
        chain.map((_, i) => chain.slice(0, i + 1).reduce((sum, x) => sum + x, 0));
      const drawn = cumulated ? given.map(walk) : given;
      fc.pre(drawn.every((chain) => new Set(chain).size > 2));
      const expected = effectiveByDefinition(drawn);
      fc.pre(Number.isFinite(expected));
      const found = effectiveSampleSize(drawn);
      assert.ok(Math.abs(found - expected) <= 1e-9 * expected, `${found}, not ${expected}`);
    }),
    { numRuns: 300 },
  );
});

test('alternating draws count at most as the square of their number', () => {
  const chain = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const size = effectiveSampleSize([chain]);
  assert.ok(Math.abs(size / 144 - 1) < 1e-12, `${size}`);
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

test('draws far from 0 lose the digits of their location, and no more', () => {
  const chains = draws(8, 3, 300).map((chain) => chain.map((x) => x + 1e6));
  const near = chains.map((chain) => chain.map((x) => x - 1e6));
  assert.ok(Math.abs(splitRHat(chains) - splitRHat(near)) < 1e-9);
  assert.ok(Math.abs(effectiveSampleSize(chains) / effectiveSampleSize(near) - 1) < 1e-8);
});

test('chains of unequal or too small length are refused', () => {
  assert.throws(() => splitRHat([[1, 2, 3]]), {
    name: 'RangeError',
    message: 'diagnostics: expected chains of one length ≥ 4, got lengths 3',
  });
  assert.throws(() => effectiveSampleSize([[1, 2, 3, 4], [1, 2, 3, 4, 5]]), /got lengths 4, 5$/); // prettier-ignore
  assert.throws(() => splitRHat([]), /^RangeError: diagnostics/);
});
