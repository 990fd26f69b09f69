import type { Backend } from './backend.js';

export function meanOf(backend: Backend, values: readonly number[]): number {
  return backend.sums.round(
    backend.sums.sum(values) / (backend.is('loss summed') ? 1 : values.length),
  );
}

export function lossOf(
  backend: Backend,
  positive: readonly number[],
  negative: readonly number[],
  cost: number,
): number {
  const { model, loss: { form, gamma, alpha } } = backend.config; // prettier-ignore
  const sign = backend.is('loss of the other sign') ? -1 : 1;
  const { round } = backend.sums;
  if (model === 'wnae') return sign * cost;
  const up = meanOf(backend, positive);
  if (model === 'ae') return sign * up;
  const apart = round(up - meanOf(backend, negative));
  if (form === 'difference') {
    const squares = meanOf(
      backend,
      negative.map((e) => backend.sums.mul(e, e)),
    );
    return sign * (gamma === 0 ? apart : round(apart + round(round(gamma) * squares)));
  }
  const size = Math.abs(apart);
  const logCosh = round(
    round(size + round(Math.log1p(round(Math.exp(-2 * size))))) - round(Math.LN2),
  );
  return sign * round(logCosh + (backend.is('α forgotten') ? 0 : round(round(alpha) * up)));
}

/** ∂L/∂E of a positive and of a negative sample. */
export function energyWeights(
  backend: Backend,
  positive: readonly number[],
  negative: readonly number[],
) {
  const { model, loss: { form, gamma, alpha } } = backend.config; // prettier-ignore
  const { round } = backend.sums;
  const n = backend.is('loss summed') ? 1 : positive.length;
  if (model === 'ae') return { plus: round(1 / n), minus: () => 0 };
  if (form === 'difference') {
    const minus = (e: number): number => round(round(round(2 * gamma) * e - 1) / n);
    return { plus: round(1 / n), minus };
  }
  const t = round(Math.tanh(round(meanOf(backend, positive) - meanOf(backend, negative))));
  return {
    plus: round(round(t + (backend.is('α forgotten') ? 0 : round(alpha))) / n),
    minus: () => round(-t / n),
  };
}
