import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients } from '../../lib/autodiff/index.js';
import { fold, key, normal, uniform } from '../../lib/random/index.js';
import { langevin, stepSizeAndNoise, type LangevinOptions } from '../../lib/sampling/index.js';
import {
  add, cast, linear, mul, reshape, slice, square, stack, sum, tanh, tensor, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { assertClose, assertSameBits } from '../support/naiveTensor.js';

const STEPS = 6;
const BATCH = 5;

const start = mul(tensor(normal(key(1), 2 * BATCH), [BATCH, 2]), 0.8);
const noise = tensor(normal(key(2), STEPS * BATCH * 2), [STEPS, BATCH, 2]);
const uniforms = tensor(uniform(key(3), STEPS * BATCH), [STEPS, BATCH]);

/** E(x) = (x₀⁴ + x₁⁴)/4 + x₀ x₁ of a batch, and of one state with its gradient. */
function energy(x: Tensor): Tensor {
  const component = (k: number): Tensor => reshape(slice(x, [0, k], [x.shape[0], k + 1]), [-1]);
  const [p, q] = [component(0), component(1)];
  const quartic = add(square(square(p)), square(square(q)));
  return add(mul(quartic, 0.25), mul(p, q));
}

type State = [number, number];
const energyOf = ([p, q]: State): number => (p ** 4 + q ** 4) / 4 + p * q;
const gradientOf = ([p, q]: State): State => [p ** 3 + q, q ** 3 + p];

/** The chain of one state, stated with scalars; returns states 0 … S. */
function chainOf(row: number, options: LangevinOptions): { states: State[]; accepted: number } {
  const { temperature: t, box = null, clipGradient = null } = options;
  const { stepSize, noise: sigma } = stepSizeAndNoise(options);
  const drift = (x: State): State => {
    const g = gradientOf(x);
    const norm = Math.hypot(...g);
    const scale = clipGradient !== null && norm > clipGradient ? clipGradient / norm : 1;
    return [g[0] * scale, g[1] * scale];
  };
  // log density of a normal about x − (λ/T) ∇E(x)
  const logNormal = (to: State, from: State, s: number): number =>
    drift(from).reduce((total, g, k) => {
      const z = (to[k] - (from[k] - (stepSize / t) * g)) / s;
      return total - z ** 2 / 2 - Math.log(s * Math.sqrt(2 * Math.PI));
    }, 0);
  const states: State[] = [[start.data[2 * row], start.data[2 * row + 1]]];
  let accepted = 0;
  for (let i = 0; i < STEPS; i++) {
    const x = states[i];
    const s = options.annealNoise === true ? sigma / Math.max(1, i) : sigma;
    const g = drift(x);
    const xi = [0, 1].map((k) => noise.data[(i * BATCH + row) * 2 + k]);
    const y: State = [0, 1].map((k) => x[k] - (stepSize / t) * g[k] + s * xi[k]) as State;
    const inside = box === null || y.every((v) => box[0] <= v && v <= box[1]);
    if (options.adjusted === true) {
      const ratio = (energyOf(x) - energyOf(y)) / t + logNormal(x, y, s) - logNormal(y, x, s);
      const accept = inside && uniforms.data[i * BATCH + row] < Math.exp(ratio);
      accepted += Number(accept);
      states.push(accept ? y : x);
    } else if (options.outside === 'reject') {
      states.push(inside ? y : x);
    } else {
      states.push(
        box === null ? y : (y.map((v) => Math.min(Math.max(v, box[0]), box[1])) as State),
      );
    }
  }
  return { states, accepted };
}

const base = { temperature: 0.5, noise: 0.4 };
const variants: Readonly<Record<string, LangevinOptions>> = {
  'plain steps with λ = σ²/2': base,
  'a step size of its own': { ...base, stepSize: 0.02 },
  'a step size alone, σ = √(2λ)': { temperature: 0.5, stepSize: 0.05 },
  'components clamped to the box': { ...base, box: [-0.6, 0.7] },
  'states rejected outside the box': { ...base, box: [-0.6, 0.7], outside: 'reject' },
  'clipped gradients': { ...base, clipGradient: 0.3 },
  'annealed noise': { ...base, annealNoise: true },
  'Metropolis adjustment': { ...base, noise: 0.9, adjusted: true },
  'adjustment with a step size of its own': { ...base, stepSize: 0.6, noise: 0.9, adjusted: true },
  'adjustment in a box': { ...base, noise: 0.7, adjusted: true, box: [-0.9, 0.9] },
  'adjustment with annealed noise': { ...base, noise: 0.9, adjusted: true, annealNoise: true },
  'adjustment with clipped gradients': { ...base, noise: 0.9, adjusted: true, clipGradient: 0.2 },
};

for (const [name, options] of Object.entries(variants)) {
  test(`a chain with ${name} is the scalar recursion`, () => {
    const chain = langevin(energy, start, noise, options, uniforms);
    const rows = [...new Array<number>(BATCH).keys()].map((row) => chainOf(row, options));
    const expected = [...new Array<number>(STEPS + 1).keys()].map((i) =>
      tensor(rows.map(({ states }) => states[i])),
    );
    chain.states.forEach((x, i) => assertClose(x, expected[i], 1e-13, `state ${i}`));
    const accepted = rows.reduce((total, row) => total + row.accepted, 0);
    const share = options.adjusted === true ? accepted / (STEPS * BATCH) : 1;
    assert.equal(chain.acceptance, share);
    if (options.adjusted === true) assert.ok(share > 0.1 && share < 1, `acceptance ${share}`);
    if (Array.isArray(options.box)) {
      const touched = chain.states.some((x, i) => i > 0 && x.data.some((v) => Math.abs(v) >= 0.6));
      assert.ok(touched, 'the box matters');
    }
  });
}

test('drifts are the clipped gradients at the states, before λ/T', () => {
  for (const clipGradient of [null, 0.3]) {
    const { states, drifts } = langevin(energy, start, noise, { ...base, clipGradient });
    assert.equal(drifts.length, STEPS);
    drifts.forEach((drift, i) => {
      for (let row = 0; row < BATCH; row++) {
        const x: State = [states[i].data[2 * row], states[i].data[2 * row + 1]];
        const g = gradientOf(x);
        const scale = clipGradient === null ? 1 : Math.min(1, clipGradient / Math.hypot(...g));
        for (const k of [0, 1]) assert.ok(Math.abs(drift.data[2 * row + k] - scale * g[k]) < 1e-14);
      }
    });
  }
});

test('gradients below the limit keep their bits, in float32 too', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    const [x, xi] = [cast(start, dtype), cast(noise, dtype)];
    const free = langevin(energy, x, xi, base);
    for (const clipGradient of [100.3, 100.7, 1e4 / 3]) {
      const clipped = langevin(energy, x, xi, { ...base, clipGradient });
      clipped.states.forEach((state, i) => assertSameBits(state, free.states[i]));
    }
  }
});

test('a rejected proposal leaves the state’s bits, and a certain one is taken', () => {
  const adjusted = { ...base, adjusted: true };
  const never = langevin(
    energy,
    start,
    noise,
    adjusted,
    tensor(
      uniforms.data.map(() => 1e300),
      [STEPS, BATCH],
    ),
  );
  never.states.forEach((x) => assertSameBits(x, start));
  assert.equal(never.acceptance, 0);
  const always = langevin(energy, start, noise, adjusted, zeros([STEPS, BATCH]));
  const free = langevin(energy, start, noise, base);
  always.states.forEach((x, i) => assertSameBits(x, free.states[i]));
  assert.equal(always.acceptance, 1);
});

test('a proposal is taken where u is below its probability, not where they are equal', () => {
  // from the minimum of the energy without noise the proposal is the state itself: its probability is 1
  const at = zeros([BATCH, 2]);
  const still = { ...base, adjusted: true };
  const accepted = (u: number): number => {
    const all = tensor(new Float64Array(STEPS * BATCH).fill(u), [STEPS, BATCH]);
    return langevin(energy, at, zeros([STEPS, BATCH, 2]), still, all).acceptance;
  };
  assert.equal(accepted(1), 0);
  assert.equal(accepted(1 - 2 ** -53), 1);
});

test('the faces of the box belong to it', () => {
  const flat = (x: Tensor): Tensor => mul(sum(x, -1), 0);
  for (const to of [-0.5, 0.5]) {
    const xi = tensor([[[2 * to, 0]]]);
    const options = { temperature: 1, noise: 0.5, box: [-0.5, 0.5] as const };
    const ends = [
      langevin(flat, zeros([1, 2]), xi, { ...options, outside: 'reject' }),
      langevin(flat, zeros([1, 2]), xi, { ...options, adjusted: true }, tensor([[0.5]])),
    ].map(({ states }) => [...states[1].data]);
    assert.deepEqual(ends, [[to, 0], [to, 0]]); // prettier-ignore
  }
});

test('a chain without steps is its start, and none of its steps were accepted', () => {
  const none = zeros([0, BATCH, 2]);
  const { states, drifts, acceptance } = langevin(
    energy,
    start,
    none,
    { ...base, adjusted: true },
    zeros([0, BATCH]),
  );
  assert.deepEqual([states.length, drifts.length, acceptance], [1, 0, 0]);
  assertSameBits(states[0], start);
});

test('the derivative through the whole chain is that of finite differences', () => {
  const draw = (n: number, ...shape: number[]): Tensor =>
    tensor(
      normal(
        fold(key(4), n),
        shape.reduce((size, e) => size * e, 1),
      ),
      shape,
    );
  const theta = { w: draw(0, 6, 2), b: draw(1, 6), out: draw(2, 1, 6), x: start };
  const ends = (options: LangevinOptions) => (p: typeof theta) => {
    const model = (x: Tensor): Tensor =>
      reshape(square(linear(tanh(linear(x, p.w, p.b)), p.out, tensor([1]))), [-1]);
    return stack(langevin(model, p.x, noise, options).states.slice(-2));
  };
  const smooth = { temperature: 1, noise: 0.3 };
  checkGradients(ends(smooth), theta, { order: 1 });
  checkGradients(ends({ ...smooth, annealNoise: true }), theta, { order: 1 });
  checkGradients(ends({ ...smooth, clipGradient: 0.2 }), theta, { order: 1 });
  checkGradients(ends({ ...smooth, box: [-0.7, 0.7] }), theta, { order: 1 });
  checkGradients(ends({ ...smooth, box: [-0.7, 0.7], outside: 'reject' }), theta, { order: 1 });
  checkGradients((p: typeof theta) => mul(ends(smooth)(p), 0.1), theta, {
    order: 2,
    directions: 1,
  });
});

test('the derivative with respect to the noise is σ for a flat energy', () => {
  const flat = (x: Tensor): Tensor => mul(sum(x, -1), 0);
  checkGradients((xi: Tensor) => langevin(flat, start, xi, base).states[STEPS], noise);
  const end = langevin(flat, start, noise, base).states[STEPS];
  assertClose(end, add(start, mul(sum(noise, 0), 0.4)), 1e-14);
});

test('step size and noise follow from each other', () => {
  assert.deepEqual(stepSizeAndNoise({ noise: 0.2 }), { stepSize: (0.2 * 0.2) / 2, noise: 0.2 });
  assert.deepEqual(stepSizeAndNoise({ stepSize: 2 }), { stepSize: 2, noise: 2 });
  assert.deepEqual(stepSizeAndNoise({ stepSize: 0.3, noise: 0 }), { stepSize: 0.3, noise: 0 });
  for (const bad of [{}, { stepSize: null, noise: null }, { noise: 0 }, { stepSize: -1 }]) {
    assert.throws(
      () => stepSizeAndNoise(bad),
      /^RangeError: langevin: expected stepSize > 0 or noise > 0, got/,
    );
  }
});

test('noise and uniforms that do not fit are refused', () => {
  assert.throws(() => langevin(energy, start, zeros([STEPS, BATCH, 3]), base), {
    name: 'RangeError',
    message: 'langevin: expected start [B, D] and noise [S, B, D], got [5, 2] and [6, 5, 3]',
  });
  assert.throws(() => langevin(energy, start, noise, { ...base, adjusted: true }), {
    name: 'TypeError',
    message: 'langevin: expected uniforms [S, B] for an adjusted chain, got none',
  });
  for (const bad of [{ temperature: 0 }, { temperature: NaN }, { clipGradient: 0 }]) {
    assert.throws(
      () => langevin(energy, start, noise, { ...base, ...bad }),
      /^RangeError: langevin: expected temperature > 0 and clipGradient > 0, got/,
    );
  }
});
