import type { Backend, Layer, StepState } from './backend.js';

export function adamUpdate(
  backend: Backend,
  { layers, m, v, updates }: StepState,
  grad: readonly Layer[],
): StepState {
  const { round } = backend.sums;
  const { learningRate, name, weightDecay } = backend.config.optimiser;
  const [beta1, beta2] = backend.is('β swapped') ? [0.999, 0.9] : [0.9, 0.999];
  const t = updates + 1;
  const corrected = !backend.is('no bias correction');
  const lr = learningRate * (backend.is('learning rate doubled') ? 2 : 1);
  const rate = round(corrected ? lr / (1 - 0.9 ** t) : lr) * (backend.is('ascent') ? -1 : 1);
  const correction = round(corrected ? Math.sqrt(1 - 0.999 ** t) : 1);
  const stale = backend.is('m of the step before');
  const newM = zip(m, grad, (a, g) =>
    stale ? a : round(round(round(beta1) * a) + round(round(1 - beta1) * g)),
  );
  const newV = zip(v, grad, (a, g) =>
    round(
      round(round(beta2) * a) +
        round(round(1 - beta2) * (backend.is('v of |g|') ? Math.abs(g) : round(g * g))),
    ),
  );
  const moved = zip3(layers, newM, newV, (theta, a, b) => {
    if (backend.is('weights not updated')) return theta;
    const root = backend.is('ε under the root')
      ? round(Math.sqrt(round(b + 1e-8)) / correction)
      : round(round(round(Math.sqrt(b)) / correction) + round(1e-8));
    const decay = name === 'adamw' ? round(1 - learningRate * weightDecay) : 1;
    const step = round(rate * round(a / root));
    return backend.is('weight decay coupled')
      ? round(theta - step - learningRate * 0.01 * theta)
      : round(round(theta * decay) - step);
  });
  return { layers: moved, m: newM, v: newV, updates: t };
}

function zip(
  a: readonly Layer[],
  b: readonly Layer[],
  f: (x: number, y: number) => number,
): Layer[] {
  return a.map(({ weight, bias }, l) => ({
    weight: weight.map((row, i) => row.map((x, j) => f(x, b[l].weight[i][j]))),
    bias: bias.map((x, i) => f(x, b[l].bias[i])),
  }));
}

function zip3(
  a: readonly Layer[],
  b: readonly Layer[],
  c: readonly Layer[],
  f: (x: number, y: number, z: number) => number,
): Layer[] {
  return a.map(({ weight, bias }, l) => ({
    weight: weight.map((row, i) => row.map((x, j) => f(x, b[l].weight[i][j], c[l].weight[i][j]))),
    bias: bias.map((x, i) => f(x, b[l].bias[i], c[l].bias[i])),
  }));
}
