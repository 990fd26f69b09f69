import assert from 'node:assert/strict';
import { test } from 'node:test';
import { key, normal, uniform } from '../../lib/random/index.js';
import {
  effectiveSampleSize,
  langevin,
  splitRHat,
  type LangevinOptions,
} from '../../lib/sampling/index.js';
import { mul, square, sum, tensor, type Tensor } from '../../lib/tensor/index.js';

const CHAINS = 150;
const BURN = 30;
const STEPS = 330;

/** E = x²/2: the target density is N(0, T). */
const energy = (x: Tensor): Tensor => mul(sum(square(x), -1), 0.5);

/** The states of every chain after the first `BURN`, chain by chain. */
function sample(
  seed: number,
  options: LangevinOptions,
): { chains: Float64Array[]; acceptance: number } {
  const noise = tensor(normal(key(seed), STEPS * CHAINS), [STEPS, CHAINS, 1]);
  const uniforms = tensor(uniform(key(seed + 1), STEPS * CHAINS), [STEPS, CHAINS]);
  const start = tensor(normal(key(seed + 2), CHAINS), [CHAINS, 1]);
  const { states, acceptance } = langevin(energy, start, noise, options, uniforms);
  const kept = states.slice(BURN + 1);
  const chains = [...new Array<number>(CHAINS).keys()].map((k) =>
    Float64Array.from(kept, (x) => x.data[k]),
  );
  return { chains, acceptance };
}

const average = (chains: readonly Float64Array[]): number => {
  let total = 0;
  for (const chain of chains) for (const x of chain) total += x;
  return total / (chains.length * chains[0].length);
};

/** Asserts E[f] = expected to 5 standard errors from the effective sample size of f. */
function assertMean(
  chains: readonly Float64Array[],
  f: (x: number) => number,
  expected: number,
  relative: number,
): void {
  const values = chains.map((chain) => chain.map(f));
  const mean = average(values);
  const variance = average(values.map((chain) => chain.map((v) => (v - mean) * (v - mean))));
  const error = Math.sqrt(variance / effectiveSampleSize(values));
  assert.ok(Math.abs(mean - expected) <= 5 * error, `${mean} instead of ${expected} ± ${error}`);
  assert.ok(error <= relative, `standard error ${error}: the test could not see a deviation`);
}

test('the unadjusted chain has its own biased variance, σ²/(2ε(1 − ε/2)) for ε = λ/T', () => {
  for (const [seed, stepSize, temperature] of [
    [10, 0.5, 1],
    [20, 0.3, 0.5],
  ]) {
    const epsilon = stepSize / temperature;
    const noise = Math.sqrt(2 * stepSize);
    const { chains, acceptance } = sample(seed, { stepSize, temperature });
    const expected = noise ** 2 / (2 * epsilon * (1 - epsilon / 2));
    assert.ok(Math.abs(expected - noise ** 2 / (1 - (1 - epsilon) ** 2)) < 1e-12);
    assertMean(chains, (x) => x * x, expected, 0.02);
    assertMean(chains, (x) => x, 0, 0.02);
    assert.ok(Math.abs(expected - temperature) > 0.2, 'the bias is far larger than the error');
    assert.equal(acceptance, 1);
    // the chain is the autoregression x ← (1 − ε) x + σξ
    const lag = average(chains.map((c) => c.slice(1).map((x, i) => x * c[i]))) / expected;
    assert.ok(Math.abs(lag - (1 - epsilon)) < 0.02, `autocorrelation ${lag}`);
  }
});

test('λ and σ set apart sample at the temperature σ²/2λ · T, not at T', () => {
  const { chains } = sample(30, { stepSize: 0.1, noise: 0.9, temperature: 1 });
  assertMean(chains, (x) => x * x, 0.81 / (0.2 * (1 - 0.05)), 0.1);
});

test('the adjusted chain has the exact variance T, whatever λ and σ', () => {
  const cases: [number, LangevinOptions, number][] = [
    [40, { stepSize: 0.5, temperature: 1 }, 0.02],
    [50, { stepSize: 0.5, noise: 1.4, temperature: 1 }, 0.03],
    [60, { stepSize: 0.4, temperature: 0.5, clipGradient: 0.6 }, 0.02],
  ];
  for (const [seed, options, relative] of cases) {
    const { chains, acceptance } = sample(seed, { ...options, adjusted: true });
    assertMean(chains, (x) => x * x, options.temperature, relative);
    assertMean(chains, (x) => x ** 4, 3 * options.temperature ** 2, 6 * relative);
    assert.ok(acceptance > 0.5 && acceptance < 1, `acceptance ${acceptance}`);
    assert.ok(splitRHat(chains) < 1.01);
  }
});

test('the adjusted chain in a box samples the truncated normal', () => {
  const options: LangevinOptions = { noise: 0.8, temperature: 1, box: [-1, 1], adjusted: true };
  const { chains } = sample(70, options);
  // variance 1 − 2φ(1)/(Φ(1) − Φ(−1))
  assertMean(chains, (x) => x * x, 0.2911250942, 0.01);
  assert.ok(chains.every((chain) => chain.every((x) => Math.abs(x) <= 1 || x === chain[0])));
});

test('an adjusted chain accepts nearly every small step and few large ones', () => {
  const share = (stepSize: number): number =>
    sample(80, { stepSize, temperature: 1, adjusted: true }).acceptance;
  const [small, middle, large] = [0.01, 0.7, 3].map(share);
  assert.ok(small > 0.995 && small < 1, `${small}`);
  assert.ok(small > middle && middle > large && large < 0.6, `${middle}, ${large}`);
});
